// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.proto.hearth.internal.v1.KnownRepeats;
import dev.hearth.proto.hearth.internal.v1.UnknownRepeats;
import dev.hearth.query.Repeats;
import dev.hearth.query.TimeRanges;
import java.util.List;

/// What a share is told about copies, as a message.
final class RepeatsCodec {

    private RepeatsCodec() {}

    static dev.hearth.proto.hearth.internal.v1.Repeats encode(Repeats repeats) {
        dev.hearth.proto.hearth.internal.v1.Repeats.Builder message =
                dev.hearth.proto.hearth.internal.v1.Repeats.newBuilder();
        switch (repeats) {
            case Repeats.None _ -> {}
            case Repeats.Known known ->
                    message.setKnown(
                            KnownRepeats.newBuilder()
                                    .setKeep(IdColumn.encode(known.keep()))
                                    .setHide(IdColumn.encode(known.hide())));
            case Repeats.Unknown(TimeRanges near) ->
                    message.setUnknown(
                            UnknownRepeats.newBuilder()
                                    .addAllNearBlocks(SelectionCodec.encode(near)));
        }
        return message.build();
    }

    /// Reads a message.
    ///
    /// @throws IllegalArgumentException if it is none that could have been written
    static Repeats decode(dev.hearth.proto.hearth.internal.v1.Repeats message) {
        return switch (message.getKindCase()) {
            case KIND_NOT_SET -> new Repeats.None();
            case KNOWN ->
                    new Repeats.Known(
                            IdColumn.decode(message.getKnown().getKeep()),
                            IdColumn.decode(message.getKnown().getHide()));
            case UNKNOWN -> {
                List<Long> near = message.getUnknown().getNearBlocksList();
                yield new Repeats.Unknown(SelectionCodec.times(near));
            }
        };
    }
}

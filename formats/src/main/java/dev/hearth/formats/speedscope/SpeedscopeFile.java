// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.speedscope;

import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A speedscope file as columns, as it stands in the text: frames not resolved.
///
/// Weights and times are doubles, as [Double#doubleToRawLongBits] has them. Ends are exclusive.
final class SpeedscopeFile {

    String schema = "";

    /// Names of frames in UTF-8, one behind the other.
    byte[] names = new byte[256];

    final IntColumn nameEnds = new IntColumn();

    final List<SpeedscopeProfile> profiles = new ArrayList<>();

    /// Frames of all samples, the root of each first; -1 for a number that is no index.
    final IntColumn sampleFrames = new IntColumn();

    final IntColumn sampleEnds = new IntColumn();
    final LongColumn weights = new LongColumn();

    /// What happens: [#OPEN], [#CLOSE], or something else.
    final IntColumn eventKinds = new IntColumn();

    final IntColumn eventFrames = new IntColumn();
    final LongColumn eventTimes = new LongColumn();

    static final int OPEN = 'O';
    static final int CLOSE = 'C';

    void addName(byte[] text, int from, int to) {
        int start = IntColumn.start(nameEnds, nameEnds.size);
        int end = Math.addExact(start, to - from);
        if (end > names.length) {
            names = Arrays.copyOf(names, IntColumn.grown(end));
        }
        System.arraycopy(text, from, names, start, to - from);
        nameEnds.add(end);
    }
}

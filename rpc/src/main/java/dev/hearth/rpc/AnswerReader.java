// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import com.google.protobuf.ByteString;
import dev.hearth.proto.hearth.internal.v1.AnswerChunk;
import dev.hearth.proto.hearth.internal.v1.AnswerEnd;
import dev.hearth.query.PeerFailedException;
import java.util.Iterator;

/// Puts an answer together that comes in pieces.
///
/// @param bytes all of it, as it was sent
/// @param end what the other process says of it
record AnswerReader(ByteString bytes, AnswerEnd end) {

    /// Reads all pieces.
    ///
    /// @param address where they come from
    /// @param maxBytes most bytes that are taken
    /// @throws PeerFailedException if it is too long, incomplete, or not what was sent
    /// @throws io.grpc.StatusRuntimeException if the call fails
    static AnswerReader read(String address, Iterator<AnswerChunk> chunks, int maxBytes)
            throws PeerFailedException {
        ByteString bytes = ByteString.EMPTY;
        AnswerEnd end = null;
        while (chunks.hasNext()) {
            AnswerChunk chunk = chunks.next();
            if (end != null) {
                throw wrong(address, "answer goes on behind its end");
            }
            if ((long) bytes.size() + chunk.getData().size() > maxBytes) {
                throw wrong(
                        address,
                        "answer has more than %d bytes (%s sets the limit)"
                                .formatted(maxBytes, RpcFlags.MAX_ANSWER_BYTES));
            }
            bytes = bytes.concat(chunk.getData());
            end = chunk.hasEnd() ? chunk.getEnd() : null;
        }
        if (end == null) {
            throw wrong(address, "answer has no end");
        }
        if (end.getBytes() != bytes.size()) {
            throw wrong(
                    address,
                    "answer has %d bytes (expected %d)".formatted(bytes.size(), end.getBytes()));
        }
        int checksum = Checksum.of(bytes);
        if (end.getCrc32C() != checksum) {
            throw wrong(
                    address,
                    "answer has checksum %08x (expected %08x)"
                            .formatted(checksum, end.getCrc32C()));
        }
        return new AnswerReader(bytes, end);
    }

    private static PeerFailedException wrong(String address, String problem) {
        return new PeerFailedException(address, problem, null);
    }
}

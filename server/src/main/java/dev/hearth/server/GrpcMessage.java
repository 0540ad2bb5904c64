// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import io.grpc.Status;

/// Keeps the message of a gRPC status to a size that clients take: it travels in a trailer, and
/// they refuse trailers of more than 8 KiB, status and all.
final class GrpcMessage {

    /// Most bytes of a message as it is encoded in the trailer.
    static final int MAX_BYTES = 6000;

    private GrpcMessage() {}

    /// The status, with no more of its message than fits.
    static Status fitting(Status status) {
        String message = status.getDescription();
        if (message == null || message.length() <= MAX_BYTES / 9) {
            return status;
        }
        int bytes = 0;
        for (int i = 0; i < message.length(); ) {
            int character = message.codePointAt(i);
            bytes += encodedBytes(character);
            if (bytes > MAX_BYTES) {
                return status.withDescription(message.substring(0, i) + "…");
            }
            i += Character.charCount(character);
        }
        return status;
    }

    /// Printable ASCII stays as it is; every byte of anything else becomes three.
    private static int encodedBytes(int character) {
        if (character >= ' ' && character <= '~' && character != '%') {
            return 1;
        }
        return character < 0x80 ? 3 : character < 0x800 ? 6 : character < 0x10000 ? 9 : 12;
    }
}

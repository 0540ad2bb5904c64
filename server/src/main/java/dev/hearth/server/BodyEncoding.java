// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.server.StatusException.Code;
import java.io.IOException;
import java.util.Locale;

/// Unpacks bodies as their `Content-Encoding` says.
final class BodyEncoding {

    private BodyEncoding() {}

    /// Returns the body unpacked.
    ///
    /// @param encoding the header, empty for none
    /// @param limit most bytes of the unpacked body
    /// @param share what the unpacked bytes are taken from
    /// @param unknownStatus HTTP status for an encoding that is not known
    /// @throws BodyTooLargeException if more than `limit` bytes come out
    static byte[] unpacked(
            String encoding, byte[] body, long limit, ByteBudget.Share share, int unknownStatus)
            throws StatusException, BodyTooLargeException {
        switch (encoding.toLowerCase(Locale.ROOT)) {
            case "", "identity" -> {
                return body;
            }
            case "gzip" -> {
                if (body.length == 0) {
                    return body;
                }
                try {
                    return Gzip.unpack(body, limit, share);
                } catch (BodyTooLargeException e) {
                    throw e;
                } catch (IOException e) {
                    throw new StatusException(
                            Code.INVALID_ARGUMENT, "the body is no gzip: " + e.getMessage());
                }
            }
            default ->
                    throw new StatusException(
                            Code.UNIMPLEMENTED,
                            unknownStatus,
                            "content encoding \"%s\" is unknown (expected gzip or identity)"
                                    .formatted(encoding));
        }
    }
}

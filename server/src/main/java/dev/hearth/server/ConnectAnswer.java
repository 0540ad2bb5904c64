// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.google.protobuf.Message;
import dev.hearth.server.StatusException.Code;
import java.io.IOException;
import java.util.Locale;

/// Answers one unary Connect request.
///
/// @param json whether messages are JSON
/// @param encoding the request's `Content-Encoding`, empty for none
/// @param bodyLimit most bytes of the unpacked body
record ConnectAnswer(ConnectMethod method, boolean json, String encoding, long bodyLimit)
        implements Answer {

    @Override
    public HttpReply reply(byte[] body, ByteBudget.Share share) throws Exception {
        Message request = method.decode(unpacked(body, share), json);
        Message answer = UnaryCall.call(method.definition(), request);
        return HttpReply.of(
                200,
                json ? "application/json" : "application/proto",
                ConnectMethod.encode(answer, json));
    }

    private byte[] unpacked(byte[] body, ByteBudget.Share share)
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
                    return Gzip.unpack(body, bodyLimit, share);
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
                            "content encoding \"%s\" is unknown (expected gzip or identity)"
                                    .formatted(encoding));
        }
    }

    @Override
    public HttpReply refusal(StatusException failure) {
        return refused(failure);
    }

    /// A refusal as Connect shows it: always with the code's own status.
    static HttpReply refused(StatusException failure) {
        return HttpReply.json(failure.code().httpStatus(), Replies.errorJson(failure));
    }

    @Override
    public StatusException tooLarge(BodyTooLargeException failure) {
        return new StatusException(
                Code.RESOURCE_EXHAUSTED,
                failure.getMessage() + " (set by -distributor.ingestion-body-limit-mb)");
    }
}

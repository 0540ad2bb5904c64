// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.google.protobuf.Message;
import dev.hearth.server.StatusException.Code;

/// Answers one unary Connect request.
///
/// @param json whether messages are JSON
/// @param encoding the request's `Content-Encoding`, empty for none
/// @param bodyLimit most bytes of the unpacked body
record ConnectAnswer(ConnectMethod method, boolean json, String encoding, long bodyLimit)
        implements Answer {

    @Override
    public HttpReply reply(byte[] body, ByteBudget.Share share) throws Exception {
        byte[] unpacked =
                BodyEncoding.unpacked(
                        encoding, body, bodyLimit, share, Code.UNIMPLEMENTED.httpStatus());
        Message request = method.decode(unpacked, json, share::take);
        Message answer = UnaryCall.call(method.definition(), request);
        return CallHeaders.current()
                .over(
                        HttpReply.of(
                                200,
                                json ? "application/json" : "application/proto",
                                ConnectMethod.encode(answer, json)));
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

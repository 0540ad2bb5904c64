// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

/// How one kind of request is answered: a plain route or a Connect method.
interface Answer {

    /// Answers; runs on a virtual thread inside the request's context.
    ///
    /// @param body as sent
    /// @param share what further bytes are taken from
    HttpReply reply(byte[] body, ByteBudget.Share share) throws Exception;

    /// The refusal as this kind of request shows it.
    HttpReply refusal(StatusException failure);

    /// The refusal of a body that is too large.
    StatusException tooLarge(BodyTooLargeException failure);
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

/// One HTTP route of a component. Connect and gRPC services are not routes: they are bound as
/// [io.grpc.BindableService].
///
/// @param method the one method it answers; another gives 405
/// @param path exact path, or one that ends in `*` for everything below
/// @param access who may call
/// @param manner how bodies and refusals look
/// @param body how the handler is given the body
/// @param time how long an answer may take
/// @param handler what answers
public record Route(
        String method,
        String path,
        Access access,
        Manner manner,
        Body body,
        Time time,
        Handler handler) {

    /// A route whose refusals are JSON and whose handler is given the whole body.
    public Route(String method, String path, Access access, Handler handler) {
        this(method, path, access, Manner.JSON, handler);
    }

    /// A route whose handler is given the whole body.
    public Route(String method, String path, Access access, Manner manner, Handler handler) {
        this(method, path, access, manner, Body.WHOLE, Time.BOUNDED, handler);
    }

    /// A route whose refusals are text and whose handler reads the body as it comes in, however
    /// long it is: [HttpCall#bodyStream].
    public static Route streaming(String method, String path, Access access, Handler handler) {
        return new Route(method, path, access, Manner.TEXT, Body.STREAM, Time.BOUNDED, handler);
    }

    /// A route as by default whose handler may take as long as its work does, while the caller
    /// waits.
    public static Route unhurried(String method, String path, Access access, Handler handler) {
        return new Route(method, path, access, Manner.JSON, Body.WHOLE, Time.UNBOUNDED, handler);
    }

    /// How bodies and refusals look.
    public enum Manner {
        /// Refusals are `{"code":…,"message":…}`; the handler sees bodies as they were sent.
        JSON,
        /// Refusals are plain text; whole bodies that were gzipped are unpacked for the handler.
        TEXT
    }

    /// How long an answer may take.
    public enum Time {
        /// `-server.request-timeout`, the body included.
        BOUNDED,
        /// That long for the body, from then on any time.
        UNBOUNDED
    }

    /// How a handler is given the body.
    public enum Body {
        /// As one array, once it has come in whole.
        WHOLE,
        /// As a stream, from the start.
        STREAM
    }

    /// Who may call a route.
    public enum Access {
        /// Anybody; no tenant is known.
        PUBLIC,
        /// A tenant: with multi-tenancy on, a request without one is refused with 401.
        TENANT,
        /// The same, but a request may name several tenants, and is about all they have.
        TENANTS
    }

    /// Answers requests, many at a time, each on a virtual thread that may block.
    ///
    /// When the caller goes away or the time is over, [io.grpc.Context#current] is cancelled; the
    /// thread of a `GET` is interrupted as well, that of any other method is left to finish.
    @FunctionalInterface
    public interface Handler {

        /// Answers one request.
        ///
        /// @throws StatusException to answer with that status and message
        /// @throws Exception for anything else: 500
        HttpReply handle(HttpCall call) throws Exception;
    }
}

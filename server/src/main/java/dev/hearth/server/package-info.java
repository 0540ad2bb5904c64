// SPDX-License-Identifier: Apache-2.0
/// Everything that stands between a socket and a component: one HTTP port for Connect, gRPC,
/// gRPC-Web, plain routes and the page; configuration; tenants; limits; metrics; health; logs.
///
/// Configuration starts at [Flag]: each component declares its flags, `ConfigLoader` resolves them
/// (defaults, then YAML, then the environment, then the command line) into [Settings], and each
/// component makes its config record from those. The command line is parsed by our own code and not
/// by a library: Go's style (`-a.b=c`, `--a.b c`, booleans without a value) needs every option
/// registered twice elsewhere, and the several hundred flags of the peer that are accepted with a
/// warning would have to be registered too, at each start.
///
/// Serving starts at `HttpServer`: components hand it [Route]s and gRPC services. Handlers run on
/// virtual threads and may block; their number, the bytes of the bodies they hold, and their time
/// are bounded. No component knows Armeria.
///
/// Deliberately not here: authentication (a proxy's work), and what any route means.
@NullMarked
package dev.hearth.server;

import org.jspecify.annotations.NullMarked;

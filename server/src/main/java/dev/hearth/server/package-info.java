// SPDX-License-Identifier: Apache-2.0
/// Everything that stands between a socket and a component: one HTTP port for Connect, gRPC,
/// gRPC-Web, plain routes and the page; tenants; metrics; health; logs.
///
/// Serving starts at `HttpServer`: components hand it [Route]s and gRPC services. Handlers run on
/// virtual threads and may block; their number, the bytes of the bodies they hold, and their time
/// are bounded. No component knows Armeria.
///
/// Deliberately not here: authentication (a proxy's work), and what any route means.
@NullMarked
package dev.hearth.server;

import org.jspecify.annotations.NullMarked;

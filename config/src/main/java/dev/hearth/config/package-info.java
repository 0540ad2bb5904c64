// SPDX-License-Identifier: Apache-2.0
/// What an operator can set: flags, the file, the environment, and the limits of tenants.
///
/// Start at [Flag]: each component declares its flags, [ConfigLoader] resolves them (defaults, then
/// YAML, then the environment, then the command line) into [Settings], and each component makes its
/// config record from those. The command line is parsed by our own code and not by a library: Go's
/// style (`-a.b=c`, `--a.b c`, booleans without a value) needs every option registered twice
/// elsewhere, and the several hundred flags of the peer that are accepted with a warning would have
/// to be registered too, at each start.
///
/// [Limits] answers what a tenant may do; it is asked at each request.
@NullMarked
package dev.hearth.config;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.proto.google.v1.Profile;

/// One profile of this process, ready to be pushed.
///
/// @param name its `__name__`
/// @param pprof the samples
record SelfProfile(String name, Profile pprof) {}

// SPDX-License-Identifier: Apache-2.0
/// What an operator installs: the archive, the image, the files under `deploy/`.
///
/// Each is tried with the program that a user has for it, as far as that can be had: a Docker
/// engine, Helm and a Kubernetes API server without nodes, jsonnet, promtool.
/// `docs/operations/install-matrix.md` says with which versions, and what was not run.
@NullMarked
package dev.hearth.integrationtests.deploy;

import org.jspecify.annotations.NullMarked;

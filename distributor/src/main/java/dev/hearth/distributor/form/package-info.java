// SPDX-License-Identifier: Apache-2.0
/// What the query and the body of `POST /ingest` are read with: the name of the application with
/// its tags, the format, forms of several parts and the configuration of sample types that comes in
/// them.
///
/// Nothing here knows tenants, limits or profiles.
@NullMarked
package dev.hearth.distributor.form;

import org.jspecify.annotations.NullMarked;

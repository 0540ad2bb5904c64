// SPDX-License-Identifier: Apache-2.0
/// Objects in a bucket of Google Cloud Storage.
///
/// Start at [dev.hearth.objectstoregcs.GcsBuckets]. Google's client, of the JSON API, is loaded
/// when a bucket is opened, not before, and does not show outside.
@NullMarked
package dev.hearth.objectstoregcs;

import org.jspecify.annotations.NullMarked;

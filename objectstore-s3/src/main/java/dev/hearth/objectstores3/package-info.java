// SPDX-License-Identifier: Apache-2.0
/// Objects in a bucket of S3, or of a store that speaks like it.
///
/// Start at [dev.hearth.objectstores3.S3Buckets]. The MinIO client's classes are loaded when a
/// bucket is opened, not before, and do not show outside.
@NullMarked
package dev.hearth.objectstores3;

import org.jspecify.annotations.NullMarked;

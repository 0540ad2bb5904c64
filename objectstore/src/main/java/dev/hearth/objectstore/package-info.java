// SPDX-License-Identifier: Apache-2.0
/// A flat key-to-bytes store: a local directory, or memory.
///
/// The one thing asked of a store beyond reading and writing is create-if-absent: it is what
/// commits segments and indexes. Start at [ObjectStore]; [FilesystemObjectStore] is what one
/// machine uses.
@NullMarked
package dev.hearth.objectstore;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/// What an operator wants to know of a whole store: whether all of it is as it was written, what it
/// holds, and how an index is made anew that was lost.
///
/// Everything but [IndexRebuilder] only reads, also beside a running server. Start at
/// [StoreVerifier], [StoreInspector] and [IndexRebuilder].
@NullMarked
package dev.hearth.block.audit;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.text;

/// The formats of stacks as plain text or packed text that `/ingest` takes.
public enum TextFormat {
    /// A stack, root first and frames divided by `;`, a space, and its value on each line.
    FOLDED,

    /// A stack on each line, of value 1.
    LINES,

    /// Frames as nodes in pre-order: uvarint length and name, uvarint self value, uvarint number of
    /// children. The first node is the root, its name empty.
    TREE,

    /// Like [#TREE], but a node holds any piece of a folded stack: the names from a top node down
    /// make one. There may be several top nodes.
    TRIE
}

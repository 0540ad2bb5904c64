// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

/// One label as a client sent it: nothing is checked yet, and a name may come twice in a list.
///
/// @param name any text
/// @param value any text; empty means that the series has no such label
record LabelPair(String name, String value) {}

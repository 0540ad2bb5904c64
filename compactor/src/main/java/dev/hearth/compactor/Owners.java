// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

/// What a compactor asks of the owners of partitions.
public interface Owners extends Flush, ChainEnds {}

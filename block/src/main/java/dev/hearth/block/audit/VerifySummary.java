// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

/// What a verification looked at.
///
/// @param tenants tenants
/// @param versions versions of indexes
/// @param deletions objects of deletions
/// @param blocks complete blocks
/// @param unfinished folders of blocks without a description that no index names as live: blocks
///   that are being made or deleted, or what a crash left
/// @param partitions partitions
/// @param segments segments
/// @param bytes bytes of all files that were checked
/// @param problems how many there were
public record VerifySummary(
        long tenants,
        long versions,
        long deletions,
        long blocks,
        long unfinished,
        long partitions,
        long segments,
        long bytes,
        long problems) {}

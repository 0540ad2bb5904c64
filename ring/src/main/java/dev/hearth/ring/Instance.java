// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

/// Who this process is in every ring that it joins.
///
/// @param id name, the same after a restart
/// @param address `host:port` under which others reach its gRPC
/// @param zone where it runs; empty if nobody said
public record Instance(String id, String address, String zone) {}

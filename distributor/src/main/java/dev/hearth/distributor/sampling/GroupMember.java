// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.sampling;

/// A usage group that a series belongs to.
///
/// @param configuredName as it stands in the configuration, `service/${labels.service_name}`
/// @param name the same with the labels of the series filled in
public record GroupMember(String configuredName, String name) {}

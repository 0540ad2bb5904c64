// SPDX-License-Identifier: Apache-2.0
/// Objects in a container of Azure Blob Storage.
///
/// Start at [dev.hearth.objectstoreazure.AzureContainers]. Microsoft's client is loaded when a
/// container is opened, not before, and does not show outside.
@NullMarked
package dev.hearth.objectstoreazure;

import org.jspecify.annotations.NullMarked;

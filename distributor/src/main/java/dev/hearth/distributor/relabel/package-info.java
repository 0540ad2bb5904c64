// SPDX-License-Identifier: Apache-2.0
/// Rules that rewrite or drop the labels of a series, with the meaning that Prometheus gives its
/// `relabel_config`: the same actions, defaults, anchoring and templates.
///
/// Rules are made ready once ([Relabeler#of]) and applied to a map of labels. They know nothing of
/// tenants, profiles or limits. Start at [IngestRules].
@NullMarked
package dev.hearth.distributor.relabel;

import org.jspecify.annotations.NullMarked;

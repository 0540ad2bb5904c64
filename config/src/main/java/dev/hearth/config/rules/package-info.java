// SPDX-License-Identifier: Apache-2.0
/// Limits that have parts: relabelling rules, usage groups, quotas, sampling. Each is a record that
/// is right once it is made, and says how it is read from YAML.
@NullMarked
package dev.hearth.config.rules;

import org.jspecify.annotations.NullMarked;

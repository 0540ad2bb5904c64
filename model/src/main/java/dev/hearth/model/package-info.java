// SPDX-License-Identifier: Apache-2.0
/// What everything else speaks in: tenants, labels, profile types, symbols, stacks, profiles, call
/// trees and flame graphs.
///
/// JDK only and no I/O. Columns instead of objects wherever something exists once a sample, a stack
/// or a symbol: ids are dense, from 0, and index the columns.
///
/// Start at [ProfileBatch]: what one pushed profile becomes, and what the log keeps. Then
/// [CallTree], which is what queries make of many of them.
@NullMarked
package dev.hearth.model;

import org.jspecify.annotations.NullMarked;

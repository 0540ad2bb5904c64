// SPDX-License-Identifier: Apache-2.0
/// OTLP profiles (`v1development`), as senders of 1.9 to 1.11 make them.
///
/// Start at [OtlpRequest], which finds the profiles of a request, and [OtlpDecoder], which decodes
/// one of them.
@NullMarked
package dev.hearth.formats.otlp;

import org.jspecify.annotations.NullMarked;

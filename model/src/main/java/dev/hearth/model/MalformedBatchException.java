// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.io.IOException;

/// Bytes that are not an encoded batch, see [ProfileBatchCodec].
public final class MalformedBatchException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param message what is what (expected what), with the offset
    public MalformedBatchException(String message) {
        super(message);
    }
}

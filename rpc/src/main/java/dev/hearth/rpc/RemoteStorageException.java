// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import java.io.IOException;

/// Another process could not read what it was asked for: its store failed, or the bytes of an
/// object are wrong, which the message names.
final class RemoteStorageException extends IOException {

    private static final long serialVersionUID = 1;

    RemoteStorageException(String message) {
        super(message);
    }
}

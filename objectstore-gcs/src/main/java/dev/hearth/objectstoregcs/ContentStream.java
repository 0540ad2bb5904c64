// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoregcs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// What is to be sent. Remembers its own failure. For one thread.
final class ContentStream extends FilterInputStream {

    private @Nullable IOException failure;

    ContentStream(InputStream in) {
        super(in);
    }

    /// Why it could not be read; null if it could.
    @Nullable IOException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}

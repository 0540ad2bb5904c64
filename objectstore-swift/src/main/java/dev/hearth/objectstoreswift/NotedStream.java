// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreswift;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What is to be sent; notes its own failure, which the client does not tell from one of sending.
final class NotedStream extends FilterInputStream {

    private final AtomicReference<@Nullable IOException> failure;

    NotedStream(InputStream in, AtomicReference<@Nullable IOException> failure) {
        super(in);
        this.failure = failure;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            failure.set(e);
            throw e;
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            failure.set(e);
            throw e;
        }
    }
}

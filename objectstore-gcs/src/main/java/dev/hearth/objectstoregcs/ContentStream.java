// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoregcs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// What is to be sent, with failures that are told apart from those of sending.
final class ContentStream extends FilterInputStream {

    ContentStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw new ContentException(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            throw new ContentException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore.remote;

import dev.hearth.objectstore.ObjectContent;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Content that fails before its last byte is given if it has another length than it says: whoever
/// sends it has not sent a whole object then.
public final class ExactContent {

    private ExactContent() {}

    /// The same content, which fails where it is too short or too long.
    ///
    /// @param key of the object, for the message
    public static ObjectContent of(String key, ObjectContent content) {
        return new ObjectContent(
                content.length(),
                () -> new ExactStream(key, content.source().open(), content.length()));
    }

    /// Bytes in memory.
    public static ObjectContent of(byte[] bytes) {
        return new ObjectContent(bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    /// Reads one byte ahead.
    private static final class ExactStream extends FilterInputStream {

        private final String key;
        private final long length;
        private long given;
        private int ahead;

        ExactStream(String key, InputStream in, long length) throws IOException {
            super(in);
            this.key = key;
            this.length = length;
            try {
                this.ahead = in.read();
                check();
            } catch (IOException e) {
                in.close();
                throw e;
            }
        }

        /// Looks at what was read ahead, before the byte in front of it is given.
        private void check() throws IOException {
            if (ahead < 0 && given != length) {
                throw wrong(given);
            }
            if (ahead >= 0 && given >= length) {
                throw wrong(given + 1 + in.transferTo(OutputStream.nullOutputStream()));
            }
        }

        private IOException wrong(long found) {
            return new IOException(
                    "content of object \"%s\" has %d bytes (expected %d)"
                            .formatted(key, found, length));
        }

        @Override
        public int read() throws IOException {
            if (ahead < 0) {
                return -1;
            }
            int next = ahead;
            given++;
            ahead = in.read();
            check();
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int wanted) throws IOException {
            if (wanted == 0) {
                return 0;
            }
            if (ahead < 0) {
                return -1;
            }
            bytes[offset] = (byte) ahead;
            int more = wanted == 1 ? 0 : Math.max(0, in.read(bytes, offset + 1, wanted - 1));
            given += 1 + more;
            ahead = in.read();
            check();
            return 1 + more;
        }

        @Override
        public long skip(long count) throws IOException {
            throw new IOException("content of object \"%s\" was to be skipped".formatted(key));
        }

        @Override
        public int available() throws IOException {
            return ahead < 0 ? 0 : 1;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Collects what an answer depends on, in order, and comes to the same only for the same: the first
/// half of a SHA-256. For one thread.
public final class Fingerprint {

    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(1024);

    /// Of nothing yet.
    public Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Adds a number.
    public Fingerprint add(long value) {
        if (buffer.remaining() < Long.BYTES) {
            drain();
        }
        buffer.putLong(value);
        return this;
    }

    /// Adds a text.
    public Fingerprint add(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        add(utf8.length);
        drain();
        digest.update(utf8);
        return this;
    }

    /// Adds ranges of time.
    public Fingerprint add(TimeRanges ranges) {
        add(ranges.size());
        for (int i = 0; i < ranges.size(); i++) {
            add(ranges.start(i)).add(ranges.end(i));
        }
        return this;
    }

    private void drain() {
        digest.update(buffer.flip());
        buffer.clear();
    }

    /// Ends it; nothing can be added any more.
    ResultCache.Key key() {
        drain();
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new ResultCache.Key(hash.getLong(), hash.getLong());
    }
}

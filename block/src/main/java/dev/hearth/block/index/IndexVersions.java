// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads versions that lie below one prefix. Safe for many threads.
final class IndexVersions<T> {

    private static final int ATTEMPTS = 50;

    private final String prefix;
    private final ObjectStore store;
    private final VersionCodec<T> codec;

    IndexVersions(String prefix, ObjectStore store, VersionCodec<T> codec) {
        this.prefix = prefix;
        this.store = store;
        this.codec = codec;
    }

    String prefix() {
        return prefix;
    }

    /// The versions that a listing names, in order of number.
    List<IndexKeys.Name> list() throws IOException {
        return IndexKeys.list(store, prefix);
    }

    /// The version after another.
    ///
    /// @throws NoSuchObjectException if there is none
    IndexLink<T> next(IndexLink<T> before) throws IOException {
        IndexKeys.Name name =
                new IndexKeys.Name(nextKey(before), before.number() + 1, before.seal());
        return read(name, before.stamp());
    }

    String nextKey(IndexLink<T> before) {
        return IndexKeys.key(prefix, before.number() + 1, before.seal());
    }

    /// @param origin what the first version has in place of a seal
    String firstKey(String origin) {
        return IndexKeys.key(prefix, 1, origin);
    }

    private IndexLink<T> read(IndexKeys.Name name, IndexLink.@Nullable Stamp before)
            throws IOException {
        return link(name, before, store.get(name.key()));
    }

    private IndexLink<T> link(IndexKeys.Name name, IndexLink.@Nullable Stamp before, byte[] bytes)
            throws CorruptIndexException {
        VersionCodec.Decoded<T> decoded = codec.decode(name.key(), bytes);
        String previous = decoded.previous();
        boolean isRight =
                name.number() == 1
                        ? previous.isEmpty()
                        : previous.startsWith("%020d-".formatted(name.number() - 1));
        if (!isRight || !decoded.seal().equals(name.previous())) {
            throw new CorruptIndexException(
                    name.key(),
                    "version before is \"%s\" with checksum %s (expected version %d with %s)"
                            .formatted(
                                    previous, decoded.seal(), name.number() - 1, name.previous()));
        }
        String seal = SealedJson.sealOf(bytes);
        return new IndexLink<>(
                name.number(), name.key(), seal, bytes.length, decoded.content(), before);
    }

    /// The version that bytes are, of [#encode].
    IndexLink<T> link(@Nullable IndexLink<T> before, String origin, byte[] bytes, T content) {
        return new IndexLink<>(
                before == null ? 1 : before.number() + 1,
                before == null ? firstKey(origin) : nextKey(before),
                SealedJson.sealOf(bytes),
                bytes.length,
                content,
                before == null ? null : before.stamp());
    }

    byte[] encode(@Nullable IndexLink<T> before, String origin, T content, String writer) {
        return before == null
                ? codec.encode(content, "", origin, writer)
                : codec.encode(content, IndexKeys.lastPart(before.key()), before.seal(), writer);
    }

    /// Reads all versions that a listing names.
    ///
    /// @param told of each key, with what is wrong with the version, or null
    void verify(BiConsumer<String, @Nullable IOException> told) throws IOException {
        for (IndexKeys.Name name : list()) {
            try {
                read(name, null);
                told.accept(name.key(), null);
            } catch (NoSuchObjectException e) {
                // Deleted meanwhile.
            } catch (IOException e) {
                told.accept(name.key(), e);
            }
        }
    }

    /// What the version before says; null if it is gone, or there is none.
    @Nullable T before(IndexLink<T> link) throws IOException {
        IndexLink.Stamp before = link.before();
        if (before == null) {
            return null;
        }
        try {
            return codec.decode(before.key(), store.get(before.key())).content();
        } catch (NoSuchObjectException e) {
            return null;
        }
    }

    /// Keys of a version and of all before it that exist, the first of them first. Found by
    /// reading: a listing may lack the newest.
    List<String> chain(IndexLink<T> last) throws IOException {
        ArrayDeque<String> keys = new ArrayDeque<>();
        String key = last.key();
        try {
            while (true) {
                String previous = codec.decode(key, store.get(key)).previous();
                keys.addFirst(key);
                if (previous.isEmpty()) {
                    break;
                }
                key = prefix + previous;
            }
        } catch (NoSuchObjectException e) {
            // Deleted before.
        }
        return List.copyOf(keys);
    }

    /// The newest version that follows another; null if that does not stand any more.
    @Nullable IndexLink<T> lastFrom(IndexLink<T> from) throws IOException {
        IndexLink<T> last = from;
        try {
            while (true) {
                last = next(last);
            }
        } catch (NoSuchObjectException e) {
            // Asked last: as long as it stands, nothing behind the one that follows it was
            // deleted, and a next one that was missing was never there.
            return isThere(last.anchor()) ? last : null;
        }
    }

    /// Whether a version exists that has the same key and the same bytes. Its end tells: it holds
    /// the checksum, and nothing like it stands before the end of any version.
    boolean isThere(IndexLink.Stamp stamp) throws IOException {
        int tail = SealedJson.tailLength();
        try {
            byte[] end = store.getRange(stamp.key(), stamp.length() - tail, tail);
            return SealedJson.isEnd(end, stamp.seal());
        } catch (NoSuchObjectException e) {
            return false;
        } catch (IOException e) {
            if (store.size(stamp.key()) == stamp.length()) {
                throw e;
            }
            return false;
        }
    }

    /// Finds a version that was the newest, or followed by the newest, when it was read. Null if
    /// there is none: versions without the one before them were put by somebody who slept, or are
    /// what a removal left.
    ///
    /// @param origin what the first version has in place of a seal
    /// @param counts whether a version belongs to the first one
    /// @throws CorruptIndexException if it is damaged, or the one before it
    @Nullable IndexLink<T> locate(String origin, Predicate<T> counts) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // Read before the listing: it may have been put by somebody who slept, beside a chain
            // that the listing then shows.
            IndexLink<T> first = first(origin);
            Listed<T> listed = listed(counts, firstKey(origin));
            if (listed.link() != null) {
                return listed.link();
            }
            // What is gone may have been the end of a chain beside which somebody who slept put a
            // first version anew: as long as a chain counts, its end is there.
            if (listed.isComplete()
                    && (first == null ? !listed.hasFirst() : isThere(first.stamp()))) {
                return first;
            }
        }
        throw new IOException(
                "listing of \"%s\" names versions that are gone, and none that is valid (expected a newer one)"
                        .formatted(prefix));
    }

    /// The newest of what a listing shows that follows another; null if there is none.
    @Nullable IndexLink<T> locateAny() throws IOException {
        return listed(_ -> true, "").link();
    }

    /// @param hasFirst whether the first version was listed
    /// @param isComplete whether all others that were listed are there, as far as they were read
    private record Listed<T>(@Nullable IndexLink<T> link, boolean hasFirst, boolean isComplete) {}

    private Listed<T> listed(Predicate<T> counts, String firstKey) throws IOException {
        List<IndexKeys.Name> names = list();
        boolean hasFirst = names.stream().anyMatch(name -> name.key().equals(firstKey));
        boolean isComplete = true;
        for (int i = names.size() - 1; i >= 0 && names.get(i).number() > 1; i--) {
            try {
                IndexLink<T> link = readValid(names, i);
                if (link != null && counts.test(link.content())) {
                    return new Listed<>(link, hasFirst, true);
                }
            } catch (NoSuchObjectException e) {
                isComplete = false;
            }
        }
        return new Listed<>(null, hasFirst, isComplete);
    }

    /// The first version; null if it does not exist.
    @Nullable IndexLink<T> first(String origin) throws IOException {
        try {
            return read(new IndexKeys.Name(firstKey(origin), 1, origin), null);
        } catch (NoSuchObjectException e) {
            return null;
        }
    }

    /// Null if the one before it does not exist.
    private @Nullable IndexLink<T> readValid(List<IndexKeys.Name> names, int at)
            throws IOException {
        IndexKeys.Name name = names.get(at);
        for (IndexKeys.Name each : names) {
            if (each.number() == name.number() - 1) {
                IndexLink<T> before = read(each, null);
                if (before.seal().equals(name.previous())) {
                    return read(name, before.stamp());
                }
            }
        }
        return null;
    }
}

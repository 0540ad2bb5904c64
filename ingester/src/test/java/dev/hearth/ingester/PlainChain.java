// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.model.ProfileId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A chain of segments as lines of text: the plainest thing that keeps the rules of the real one,
/// and easy to look into.
final class PlainChain implements Chain {

    private final ObjectStore store;

    PlainChain(ObjectStore store) {
        this.store = store;
    }

    /// A segment as it was written.
    ///
    /// @param profiles everything about each profile, in full, with its tenant
    record Segment(
            long start, long end, List<String> profiles, List<SegmentContent.RetryId> retryIds) {}

    @Override
    public ChainState read() throws IOException {
        long end = floor();
        List<SegmentContent.RetryId> ids = new ArrayList<>();
        for (Segment segment : segments()) {
            end = segment.end;
            ids.addAll(segment.retryIds);
        }
        return new ChainState(end, ids);
    }

    @Override
    public CutOutcome commit(SegmentContent content) throws IOException {
        byte[] bytes = write(content);
        String key = key(content.start());
        if (!store.putIfAbsent(key, bytes)) {
            long end = segment(content.start()).end;
            if (end != content.end()) {
                return new CutOutcome.Superseded("segment ends at " + end);
            }
        }
        if (content.start() < floor()) {
            store.delete(key);
            return new CutOutcome.Superseded("start is below the floor");
        }
        return new CutOutcome.Committed(bytes.length);
    }

    /// The segments from the floor on.
    List<Segment> segments() throws IOException {
        List<Segment> segments = new ArrayList<>();
        long next = floor();
        while (store.size(key(next)) >= 0) {
            segments.add(segment(next));
            next = segments.getLast().end;
        }
        return segments;
    }

    long floor() throws IOException {
        List<String> floors = store.list("floors/p/", "", 10_000);
        return floors.isEmpty() ? 0 : Long.parseLong(floors.getLast().substring(9));
    }

    /// Raises the floor to the end of the first `count` segments and deletes them.
    ///
    /// @return those that were deleted
    List<Segment> compact(int count) throws IOException {
        List<Segment> compacted = segments().subList(0, count);
        if (!compacted.isEmpty()) {
            store.putIfAbsent("floors/p/%020d".formatted(compacted.getLast().end), new byte[] {1});
            for (Segment segment : compacted) {
                store.delete(key(segment.start));
            }
        }
        return compacted;
    }

    private Segment segment(long start) throws IOException {
        String text = new String(store.get(key(start)), StandardCharsets.UTF_8);
        List<String> profiles = new ArrayList<>();
        List<SegmentContent.RetryId> ids = new ArrayList<>();
        long end = -1;
        for (String line : text.split("\n", -1)) {
            String[] words = line.split(" ", 4);
            switch (words[0]) {
                case "end" -> end = Long.parseLong(words[1]);
                case "id" ->
                        ids.add(
                                new SegmentContent.RetryId(
                                        new ProfileId(
                                                Long.parseLong(words[1]), Long.parseLong(words[2])),
                                        Long.parseLong(words[3])));
                default -> profiles.add(line);
            }
        }
        return new Segment(start, end, profiles, ids);
    }

    private static byte[] write(SegmentContent content) {
        List<String> lines = new ArrayList<>();
        lines.add("end " + content.end());
        for (SegmentContent.RetryId id : content.retryIds()) {
            lines.add("id %d %d %d".formatted(id.id().high(), id.id().low(), id.appendMillis()));
        }
        for (SegmentContent.Tenant tenant : content.tenants()) {
            for (String profile : PlainProfiles.full(tenant)) {
                lines.add("tenant=%s %s".formatted(tenant.tenant(), profile));
            }
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private static String key(long start) {
        return "segments/p/%020d".formatted(start);
    }
}

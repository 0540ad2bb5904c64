// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.log.LogTopic;
import dev.hearth.ring.KafkaOwners;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.Member;
import dev.hearth.ring.MemberState;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Which partitions of the topic this process reads, and which it is named as an owner of.
///
/// ```text
/// wanted ──► read ──► caught up: owned ──► not wanted, and one who is to own it does: disowned ──► let go
/// ```
///
/// So a partition that has an owner keeps one, whoever comes and goes in order: only an owner that
/// is to stay one lets others go, and one that has let go takes it back if nobody serves it any
/// more. Who owns what is not agreed upon: three may own a partition for a while, and all answer
/// alike.
final class KafkaShare {

    /// Owners of each partition.
    private static final int COPIES = 2;

    /// How long one that was disowned is still read: who saw the ring before may ask.
    private static final long LINGER_NANOS = Duration.ofSeconds(3).toNanos();

    private final Ring ring;
    private final Lifecycler lifecycler;
    private final TopicReader reader;
    private final Duration silence;
    private final LongSupplier nanoTime;

    /// For each partition that is read, how many others are to cut it before this process: as it
    /// was when it began, since a change would mean to begin anew.
    private final Map<Integer, Integer> ranks = new TreeMap<>();

    /// When those that were disowned are let go.
    private final Map<Integer, Long> letGoAt = new HashMap<>();

    /// Partitions that this process is named as an owner of, by id.
    private final Map<String, Integer> owned = new ConcurrentHashMap<>();

    private final Set<String> announced = new HashSet<>();

    private volatile @Nullable String unready = "share of the topic is not known yet";

    /// @param silence how long a member may be away until its share goes to others
    /// @param nanoTime a clock that nobody sets
    KafkaShare(
            Ring ring,
            Lifecycler lifecycler,
            TopicReader reader,
            Duration silence,
            LongSupplier nanoTime) {
        this.ring = ring;
        this.lifecycler = lifecycler;
        this.reader = reader;
        this.silence = silence;
        this.nanoTime = nanoTime;
    }

    /// Whether this process is named as an owner of anything.
    boolean owns() {
        return !owned.isEmpty();
    }

    /// Why this process does not yet serve what the ring gives it; null if it does, which may be
    /// nothing.
    @Nullable String unready() {
        return unready;
    }

    /// Looks at the ring, and does what it asks for. One thread at a time.
    ///
    /// @param isLeaving whether this process wants nothing any more
    /// @throws IOException if the ring cannot be changed; the next step goes on
    void step(LogTopic topic, boolean isLeaving) throws IOException {
        Map<String, Integer> numbers = new TreeMap<>();
        for (int number = 0; number < topic.partitions(); number++) {
            numbers.put(topic.partition(number), number);
        }
        announce(numbers.keySet());
        Map<Integer, Integer> wanted = isLeaving ? Map.of() : wanted(numbers);
        wanted.forEach((number, rank) -> {
            ranks.putIfAbsent(number, rank);
            letGoAt.remove(number);
        });
        letGo(numbers, wanted.keySet());
        reader.assign(Map.copyOf(ranks));
        for (int number : reader.caughtUp()) {
            String id = topic.partition(number);
            if (wanted.containsKey(number) && !owned.containsKey(id)) {
                own(id, number);
            }
        }
        unready = missing(wanted.keySet(), topic);
    }

    private @Nullable String missing(Set<Integer> wanted, LogTopic topic) {
        Member self = ring.state().member(lifecycler.id());
        if (self == null || !self.isPresent()) {
            return "ring does not know of this ingester yet";
        }
        for (int number : wanted) {
            if (!self.partitions().contains(topic.partition(number))) {
                return "partition %d is not served yet".formatted(number);
            }
        }
        return null;
    }

    /// Makes sure that queriers know of every partition, whoever owns it.
    private void announce(Set<String> ids) {
        for (String id : ids) {
            if (announced.add(id)) {
                lifecycler.announce(id);
            }
        }
    }

    private Map<Integer, Integer> wanted(Map<String, Integer> numbers) {
        KafkaOwners owners = given(ring.state(), numbers.keySet());
        Map<Integer, Integer> wanted = new TreeMap<>();
        for (String id : owners.partitions(lifecycler.id())) {
            Integer number = numbers.get(id);
            if (number != null) {
                List<String> both = owners.owners(id);
                int rank = (both.indexOf(lifecycler.id()) + number) % both.size();
                wanted.put(number, rank);
            }
        }
        return wanted;
    }

    /// Who is to own what, as a state of the ring has it.
    private KafkaOwners given(RingState state, Set<String> ids) {
        List<Member> members =
                ring.present(state, silence).stream()
                        .filter(member -> member.state() != MemberState.LEAVING)
                        .toList();
        return KafkaOwners.of(ids, members, COPIES);
    }

    private void letGo(Map<String, Integer> numbers, Set<Integer> wanted) throws IOException {
        long now = nanoTime.getAsLong();
        for (Map.Entry<String, Integer> one : numbers.entrySet()) {
            int number = one.getValue();
            if (!ranks.containsKey(number) || wanted.contains(number)) {
                continue;
            }
            String id = one.getKey();
            if (owned.containsKey(id)) {
                if (lifecycler.handOver(id, state -> isTaken(state, numbers.keySet(), id))) {
                    owned.remove(id);
                    letGoAt.put(number, now + LINGER_NANOS);
                }
            } else if (letGoAt.containsKey(number) && !isServed(ring.state(), id)) {
                // Whoever took it has gone since, or gave it to this process at the same time.
                letGoAt.remove(number);
                own(id, number);
            } else if (now - letGoAt.getOrDefault(number, now) >= 0) {
                ranks.remove(number);
                letGoAt.remove(number);
            }
        }
    }

    /// Whether one of those who are to own a partition serves it, and this process is none of them.
    /// Others who serve it may be about to let go of it, too.
    private boolean isTaken(RingState state, Set<String> ids, String id) {
        List<String> given = given(state, ids).owners(id);
        return !given.contains(lifecycler.id())
                && state.owners(id).stream()
                        .anyMatch(member -> given.contains(member.id()) && serves(member));
    }

    private boolean isServed(RingState state, String id) {
        return state.owners(id).stream()
                .anyMatch(member -> !member.id().equals(lifecycler.id()) && serves(member));
    }

    private boolean serves(Member owner) {
        return owner.state() == MemberState.ACTIVE && ring.isHealthy(owner);
    }

    private void own(String id, int number) {
        owned.put(id, number);
        lifecycler.share(id);
    }

    private void disown(String id) {
        owned.remove(id);
        lifecycler.disown(id);
    }

    /// Says that this process answers for nothing any more.
    ///
    /// @return whether it did before
    boolean disownAll() {
        List<String> all = new ArrayList<>(owned.keySet());
        all.forEach(this::disown);
        return !all.isEmpty();
    }
}

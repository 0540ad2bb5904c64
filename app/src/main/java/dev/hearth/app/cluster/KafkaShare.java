// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.ingester.TailingIngesterModule;
import dev.hearth.log.LogTopic;
import dev.hearth.ring.KafkaOwners;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.Member;
import dev.hearth.ring.MemberState;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Which partitions of the topic this process reads, and which it is named as an owner of.
///
/// ```text
/// wanted ──► read ──► caught up: owned ──► not wanted, and another owns it: disowned ──► let go
/// ```
///
/// So a partition that has an owner keeps one, whoever comes and goes in order. Who owns what is
/// not agreed upon: three may own a partition for a while, and all answer alike.
final class KafkaShare {

    /// Owners of each partition.
    private static final int COPIES = 2;

    /// How long one that was disowned is still read: who saw the ring before may ask.
    private static final long LINGER_NANOS = Duration.ofSeconds(3).toNanos();

    private final Ring ring;
    private final Lifecycler lifecycler;
    private final TailingIngesterModule module;
    private final Duration silence;

    /// For each partition that is read, how many others are to cut it before this process: as it
    /// was when it began, since a change would mean to begin anew.
    private final Map<Integer, Integer> ranks = new TreeMap<>();

    /// When those that were disowned are let go.
    private final Map<Integer, Long> letGoAt = new HashMap<>();

    /// Partitions that this process is named as an owner of, by id.
    private final Map<String, Integer> owned = new ConcurrentHashMap<>();

    private final Set<String> announced = new HashSet<>();

    /// @param silence how long a member may be away until its share goes to others
    KafkaShare(Ring ring, Lifecycler lifecycler, TailingIngesterModule module, Duration silence) {
        this.ring = ring;
        this.lifecycler = lifecycler;
        this.module = module;
        this.silence = silence;
    }

    /// Whether this process is named as an owner of anything.
    boolean owns() {
        return !owned.isEmpty();
    }

    /// Looks at the ring, and does what it asks for. One thread at a time.
    ///
    /// @param isLeaving whether this process wants nothing any more
    void step(LogTopic topic, boolean isLeaving) {
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
        letGo(topic, wanted.keySet());
        module.assign(ranks);
        for (int number : module.caughtUp()) {
            String id = topic.partition(number);
            if (wanted.containsKey(number) && owned.putIfAbsent(id, number) == null) {
                lifecycler.share(id);
            }
        }
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
        List<Member> members =
                ring.present(silence).stream()
                        .filter(member -> member.state() != MemberState.LEAVING)
                        .toList();
        KafkaOwners owners = KafkaOwners.of(numbers.keySet(), members, COPIES);
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

    private void letGo(LogTopic topic, Set<Integer> wanted) {
        RingState state = ring.state();
        long now = System.nanoTime();
        Iterator<Integer> read = ranks.keySet().iterator();
        while (read.hasNext()) {
            int number = read.next();
            if (wanted.contains(number)) {
                continue;
            }
            String id = topic.partition(number);
            boolean isOwned = owned.containsKey(id);
            if (isOwned && hasOther(state, id)) {
                disown(id);
                letGoAt.put(number, now + LINGER_NANOS);
            } else if (!isOwned && now - letGoAt.getOrDefault(number, now) >= 0) {
                read.remove();
                letGoAt.remove(number);
            }
        }
    }

    private boolean hasOther(RingState state, String id) {
        for (Member member : state.owners(id)) {
            boolean isOther = !member.id().equals(lifecycler.id());
            if (isOther && member.state() == MemberState.ACTIVE && ring.isHealthy(member)) {
                return true;
            }
        }
        return false;
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

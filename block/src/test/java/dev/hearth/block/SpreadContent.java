// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.query.ProfileSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// Random content whose profiles are spread over minutes, hours or days, often at the very edge of
/// a bucket.
final class SpreadContent {

    private static final long SECOND = 1_000_000_000;
    private static final long START = 1_700_000_000 * SECOND;
    private static final long[] SPANS = {200, 4_000, 30_000, 200_000, 2_000_000};
    private static final long[] EDGES = {300, 3_600, 86_400};

    private SpreadContent() {}

    static SegmentContent.Tenant tenant(RandomGenerator random) {
        int count = random.nextInt(1, 4);
        TestContent.Shape shape =
                new TestContent.Shape(
                        count,
                        random.nextInt(1, 5),
                        random.nextInt(1, 30),
                        random.nextInt(1, 40),
                        random.nextBoolean());
        SegmentContent.Tenant tenant = TestContent.tenant(random, "a", shape, 25);
        long span = SPANS[random.nextInt(SPANS.length)] * SECOND;
        List<SegmentContent.Service> services = new ArrayList<>();
        for (SegmentContent.Service service : tenant.datasets()) {
            services.add(spread(random, service, span));
        }
        SegmentContent.Tenant spread =
                new SegmentContent.Tenant(tenant.tenant(), tenant.symbols(), services);
        return random.nextBoolean() ? spread : TestContent.observed(random, spread, 2);
    }

    private static SegmentContent.Service spread(
            RandomGenerator random, SegmentContent.Service service, long span) {
        List<Labels> series = new ArrayList<>();
        List<List<Profile>> profiles = new ArrayList<>();
        for (int i = 0; i < service.seriesCount(); i++) {
            series.add(service.labels(i));
            List<Profile> own = new ArrayList<>();
            for (Profile profile : service.profiles(i)) {
                own.add(at(profile, atEdge(random, START + random.nextLong(span)), random));
            }
            own.sort(Comparator.comparingLong(Profile::timeNanos));
            profiles.add(own);
        }
        return new TestContent.Service(service.service(), service.stacks(), series, profiles);
    }

    private static Profile at(Profile profile, long time, RandomGenerator random) {
        return new Profile(
                profile.labels(),
                profile.id(),
                profile.isRetryable(),
                time,
                profile.durationNanos(),
                random.nextInt(3),
                profile.samples());
    }

    /// A time, or one at the edge of the bucket that it lies in.
    private static long atEdge(RandomGenerator random, long time) {
        if (random.nextInt(3) == 0) {
            return time;
        }
        long edge = EDGES[random.nextInt(EDGES.length)] * SECOND;
        return time - time % edge + random.nextInt(-1, 2);
    }

    /// A time in a source, or close to it, perhaps at the edge of a bucket.
    static long near(RandomGenerator random, ProfileSource source) {
        long span = source.maxTimeNanos() - source.minTimeNanos() + 2;
        return switch (random.nextInt(8)) {
            case 0 -> source.minTimeNanos();
            case 1 -> source.maxTimeNanos();
            case 2 -> source.minTimeNanos() - span;
            case 3 -> source.maxTimeNanos() + span;
            default -> atEdge(random, source.minTimeNanos() + random.nextLong(span));
        };
    }
}

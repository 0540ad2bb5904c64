// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.Limits;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.query.Cancellation;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.Question;
import dev.hearth.query.RemoteOwner;
import dev.hearth.query.Repeats;
import dev.hearth.query.SourceFailures;
import dev.hearth.testing.Seeded;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/// Plans while segments are cut and deleted, blocks are made and replaced, floors rise, owners come
/// and go, and tenants are erased, between any two reads.
@ExtendWith(Seeded.class)
final class PlannerInterleavingTest {

    /// An owner in another process: it is asked when the plan is made, not while it is.
    private record Elsewhere(PartitionOwner owner) implements RemoteOwner {

        @Override
        public String partition() {
            return owner.partition();
        }

        @Override
        public String address() {
            return "elsewhere";
        }

        @Override
        public <A> A ask(
                TenantId tenant,
                long fromPosition,
                HiddenTimes hidden,
                Repeats repeats,
                Question<A> question,
                SourceFailures failures,
                Cancellation cancellation) {
            throw new IllegalStateException("only positions are asked for");
        }
    }

    /// One tenant, or all of them.
    private static Tenants some(List<TenantId> all, RandomGenerator random) {
        int one = random.nextInt(all.size() + 1);
        return one == all.size() ? new Tenants(all) : Tenants.of(all.get(one));
    }

    private static Set<String> acked(PlannerWorld world, Tenants tenants) {
        Set<String> acked = new TreeSet<>();
        tenants.ids().forEach(tenant -> acked.addAll(world.acked(tenant)));
        return acked;
    }

    private static List<String> readAll(
            PlannerWorld world, List<TenantParts> plans, RandomGenerator random)
            throws IOException {
        List<String> found = new ArrayList<>();
        for (TenantParts plan : plans) {
            found.addAll(read(world, plan.tenant(), plan.parts(), random));
        }
        return found;
    }

    private static List<String> read(
            PlannerWorld world, TenantId tenant, List<PlannedPart> parts, RandomGenerator random)
            throws IOException {
        List<PlannedPart> shuffled = new ArrayList<>(parts);
        Collections.shuffle(shuffled, java.util.Random.from(random));
        List<String> found = new ArrayList<>();
        for (PlannedPart part : shuffled) {
            found.addAll(
                    read(
                            world,
                            part instanceof PlannedPart.Owned owned
                                    ? ((Elsewhere) owned.owners().getFirst())
                                            .owner()
                                            .read(tenant, owned.from())
                                    : PlannedPart.sources(List.of(part))));
        }
        return found;
    }

    private static List<String> read(PlannerWorld world, List<ProfileSource> sources)
            throws IOException {
        List<String> found = new ArrayList<>();
        for (ProfileSource source : sources) {
            switch (source) {
                case PlannerWorld.Part part -> found.addAll(part.positions());
                case IndexedSource block ->
                        found.addAll(
                                ((PlannerWorld.Part) world.open(block.tenant(), block.block().id()))
                                        .positions());
                default -> throw new IllegalStateException(source.toString());
            }
        }
        return found;
    }

    @RepeatedTest(3000)
    void everyProfileCountsOnceWhateverHappensBetweenTwoReads(RandomGenerator random)
            throws IOException {
        PlannerWorld world = new PlannerWorld(random);
        boolean isAlone = random.nextBoolean();
        QueryPlanner planner =
                new QueryPlanner(
                        world,
                        world,
                        () -> isAlone ? world.owners() : List.of(),
                        () ->
                                isAlone
                                        ? List.of()
                                        : world.owners().stream()
                                                .<RemoteOwner>map(Elsewhere::new)
                                                .toList(),
                        new Expiry(Limits.same(TenantLimits.defaults()), InstantSource.system()),
                        new SomeAtATime(1),
                        new QuerierMetrics(new SimpleMeterRegistry()));
        for (int query = 0; query < 20; query++) {
            for (int steps = random.nextInt(12); steps > 0; steps--) {
                world.step();
            }
            Tenants tenants = some(world.tenants(), random);
            Set<String> before = acked(world, tenants);
            Set<String> gone = world.erased();

            world.disturb(random.nextInt(5));
            List<String> found =
                    planner.query(
                            tenants,
                            new MissingSources(false),
                            Cancellation.after(Duration.ofMinutes(1)),
                            plans -> readAll(world, plans, random));
            world.disturb(0);

            Set<String> after = acked(world, tenants);
            assertThat(found).doesNotHaveDuplicates();
            Set<String> kept = new TreeSet<>(before);
            kept.retainAll(after);
            assertThat(found).containsAll(kept);
            Set<String> meanwhile = new TreeSet<>(world.erased());
            meanwhile.removeAll(gone);
            Set<String> any = new TreeSet<>(before);
            any.addAll(after);
            any.addAll(meanwhile);
            assertThat(any).containsAll(found);
        }
    }
}

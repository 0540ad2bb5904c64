// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.config.rules.UsageGroup;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Selector;
import dev.hearth.testing.Seeded;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class SamplerTest {

    private static final Labels WEB = Labels.of("service_name", "web", "env", "prod");

    private final GroupMatcher groups =
            GroupMatcher.of(
                    List.of(
                            group("all", "{}"),
                            group("prod", "{env=\"prod\"}"),
                            group("not-prod", "{env!=\"prod\"}"),
                            group("w", "{service_name=~\"w.*\"}"),
                            group("not-w", "{service_name!~\"w.*\"}"),
                            group("service/${labels.service_name}", "{}"),
                            group("team/${labels.team}", "{}")));

    @Test
    void findsTheGroupsOfASeries() {
        assertThat(groups.match(WEB))
                .extracting(GroupMember::name)
                .containsExactly("all", "prod", "w", "service/web");
        assertThat(groups.match(Labels.of("team", "x")))
                .extracting(GroupMember::name)
                .containsExactly("all", "not-prod", "not-w", "team/x");
    }

    @Test
    void theLowestProbabilityCounts() {
        Sampler sampler = new Sampler(Map.of("all", 0.5, "prod", 0.25, "not-prod", 0.0));

        assertThat(sampler.probability(groups.match(WEB))).isEqualTo(0.25);
        assertThat(sampler.probability(List.of())).isEqualTo(1);
    }

    @Test
    void aRuleForTheNameWithItsLabelsCountsBeforeOneForTheNameAsConfigured() {
        Sampler sampler =
                new Sampler(Map.of("service/web", 0.5, "service/${labels.service_name}", 0.1));

        assertThat(sampler.probability(groups.match(WEB))).isEqualTo(0.5);
        assertThat(sampler.probability(groups.match(Labels.of("service_name", "db"))))
                .isEqualTo(0.1);
    }

    @Test
    void decidesByTheIdAlone(RandomGenerator random) {
        for (int i = 0; i < 1000; i++) {
            ProfileId id = new ProfileId(random.nextLong(), random.nextLong());
            double probability = random.nextDouble();

            assertThat(Sampler.isKept(id, probability)).isEqualTo(Sampler.isKept(id, probability));
            assertThat(Sampler.isKept(id, 0)).isFalse();
            assertThat(Sampler.isKept(id, 1)).isTrue();
        }
    }

    @Test
    void keepsTheShareThatIsAskedFor(RandomGenerator random) {
        int kept = 0;
        for (int i = 0; i < 100_000; i++) {
            kept +=
                    Sampler.isKept(new ProfileId(random.nextLong(), random.nextLong()), 0.1)
                            ? 1
                            : 0;
        }

        assertThat(kept).isCloseTo(10_000, within(600));
    }

    @Test
    void whatALowerProbabilityKeepsAHigherOneKeepsToo(RandomGenerator random) {
        for (int i = 0; i < 1000; i++) {
            ProfileId id = new ProfileId(random.nextLong(), random.nextLong());
            double probability = random.nextDouble();
            if (Sampler.isKept(id, probability / 2)) {
                assertThat(Sampler.isKept(id, probability)).isTrue();
            }
        }
    }

    private static UsageGroup group(String name, String selector) {
        return new UsageGroup(name, Selector.parse(selector));
    }
}

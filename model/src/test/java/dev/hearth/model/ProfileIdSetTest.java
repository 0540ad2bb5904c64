// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Seeded;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class ProfileIdSetTest {

    @RepeatedTest(10)
    void holdsWhatASetOfObjectsHolds(RandomGenerator random) {
        ProfileIdSet ids = new ProfileIdSet();
        Set<ProfileId> expected = new HashSet<>();
        int range = 1 + random.nextInt(60);
        for (int i = random.nextInt(3000); i >= 0; i--) {
            long high = random.nextInt(range);
            long low = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(range);
            assertThat(ids.contains(high, low))
                    .isEqualTo(expected.contains(new ProfileId(high, low)));
            assertThat(ids.add(high, low)).isEqualTo(expected.add(new ProfileId(high, low)));
        }
        Set<ProfileId> told = new HashSet<>();
        ids.each((high, low) -> told.add(new ProfileId(high, low)));
        ProfileIdSet copy = new ProfileIdSet();
        copy.addAll(ids);

        assertThat(told).isEqualTo(expected);
        assertThat(ids.size()).isEqualTo(expected.size());
        assertThat(copy).isEqualTo(ids).hasSameHashCodeAs(ids);
        copy.add(-1, -1);
        assertThat(copy).isNotEqualTo(ids);
    }
}

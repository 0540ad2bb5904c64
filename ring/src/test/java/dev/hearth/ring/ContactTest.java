// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ContactTest {

    private static final Duration GRACE = Duration.ofSeconds(60);

    private final Contact contact = new Contact();

    private static Instant at(int second) {
        return Rings.NOW.plusSeconds(second);
    }

    private Instant heard(int second) {
        return contact.lastHeard(at(second), GRACE);
    }

    @Test
    void timeStandsStillWhileTheStoreIsAwayAndForAGraceAfter() {
        contact.made(at(0));
        assertThat(heard(5)).isEqualTo(at(5));
        assertThat(contact.lost()).isTrue();
        assertThat(contact.lost()).isFalse();
        assertThat(heard(500)).isEqualTo(at(0));

        assertThat(contact.made(at(600))).isTrue();

        assertThat(heard(659)).isEqualTo(at(0));
        assertThat(heard(660)).isEqualTo(at(660));
    }

    @Test
    void aStoreThatIsBackBrieflyIsStillAway() {
        contact.made(at(0));
        heard(0);
        contact.lost();
        contact.made(at(100));
        contact.made(at(130));

        contact.lost();

        assertThat(heard(140)).isEqualTo(at(0));
    }

    @Test
    void anOutageLongAgoDoesNotCountForTheNext() {
        contact.made(at(0));
        heard(0);
        contact.lost();
        contact.made(at(100));
        contact.made(at(1000));

        contact.lost();

        assertThat(heard(1010)).isEqualTo(at(1000));
    }

    @Test
    void aStoreThatWasNeverThereSaysNothing() {
        contact.lost();

        assertThat(heard(5)).isEqualTo(at(5));
    }
}

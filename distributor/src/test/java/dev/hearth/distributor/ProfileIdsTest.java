// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static dev.hearth.distributor.PushFixture.cpuOf;
import static dev.hearth.distributor.PushFixture.sample;
import static dev.hearth.distributor.PushFixture.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.TenantId;
import dev.hearth.proto.push.v1.RawProfileSeries;
import dev.hearth.proto.push.v1.RawSample;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProfileIdsTest {

    private static final byte[] TIMED = Pprofs.cpu().sample(1, "a").bytes();
    private static final byte[] OTHER = Pprofs.cpu().sample(2, "a").bytes();
    private static final byte[] TIMELESS = Pprofs.cpu().time(0).sample(1, "a").bytes();

    private final PushFixture fixture = new PushFixture();

    @Test
    void theSamePayloadSentTwiceHasOneId() throws Exception {
        fixture.push(series(cpuOf("web"), TIMED));
        fixture.push(series(cpuOf("web"), TIMED));

        assertThat(ids()).hasSize(2);
        assertThat(ids().stream().distinct()).hasSize(1);
        assertThat(fixture.sink.profiles()).allMatch(Profile::isRetryable);
    }

    @Test
    void aPayloadWithoutTimeIsNewEveryTime() throws Exception {
        fixture.push(series(cpuOf("web"), TIMELESS));
        fixture.push(series(cpuOf("web"), TIMELESS));

        assertThat(ids()).doesNotHaveDuplicates();
        assertThat(fixture.sink.profiles()).noneMatch(Profile::isRetryable);
    }

    @Test
    void aPayloadOf1970HasNoTimeOfItsOwn() throws Exception {
        byte[] payload = Pprofs.cpu().time(1).sample(1, "a").bytes();

        fixture.push(series(cpuOf("web"), payload));

        assertThat(fixture.sink.profiles().getFirst().isRetryable()).isFalse();
    }

    @Test
    void theClientsIdMakesAPayloadWithoutTimeRetryable() throws Exception {
        fixture.push(with(sample("id", TIMELESS)));
        fixture.push(with(sample("id", TIMELESS)));

        assertThat(ids().stream().distinct()).hasSize(1);
        assertThat(fixture.sink.profiles()).allMatch(Profile::isRetryable);
    }

    @Test
    void oneIdForDifferentPayloadsDoesNotMakeThemOne() throws Exception {
        fixture.push(with(sample("constant", TIMED), sample("constant", OTHER)));
        fixture.push(with(sample("constant", Pprofs.cpu().sample(3, "a").bytes())));

        assertThat(ids()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void equalPayloadsOfOneRequestStayTwoIfOnlyTheirIdIsTheSame() throws Exception {
        fixture.push(with(sample("constant", TIMELESS), sample("constant", TIMELESS)));

        assertThat(ids()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void aRetryOfSuchARequestHasTheSameIds() throws Exception {
        fixture.push(with(sample("constant", TIMELESS), sample("constant", TIMELESS)));
        fixture.push(with(sample("constant", TIMELESS), sample("constant", TIMELESS)));

        assertThat(ids().subList(0, 2)).isEqualTo(ids().subList(2, 4));
    }

    @Test
    void twoIdsForOnePayloadMakeTwoProfiles() throws Exception {
        fixture.push(with(sample("one", TIMED), sample("two", TIMED)));

        assertThat(ids()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void everySeriesOfAPayloadHasItsOwnId() throws Exception {
        byte[] split =
                Pprofs.cpu().sample(1, "a").label("x", "1").sample(1, "a").label("x", "2").bytes();

        fixture.push(series(cpuOf("web"), split));
        fixture.push(series(cpuOf("api"), split));

        assertThat(ids()).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void theRangeOfTheRequestIsPartOfTheIdentity() {
        TenantId tenant = new TenantId("a");

        assertThat(ProfileIds.payloadKey(tenant, "", "1/2", TIMED))
                .isNotEqualTo(ProfileIds.payloadKey(tenant, "", "1/3", TIMED));
    }

    @Test
    void neighbouringFieldsDoNotRunTogether() {
        assertThat(ProfileIds.payloadKey(new TenantId("a"), "bc", "", TIMED))
                .isNotEqualTo(ProfileIds.payloadKey(new TenantId("ab"), "c", "", TIMED));
        ProfileId key = new ProfileId(1, 2);
        assertThat(ProfileIds.of(key, Labels.of("a", "bc")))
                .isNotEqualTo(ProfileIds.of(key, Labels.of("ab", "c")));
    }

    @Test
    void idsStayWhatTheyAreInNewVersions() {
        ProfileId key = ProfileIds.payloadKey(new TenantId("t"), "id", "1/2", new byte[] {1, 2});

        assertThat(ProfileIds.of(key, Labels.of("a", "b")))
                .hasToString("a38f78c9-a43a-f73f-a243-4e3024842baf");
    }

    private List<ProfileId> ids() {
        return fixture.sink.profiles().stream().map(Profile::id).toList();
    }

    private static RawProfileSeries with(RawSample... samples) {
        return RawProfileSeries.newBuilder(series(cpuOf("web")))
                .addAllSamples(List.of(samples))
                .build();
    }
}

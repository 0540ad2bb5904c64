// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static dev.hearth.distributor.PushFixture.cpuOf;
import static dev.hearth.distributor.PushFixture.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.proto.push.v1.RawProfileSeries;
import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PushServiceTest {

    private final PushFixture fixture = new PushFixture();

    @Test
    void storesAProfileUnderItsLabelsAndItsProfileType() throws Exception {
        byte[] pprof = Pprofs.cpu().sample(7, "leaf", "root").gzip();

        Status status = fixture.push(series(cpuOf("web"), pprof));

        assertThat(status.isOk()).isTrue();
        Profile profile = fixture.sink.profiles().getFirst();
        assertThat(profile.labels())
                .isEqualTo(
                        Labels.of(
                                "__name__", "process_cpu",
                                "__period_type__", "cpu",
                                "__period_unit__", "nanoseconds",
                                "__profile_type__", "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
                                "__service_name__", "web",
                                "__type__", "cpu",
                                "__unit__", "nanoseconds",
                                "service_name", "web"));
        assertThat(profile.timeNanos()).isEqualTo(1_700_000_000_000_000_000L);
        assertThat(profile.period()).isEqualTo(10_000_000);
        assertThat(profile.samples().total()).isEqualTo(7);
    }

    @Test
    void aSeriesWithoutServiceIsOfTheUnknownService() throws Exception {
        byte[] pprof = Pprofs.cpu().sample(1, "a").bytes();

        fixture.push(series(List.of("__name__", "process_cpu"), pprof));

        assertThat(fixture.sink.label("service_name")).containsExactly("unknown_service");
    }

    @Test
    void aProfileWithoutTimeIsOfNow() throws Exception {
        fixture.push(series(cpuOf("web"), Pprofs.cpu().time(0).sample(1, "a").bytes()));

        assertThat(fixture.sink.profiles().getFirst().timeNanos())
                .isEqualTo(Nanos.of(PushFixture.NOW));
    }

    @Test
    void aRequestWithoutProfilesIsAnError() throws Exception {
        Status status = fixture.push(PushRequest.getDefaultInstance());

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).isEqualTo("no profiles received");
    }

    @Test
    void aSeriesWithoutSamplesHoldsNoProfile() throws Exception {
        assertThat(fixture.push(series(cpuOf("web"))).getDescription())
                .isEqualTo("no profiles received");
    }

    @Test
    void aBadProfileDoesNotStopTheOthers() throws Exception {
        byte[] good = Pprofs.cpu().sample(1, "a").bytes();
        byte[] cut = Arrays.copyOf(good, good.length - 1);

        Status status =
                fixture.push(
                        series(cpuOf("a"), good),
                        RawProfileSeries.newBuilder(series(cpuOf("b")))
                                .addSamples(PushFixture.sample("id-7", cut))
                                .build(),
                        series(cpuOf("c"), good));

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription())
                .startsWith("push series with index 1 and id id-7 failed: ");
        assertThat(fixture.sink.label("service_name")).containsExactly("a", "c");
    }

    @Test
    void whatASinkCannotKeepIsToBeSentAgain() throws Exception {
        fixture.sink.failWith("no space left on device");

        Status status = fixture.push(series(cpuOf("web"), Pprofs.cpu().sample(1, "a").bytes()));

        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void payloadsOfOneServiceAreAppendedTogether() throws Exception {
        byte[] one = Pprofs.cpu().sample(1, "a").bytes();
        byte[] two = Pprofs.cpu().sample(2, "a").bytes();

        fixture.push(series(cpuOf("x"), one), series(cpuOf("y"), one), series(cpuOf("x"), two));

        assertThat(fixture.sink.appends()).hasSize(2);
        assertThat(fixture.sink.appends().getFirst().batches()).hasSize(2);
    }

    @Test
    void everySampleTypeIsASeries() throws Exception {
        byte[] heap =
                new Pprofs()
                        .type("alloc_objects", "count")
                        .type("alloc_space", "bytes")
                        .period("space", "bytes", 1)
                        .sample(3, "a")
                        .bytes();

        fixture.push(series(List.of("__name__", "memory", "service_name", "web"), heap));

        assertThat(fixture.sink.totals())
                .isEqualTo(
                        Map.of(
                                "memory:alloc_objects:count:space:bytes", 3L,
                                "memory:alloc_space:bytes:space:bytes", 3L));
    }

    @Test
    void labelsOfSamplesBecomeLabelsOfSeriesUnlessTheSeriesHasThem() throws Exception {
        byte[] pprof =
                Pprofs.cpu()
                        .sample(1, "a")
                        .label("region", "eu")
                        .sample(2, "a")
                        .label("region", "us")
                        .label("service_name", "other")
                        .bytes();

        fixture.push(series(cpuOf("web"), pprof));

        assertThat(fixture.sink.label("region")).containsExactlyInAnyOrder("eu", "us");
        assertThat(fixture.sink.label("service_name")).containsOnly("web");
    }

    @Test
    void setsThatTheSeriesMakesEqualAreOneProfile() throws Exception {
        byte[] pprof =
                Pprofs.cpu()
                        .sample(1, "a")
                        .label("region", "eu")
                        .sample(2, "a")
                        .label("region", "us")
                        .bytes();

        fixture.push(
                series(
                        List.of("__name__", "process_cpu", "service_name", "w", "region", "mars"),
                        pprof));

        assertThat(fixture.sink.label("region")).containsExactly("mars");
        assertThat(fixture.sink.profiles().getFirst().samples().values()).containsExactly(3);
    }

    @Test
    void deltaProfilesLoseTheirPrefixAndTheMarksOfTheWire() throws Exception {
        byte[] pprof = Pprofs.cpu().sample(1, "a").bytes();

        fixture.push(
                series(
                        List.of(
                                "__name__", "godeltaprof_memory",
                                "service_name", "web",
                                "__delta__", "true",
                                "__order__", "1"),
                        pprof));

        Labels labels = fixture.sink.profiles().getFirst().labels();
        assertThat(labels.get("__name__")).isEqualTo("memory");
        assertThat(labels.get("__name_replaced__")).isEqualTo("godeltaprof_memory");
        assertThat(labels.get("__delta__")).isNull();
        assertThat(labels.get("__order__")).isNull();
    }

    @Test
    void aProfileWithoutValuesIsAcceptedAndNotStored() throws Exception {
        Status status = fixture.push(series(cpuOf("web"), Pprofs.cpu().sample(0, "a").bytes()));

        assertThat(status.isOk()).isTrue();
        assertThat(fixture.sink.appends()).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static dev.hearth.distributor.PushFixture.cpuOf;
import static dev.hearth.distributor.PushFixture.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.Limits;
import dev.hearth.config.PushLimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.config.rules.IngestQuota;
import dev.hearth.config.rules.RelabelRule;
import dev.hearth.config.rules.RelabelRule.Action;
import dev.hearth.config.rules.SamplingRules;
import dev.hearth.config.rules.UsageGroup;
import dev.hearth.model.Profile;
import dev.hearth.model.Selector;
import dev.hearth.testing.JfrChunk;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What a tenant's rules and limits do to what is pushed.
final class PushPipelineTest {

    private static final byte[] CPU = Pprofs.cpu().sample(5, "a", "b").sample(2, "c").bytes();

    private final AtomicReference<TenantLimits> limits =
            new AtomicReference<>(TenantLimits.defaults());
    private final PushFixture fixture =
            new PushFixture((Limits) _ -> limits.get(), PushFixture.CONFIG);

    private static Settings settings() {
        return Settings.defaults();
    }

    private void set(Settings settings) {
        limits.set(PushFixture.limits(settings));
    }

    @Test
    void whatARelabelRuleDropsIsCountedAndTheClientNeedNotKnow() throws Exception {
        set(
                settings()
                        .with(
                                PushLimitFlags.RELABELING_RULES,
                                List.of(drop("service_name", "secret"))));

        Status status = fixture.push(series(cpuOf("secret"), CPU), series(cpuOf("web"), CPU));

        assertThat(status.isOk()).isTrue();
        assertThat(fixture.sink.label("service_name")).containsExactly("web");
        assertThat(discarded("samples", "dropped_by_relabel_rules")).isEqualTo(2);
        assertThat(discarded("bytes", "dropped_by_relabel_rules")).isEqualTo(CPU.length);
    }

    @Test
    void whatRulesMakeEqualIsAddedUp() throws Exception {
        set(
                settings()
                        .with(
                                PushLimitFlags.RELABELING_RULES,
                                List.of(rule("", "pod", "", Action.LABELDROP))));
        byte[] pprof =
                Pprofs.cpu()
                        .sample(1, "a")
                        .label("pod", "x")
                        .sample(2, "a")
                        .label("pod", "y")
                        .sample(4, "b")
                        .label("pod", "y")
                        .bytes();

        assertThat(fixture.push(series(cpuOf("web"), pprof)).isOk()).isTrue();

        assertThat(fixture.sink.profiles()).hasSize(1);
        assertThat(fixture.sink.profiles().getFirst().samples().values()).containsExactly(3, 4);
    }

    @Test
    void rulesMayGiveThePartsOfAPayloadDifferentServices() throws Exception {
        set(
                settings()
                        .with(
                                PushLimitFlags.RELABELING_RULES,
                                List.of(rule("tier", "(.+)", "service_name", Action.REPLACE))));
        byte[] pprof =
                Pprofs.cpu()
                        .sample(1, "a")
                        .label("tier", "x")
                        .sample(2, "a")
                        .sample(4, "b")
                        .bytes();

        assertThat(fixture.push(series(cpuOf("web"), pprof)).isOk()).isTrue();

        assertThat(fixture.sink.appends())
                .hasSize(2)
                .allSatisfy(append -> assertThat(append.batches()).hasSize(1));
        assertThat(fixture.sink.label("service_name")).containsExactlyInAnyOrder("x", "web");
    }

    @Test
    void sampleTypesAreDroppedByRulesThatSeeTheSeriesAndTheType() throws Exception {
        set(
                settings()
                        .with(
                                PushLimitFlags.SAMPLE_TYPE_RULES,
                                List.of(drop("__type__", "alloc_.*"))));
        byte[] pprof =
                new Pprofs()
                        .type("alloc_space", "bytes")
                        .type("inuse_space", "bytes")
                        .time(1_700_000_000_000_000_000L)
                        .sample(3, "a")
                        .bytes();

        fixture.push(series(List.of("__name__", "memory", "service_name", "web"), pprof));

        assertThat(fixture.sink.label("__type__")).containsExactly("inuse_space");
        assertThat(discarded("samples", "dropped_by_relabel_rules")).isEqualTo(1);
        assertThat(discarded("bytes", "dropped_by_relabel_rules"))
                .isEqualTo(Math.floor(pprof.length / 2.0));
    }

    @Test
    void samplingDropsWithoutAWord() throws Exception {
        set(sampling(0, false));

        assertThat(fixture.push(series(cpuOf("web"), CPU)).isOk()).isTrue();
        assertThat(fixture.push(series(cpuOf("db"), CPU)).isOk()).isTrue();

        assertThat(fixture.sink.label("service_name")).containsExactly("db");
        assertThat(discarded("samples", "dropped_by_sampling_rules")).isEqualTo(2);
        assertThat(
                        fixture.meters
                                .get("pyroscope_usage_group_discarded_bytes_total")
                                .tags(
                                        "usage_group",
                                        "service/web",
                                        "reason",
                                        "dropped_by_sampling_rules")
                                .counter()
                                .count())
                .isEqualTo(CPU.length);
        assertThat(
                        fixture.meters
                                .get("pyroscope_usage_group_received_decompressed_total")
                                .tags("usage_group", "service/db", "type", "process_cpu")
                                .counter()
                                .count())
                .isEqualTo(CPU.length);
    }

    @Test
    void totalsAreKeptExactlyIfTheTenantWantsThem() throws Exception {
        set(sampling(0, true));
        byte[] pprof =
                new Pprofs()
                        .type("samples", "count")
                        .type("cpu", "nanoseconds")
                        .time(1_700_000_000_000_000_000L)
                        .sample(3, "a")
                        .label("pod", "x")
                        .sample(4, "b", "a")
                        .label("pod", "y")
                        .sample(5, "c")
                        .label("span_id", "0102030405060708")
                        .bytes();

        fixture.push(series(cpuOf("web"), pprof));

        assertThat(fixture.sink.label("__sampled__")).containsExactly("true", "true");
        assertThat(fixture.sink.label("pod")).containsExactly("", "");
        assertThat(fixture.sink.totals().values()).containsExactly(12L, 12L);
        for (Profile profile : fixture.sink.profiles()) {
            assertThat(profile.samples().stacks()).containsExactly(0);
            assertThat(profile.samples().spans()).isNull();
            assertThat(profile.timeNanos()).isEqualTo(1_700_000_000_000_000_000L);
        }
        assertThat(fixture.sink.appends().getFirst().batches().getFirst().stacks().size()).isOne();
    }

    /// What a recording measures is named by the decoder, not by the series.
    @Test
    void theTotalsOfARecordingKeepTheNamesOfWhatItMeasures() throws Exception {
        set(sampling(0, true));

        assertThat(fixture.post(recording()).status()).isEqualTo(200);

        assertThat(fixture.sink.totals())
                .containsOnlyKeys(
                        "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
                        "block:contentions:count:block:count",
                        "block:delay:nanoseconds:block:count");
        assertThat(fixture.sink.label("__sampled__")).containsOnly("true");
    }

    @Test
    void rulesOverSampleTypesSeeTheNamesThatARecordingGives() throws Exception {
        set(settings().with(PushLimitFlags.SAMPLE_TYPE_RULES, List.of(drop("__name__", "block"))));

        assertThat(fixture.post(recording()).status()).isEqualTo(200);

        assertThat(fixture.sink.label("__name__")).containsExactly("process_cpu");
    }

    private static FakeCall recording() {
        JfrChunk chunk =
                JfrChunk.executionSamples()
                        .type(
                                "jdk.ThreadPark",
                                "stackTrace:jdk.types.StackTrace*",
                                "duration:long");
        chunk.sample("a.main");
        chunk.event("jdk.ThreadPark", chunk.stack("a.park"), 77);
        return FakeCall.ingest(chunk.bytes())
                .with("format", "jfr")
                .with("name", "web")
                .with("from", "1700000000")
                .with("until", "1700000010");
    }

    @Test
    void aRetryGetsTheSameVerdictAndTheSameId() throws Exception {
        set(sampling(0.5, true));
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            payloads.add(Pprofs.cpu().sample(1 + i, "a").bytes());
        }

        fixture.push(series(cpuOf("web"), payloads.toArray(byte[][]::new)));
        List<Profile> first = fixture.sink.profiles();
        fixture.sink.clear();
        fixture.push(series(cpuOf("web"), payloads.toArray(byte[][]::new)));
        List<Profile> second = fixture.sink.profiles();

        assertThat(fixture.sink.label("__sampled__")).contains("true", "");
        assertThat(second)
                .extracting(Profile::id)
                .containsExactlyElementsOf(first.stream().map(Profile::id).toList());
        assertThat(second)
                .extracting(Profile::labels)
                .containsExactlyElementsOf(first.stream().map(Profile::labels).toList());
    }

    @Test
    void aRetryUnderOtherRulesIsStillTheSameProfile() throws Exception {
        set(sampling(0, true));
        fixture.push(series(cpuOf("web"), CPU));
        set(sampling(1, true));
        fixture.push(series(cpuOf("web"), CPU));

        List<Profile> both = fixture.sink.profiles();
        assertThat(both).hasSize(2);
        assertThat(both.get(0).id()).isEqualTo(both.get(1).id());
    }

    @Test
    void aUsedUpQuotaRefusesAllButAFew() throws Exception {
        set(quota(true, Map.of(), 1));

        assertThat(fixture.push(series(cpuOf("web"), CPU)).isOk()).isTrue();
        Status status = fixture.push(series(cpuOf("web"), CPU));

        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(status.getDescription())
                .endsWith("limit of 128 MiB/day reached, next reset at 2023-11-15T00:00:00Z");
        assertThat(discarded("bytes", "ingest_limit_reached")).isEqualTo(CPU.length);
    }

    @Test
    void aQuotaThatIsNotUsedUpRefusesNothing() throws Exception {
        set(quota(false, Map.of(), 0));

        assertThat(fixture.push(series(cpuOf("web"), CPU)).isOk()).isTrue();
    }

    @Test
    void aUsageGroupHasAQuotaOfItsOwn() throws Exception {
        set(
                quota(false, Map.of("service/web", new IngestQuota.Group(3 << 20, true)), 0)
                        .with(PushLimitFlags.USAGE_GROUPS, groups()));

        assertThat(fixture.push(series(cpuOf("db"), CPU)).isOk()).isTrue();
        assertThat(fixture.push(series(cpuOf("web"), CPU)).getDescription())
                .endsWith(
                        "limit of 3.0 MiB/day reached for usage group service/web, next reset at 2023-11-15T00:00:00Z");
    }

    @Test
    void seriesThatAreActiveGoOnWhenThereAreTooMany() throws Exception {
        set(settings().with(PushLimitFlags.MAX_GLOBAL_SERIES, 1));
        fixture.push(series(cpuOf("web"), CPU));
        byte[] split = Pprofs.cpu().sample(1, "a").sample(2, "b").label("pod", "x").bytes();

        Status status = fixture.push(series(cpuOf("web"), split), series(cpuOf("db"), CPU));

        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(status.getDescription())
                .contains("index 0", "index 1", "maximum active series limit exceeded (1/1)");
        assertThat(fixture.sink.label("service_name")).containsExactly("web", "web");
        assertThat(fixture.sink.totals().values()).containsExactly(8L);
        assertThat(discarded("samples", "series_limit")).isEqualTo(3);
    }

    @Test
    void theSmallerOfTheTwoSeriesLimitsCounts() throws Exception {
        set(
                settings()
                        .with(PushLimitFlags.MAX_GLOBAL_SERIES, 2)
                        .with(PushLimitFlags.MAX_LOCAL_SERIES, 1));
        fixture.push(series(cpuOf("a"), CPU), series(cpuOf("b"), CPU));

        assertThat(fixture.sink.label("service_name")).containsExactly("a");
    }

    @Test
    void newLimitsCountFromTheNextPushOn() throws Exception {
        fixture.push(series(cpuOf("secret"), CPU));
        set(
                settings()
                        .with(
                                PushLimitFlags.RELABELING_RULES,
                                List.of(drop("service_name", "secret"))));
        fixture.push(series(cpuOf("secret"), CPU));
        set(settings());
        fixture.push(series(cpuOf("secret"), CPU));

        assertThat(fixture.sink.profiles()).hasSize(2);
    }

    @Test
    void aTenantMayHaveOnlySoManyPushesAtOneTime() throws Exception {
        set(settings().with(PushLimitFlags.PUSH_MAX_CONCURRENCY, 1));
        List<Status> inner = new ArrayList<>();
        fixture.sink.beforeAppend(() -> {
            fixture.sink.beforeAppend(() -> {});
            inner.add(pushed());
        });

        assertThat(fixture.push(series(cpuOf("web"), CPU)).isOk()).isTrue();
        assertThat(inner.getFirst().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(inner.getFirst().getDescription()).contains("-distributor.push.max-concurrency");
        assertThat(pushed().isOk()).isTrue();
    }

    private Status pushed() {
        try {
            return fixture.push(series(cpuOf("web"), CPU));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private double discarded(String what, String reason) {
        return fixture.counter("pyroscope_discarded_" + what + "_total", reason);
    }

    private static Settings sampling(double probability, boolean keepsTotals) {
        return settings()
                .with(PushLimitFlags.USAGE_GROUPS, groups())
                .with(
                        PushLimitFlags.SAMPLING,
                        new SamplingRules(Map.of("service/web", probability)))
                .with(PushLimitFlags.KEEP_STRIPPED_PROFILES, keepsTotals);
    }

    private static List<UsageGroup> groups() {
        return List.of(new UsageGroup("service/${labels.service_name}", Selector.ALL));
    }

    private static Settings quota(
            boolean isReached, Map<String, IngestQuota.Group> groups, int letThrough) {
        return settings()
                .with(
                        PushLimitFlags.INGESTION_LIMIT,
                        new IngestQuota(
                                IngestQuota.Period.DAY,
                                128 << 20,
                                Instant.parse("2023-11-15T00:00:00Z"),
                                isReached,
                                new IngestQuota.Sampling(letThrough, Duration.ofMinutes(1)),
                                groups));
    }

    private static RelabelRule drop(String label, String regex) {
        return rule(label, regex, "", Action.DROP);
    }

    private static RelabelRule rule(String source, String regex, String target, Action action) {
        List<String> sources = source.isEmpty() ? List.of() : List.of(source);
        return new RelabelRule(sources, ";", regex, 0, target, "$1", action);
    }
}

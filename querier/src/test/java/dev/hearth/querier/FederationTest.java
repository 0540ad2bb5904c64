// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Limits;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.Labels;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.hearth.v1.SearchFunctionsRequest;
import dev.hearth.proto.hearth.v1.SearchFunctionsResponse;
import dev.hearth.proto.querier.v1.DiffRequest;
import dev.hearth.proto.querier.v1.DiffResponse;
import dev.hearth.proto.querier.v1.ProfileFormat;
import dev.hearth.proto.querier.v1.ProfileTypesRequest;
import dev.hearth.proto.querier.v1.ProfileTypesResponse;
import dev.hearth.proto.querier.v1.SelectMergeProfileRequest;
import dev.hearth.proto.querier.v1.SelectMergeSpanProfileRequest;
import dev.hearth.proto.querier.v1.SelectMergeSpanProfileResponse;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesRequest;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesResponse;
import dev.hearth.proto.querier.v1.SelectSeriesRequest;
import dev.hearth.proto.querier.v1.SelectSeriesResponse;
import dev.hearth.proto.querier.v1.SeriesRequest;
import dev.hearth.proto.querier.v1.SeriesResponse;
import dev.hearth.proto.types.v1.LabelNamesRequest;
import dev.hearth.proto.types.v1.LabelNamesResponse;
import dev.hearth.proto.types.v1.LabelValuesRequest;
import dev.hearth.proto.types.v1.LabelValuesResponse;
import dev.hearth.server.HttpReply;
import dev.hearth.testing.Seeded;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Queries about several tenants at once.
@ExtendWith(Seeded.class)
final class FederationTest {

    private static final TenantId A = new TenantId("a");
    private static final TenantId B = new TenantId("b");

    /// Has all that the two others have.
    private static final TenantId MERGED = new TenantId("merged");

    private static final Tenants BOTH = Tenants.parse("a|b");
    private static final long NOW = ReadPath.NOW.toEpochMilli();
    private static final long HOUR = 3_600_000;

    private final Map<TenantId, TenantLimits> limits = new HashMap<>();
    private final ReadPath path =
            new ReadPath((Limits) tenant -> limits.getOrDefault(tenant, TenantLimits.defaults()));

    @AfterEach
    void close() {
        path.close();
    }

    private void fill(RandomGenerator random) {
        for (int i = 2 + random.nextInt(20); i > 0; i--) {
            Labels labels =
                    Labels.of(
                            Labels.SERVICE_NAME,
                            "s" + random.nextInt(3),
                            "pod",
                            "p" + random.nextInt(3));
            String type = random.nextInt(5) == 0 ? "memory:alloc_space:bytes::" : ReadPath.CPU;
            long secondsAgo = random.nextLong(1, 600);
            String sample = "main;f%d;g%d 7".formatted(random.nextInt(3), random.nextInt(3));
            TenantId tenant = random.nextBoolean() ? A : B;
            path.add(tenant, labels, type, secondsAgo, sample, "main 2");
            path.add(MERGED, labels, type, secondsAgo, sample, "main 2");
        }
    }

    private static SelectMergeStacktracesRequest.Builder stacktraces() {
        return SelectMergeStacktracesRequest.newBuilder()
                .setProfileTypeID(ReadPath.CPU)
                .setLabelSelector("{}")
                .setStart(NOW - HOUR)
                .setEnd(NOW);
    }

    private <T extends Message> void add(
            Tenants tenants, Consumer<StreamObserver<T>> method, List<Object> answers)
            throws Exception {
        ReadPath.Outcome<T> outcome = path.call(tenants, method);
        assertThat(outcome.status).isEqualTo(Status.OK);
        answers.add(outcome.get());
    }

    /// What every method and route answers.
    private List<Object> everything(Tenants tenants) throws Exception {
        List<Object> answers = new ArrayList<>();
        labels(tenants, answers);
        samples(tenants, answers);
        String query = "query=" + ReadPath.CPU + "{}&from=now-1h&until=now";
        String diff =
                "leftQuery=%1$s{}&rightQuery=%1$s{}&leftFrom=now-1h&leftUntil=now-5m&rightFrom=now-5m&rightUntil=now"
                        .formatted(ReadPath.CPU);
        answers.add(text(path.routes.render(new FakeCall(query, tenants))));
        answers.add(text(path.routes.render(new FakeCall(query + "&groupBy=pod", tenants))));
        answers.add(text(path.routes.render(new FakeCall(query + "&format=dot", tenants))));
        answers.add(text(path.routes.renderDiff(new FakeCall(diff, tenants))));
        answers.add(text(path.routes.labelValues(new FakeCall("label=pod", tenants))));
        answers.add(text(path.functionRoutes.search(new FakeCall("function=f", tenants))));
        return answers;
    }

    private void labels(Tenants tenants, List<Object> answers) throws Exception {
        ProfileTypesRequest types = ProfileTypesRequest.getDefaultInstance();
        this.<ProfileTypesResponse>add(tenants, o -> path.service.profileTypes(types, o), answers);
        LabelNamesRequest names =
                LabelNamesRequest.newBuilder().setStart(NOW - HOUR).setEnd(NOW).build();
        this.<LabelNamesResponse>add(tenants, o -> path.service.labelNames(names, o), answers);
        LabelValuesRequest values =
                LabelValuesRequest.newBuilder()
                        .setName("pod")
                        .setStart(NOW - HOUR)
                        .setEnd(NOW)
                        .build();
        this.<LabelValuesResponse>add(tenants, o -> path.service.labelValues(values, o), answers);
        SeriesRequest series = SeriesRequest.newBuilder().setStart(NOW - HOUR).setEnd(NOW).build();
        this.<SeriesResponse>add(tenants, o -> path.service.series(series, o), answers);
    }

    private void samples(Tenants tenants, List<Object> answers) throws Exception {
        for (ProfileFormat format :
                List.of(
                        ProfileFormat.PROFILE_FORMAT_FLAMEGRAPH,
                        ProfileFormat.PROFILE_FORMAT_TREE,
                        ProfileFormat.PROFILE_FORMAT_DOT)) {
            SelectMergeStacktracesRequest request = stacktraces().setFormat(format).build();
            this.<SelectMergeStacktracesResponse>add(
                    tenants, o -> path.service.selectMergeStacktraces(request, o), answers);
        }
        SelectMergeSpanProfileRequest spans =
                SelectMergeSpanProfileRequest.newBuilder()
                        .setProfileTypeID(ReadPath.CPU)
                        .setLabelSelector("{}")
                        .setStart(NOW - HOUR)
                        .setEnd(NOW)
                        .build();
        this.<SelectMergeSpanProfileResponse>add(
                tenants, o -> path.service.selectMergeSpanProfile(spans, o), answers);
        SelectSeriesRequest series =
                SelectSeriesRequest.newBuilder()
                        .setProfileTypeID(ReadPath.CPU)
                        .setLabelSelector("{}")
                        .addGroupBy("pod")
                        .setStep(15)
                        .setStart(NOW - HOUR)
                        .setEnd(NOW)
                        .build();
        this.<SelectSeriesResponse>add(tenants, o -> path.service.selectSeries(series, o), answers);
        DiffRequest diff =
                DiffRequest.newBuilder()
                        .setLeft(stacktraces().setEnd(NOW - HOUR / 20))
                        .setRight(stacktraces().setStart(NOW - HOUR / 20))
                        .build();
        this.<DiffResponse>add(tenants, o -> path.service.diff(diff, o), answers);
        SearchFunctionsRequest functions =
                SearchFunctionsRequest.newBuilder().setStart(NOW - HOUR).setEnd(NOW).build();
        this.<SearchFunctionsResponse>add(
                tenants, o -> path.functions.searchFunctions(functions, o), answers);
        answers.add(total(profile(tenants)));
    }

    private Profile profile(Tenants tenants) throws Exception {
        SelectMergeProfileRequest request =
                SelectMergeProfileRequest.newBuilder()
                        .setProfileTypeID(ReadPath.CPU)
                        .setLabelSelector("{}")
                        .setStart(NOW - HOUR)
                        .setEnd(NOW)
                        .build();
        return path.<Profile>call(tenants, o -> path.service.selectMergeProfile(request, o)).get();
    }

    /// Stacks have an id by when they were seen, so only the sums can be compared.
    private static List<Long> total(Profile profile) {
        return profile.getSampleList().stream().map(sample -> sample.getValue(0)).sorted().toList();
    }

    private static String text(HttpReply reply) {
        assertThat(reply.status()).isEqualTo(200);
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @RepeatedTest(20)
    void severalTenantsAreAnsweredAsOneThatHasAllOfIt(RandomGenerator random) throws Exception {
        fill(random);

        assertThat(everything(BOTH)).isEqualTo(everything(Tenants.of(MERGED)));
    }

    @Test
    void aTenantThatHasNothingAddsNothing() throws Exception {
        path.add(A, Labels.of(Labels.SERVICE_NAME, "s", "pod", "p"), ReadPath.CPU, 9, "f 1");

        assertThat(everything(Tenants.parse("a|unknown"))).isEqualTo(everything(Tenants.of(A)));
        assertThat(everything(Tenants.parse("nobody|unknown")))
                .isEqualTo(everything(Tenants.parse("unknown")));
    }

    @Test
    void aTenantThatIsNotNamedIsNotSeen() throws Exception {
        path.add(A, Labels.of(Labels.SERVICE_NAME, "s"), ReadPath.CPU, 9, "f 1");
        path.add(B, Labels.of(Labels.SERVICE_NAME, "s"), ReadPath.CPU, 9, "f 2");
        path.add(MERGED, Labels.of(Labels.SERVICE_NAME, "s"), ReadPath.CPU, 9, "f 4");

        assertThat(total(profile(BOTH))).containsExactly(3L);
        assertThat(total(profile(Tenants.parse("b|merged")))).containsExactly(6L);
    }

    @Test
    void theStrictestLimitCounts() throws Exception {
        path.add(A, Labels.of(Labels.SERVICE_NAME, "s"), ReadPath.CPU, 9, "f 1");
        limits.put(A, limited(LimitFlags.MAX_QUERY_LENGTH, Duration.ofHours(2)));
        limits.put(B, limited(LimitFlags.MAX_QUERY_LENGTH, Duration.ofMinutes(10)));
        SelectMergeStacktracesRequest request = stacktraces().build();

        assertThat(stacktraces(Tenants.of(A), request).status).isEqualTo(Status.OK);
        assertThat(stacktraces(BOTH, request).status.getDescription())
                .isEqualTo(
                        "the query time range exceeds the limit (max_query_length, actual: 1h, limit: 10m). To change it, set -querier.max-query-length");
        limits.put(B, limited(LimitFlags.MAX_FLAMEGRAPH_NODES_MAX, 10));
        assertThat(stacktraces(BOTH, stacktraces().setMaxNodes(11).build()).status.getDescription())
                .contains("-querier.max-flamegraph-nodes-max");
        limits.put(B, limited(LimitFlags.MAX_QUERY_LOOKBACK, Duration.ofSeconds(5)));
        assertThat(stacktraces(BOTH, request).get().getFlamegraph().getTotal()).isZero();
    }

    private static <T> TenantLimits limited(Flag<T> flag, T value) throws ConfigException {
        return TenantLimits.fromSettings(Settings.defaults().with(flag, value));
    }

    private ReadPath.Outcome<SelectMergeStacktracesResponse> stacktraces(
            Tenants tenants, SelectMergeStacktracesRequest request) throws Exception {
        return path.call(tenants, o -> path.service.selectMergeStacktraces(request, o));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import dev.hearth.proto.hearth.v1.CostTotal;
import dev.hearth.proto.hearth.v1.FunctionCost;
import dev.hearth.proto.hearth.v1.FunctionOrder;
import dev.hearth.proto.hearth.v1.SearchFunctionsRequest;
import dev.hearth.proto.hearth.v1.SearchFunctionsResponse;
import dev.hearth.server.HttpReply;
import dev.hearth.server.StatusException;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `SearchFunctions` and its route answer and refuse.
final class FunctionSearchTest {

    private static final long NOW = ReadPath.NOW.toEpochMilli();
    private static final String MEMORY = "memory:alloc_space:bytes::";

    private ReadPath path = new ReadPath();

    @AfterEach
    void close() {
        path.close();
    }

    private static SearchFunctionsRequest.Builder request() {
        return SearchFunctionsRequest.newBuilder().setStart(NOW - 3_600_000).setEnd(NOW);
    }

    private ReadPath.Outcome<SearchFunctionsResponse> call(SearchFunctionsRequest.Builder request)
            throws Exception {
        return path.call(observer -> path.functions.searchFunctions(request.build(), observer));
    }

    private static List<String> lines(SearchFunctionsResponse answer) {
        return answer.getFunctionsList().stream()
                .map(f ->
                        f.getName()
                                + " "
                                + f.getServiceName()
                                + " "
                                + f.getSelf()
                                + " "
                                + f.getTotal())
                .toList();
    }

    @Test
    void findsAFunctionOverAllServices() throws Exception {
        path.add("a", 40, "main;json.Encode;json.Encode 3", "main 1");
        path.add("b", 20, "main;json.Encode;copy 5");
        path.add("b", 10, "main;http.Serve 7");

        SearchFunctionsResponse answer = call(request().setFunction("json")).get();

        assertThat(lines(answer)).containsExactly("json.Encode b 0 5", "json.Encode a 3 3");
        assertThat(answer.getFound()).isEqualTo(2);
        assertThat(answer.getTotalsList().stream().map(CostTotal::getTotal).toList())
                .containsExactly(4L, 12L);
    }

    @Test
    void selfValuesMayComeFirstAndTheRestMayBeLeftOut() throws Exception {
        path.add("a", 40, "main;work 3", "main 1");

        SearchFunctionsResponse answer =
                call(request().setOrder(FunctionOrder.FUNCTION_ORDER_SELF).setLimit(1)).get();

        assertThat(lines(answer)).containsExactly("work a 3 3");
        assertThat(answer.getFound()).isEqualTo(2);
    }

    @Test
    void pointsBeginAtMultiplesOfTheStep() throws Exception {
        path.add("a", 40, "main 3"); // 1699999960
        path.add("a", 20, "main 5"); // 1699999980

        FunctionCost main = call(request().setStep(30)).get().getFunctions(0);

        assertThat(main.getPointsList().stream().map(p -> p.getTimestamp() + " " + p.getTotal()))
                .containsExactly("1699999950000 3", "1699999980000 5");
    }

    @Test
    void oneProfileTypeCanBeAskedAlone() throws Exception {
        path.add("a", 40, "main 3");
        path.add(dev.hearth.model.Labels.of("service_name", "a"), MEMORY, 40, "main 9");

        assertThat(lines(call(request().setProfileTypeID(MEMORY)).get()))
                .containsExactly("main a 9 9");
        assertThat(lines(call(request()).get())).containsExactly("main a 9 9", "main a 3 3");
    }

    @Test
    void anotherTenantSeesNothing() throws Exception {
        path.add("a", 40, "main 3");

        SearchFunctionsResponse answer =
                path.<SearchFunctionsResponse>call(
                                new TenantId("other"),
                                observer ->
                                        path.functions.searchFunctions(request().build(), observer))
                        .get();

        assertThat(answer.getFunctionsList()).isEmpty();
        assertThat(answer.getTotalsList()).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        for (SearchFunctionsRequest.Builder bad :
                List.of(
                        request().setFunction("a("),
                        request().setFunction("(a{1000}){1000}"),
                        request().setLabelSelector("{a"),
                        request().setLabelSelector("{a=~\"(\"}"),
                        request().setProfileTypeID("a:b"),
                        request().setStart(0),
                        request().setStart(NOW + 1),
                        request().setStep(-1),
                        request().setStep(Double.NaN),
                        request().setStep(1e-9),
                        request().setStep(0.001),
                        request().setLimit(-1),
                        request().setLimit(10_001))) {
            assertThat(call(bad).status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
    }

    @Test
    void theLimitsOfQueriesHold() throws Exception {
        path.close();
        path =
                new ReadPath(
                        TenantLimits.fromSettings(
                                Settings.defaults()
                                        .with(
                                                LimitFlags.MAX_QUERY_LENGTH,
                                                Duration.ofMinutes(30))));

        assertThat(call(request()).status.getDescription()).contains("max_query_length");
        assertThat(call(request().setStart(NOW - 1000)).status.isOk()).isTrue();
    }

    @Test
    void theUsualStepSuitsTheRange() throws Exception {
        for (Duration range :
                List.of(
                        Duration.ofMinutes(1),
                        Duration.ofHours(6),
                        Duration.ofDays(1),
                        Duration.ofDays(7),
                        Duration.ofDays(30),
                        Duration.ofDays(5000))) {
            double step = call(request().setStart(NOW - range.toMillis())).get().getStep();
            assertThat(range.toSeconds() / step).isLessThanOrEqualTo(201);
            assertThat(step % 300).isZero();
        }
    }

    private String get(String query) throws StatusException {
        HttpReply reply = path.functionRoutes.search(new FakeCall(query));
        assertThat(reply.status()).isEqualTo(200);
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @Test
    void theRouteAnswersTheSameAsJson() throws Exception {
        path.add("a", 40, "main;x<y> 3");

        String expected =
                "{\"functions\":[{\"name\":\"x\\u003cy\\u003e\",\"serviceName\":\"a\",\"profileTypeID\":\""
                        + ReadPath.CPU
                        + "\",\"self\":3,\"total\":3,\"points\":[{\"timestamp\":1699999800000,\"self\":3,\"total\":3}]}],"
                        + "\"found\":1,\"totals\":[{\"serviceName\":\"a\",\"profileTypeID\":\""
                        + ReadPath.CPU
                        + "\",\"total\":3}],\"step\":300.0}\n";
        assertThat(get("function=x")).isEqualTo(expected);
        assertThat(get("function=x&from=now-2h&until=now&step=5m&limit=3&order=self&query={}"))
                .isEqualTo(expected);
        assertThat(get("function=x&step=300&query=" + ReadPath.CPU + "{service_name=\"a\"}"))
                .isEqualTo(expected);
        assertThat(get("query=" + MEMORY + "{}"))
                .isEqualTo("{\"functions\":[],\"found\":0,\"totals\":[],\"step\":300.0}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "function=(",
                "query={",
                "query=a{}",
                "step=x",
                "step=1.2.3",
                "step=-5m",
                "limit=x",
                "limit=-1",
                "order=name",
                "from=now&until=now-1h"
            })
    void theRouteRefusesWhatMakesNoSense(String query) {
        assertThatThrownBy(() -> get(query))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        e -> assertThat(e.code()).isEqualTo(StatusException.Code.INVALID_ARGUMENT));
    }
}

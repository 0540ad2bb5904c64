// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.config.LimitFlags;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// speedscope files by `POST /ingest`.
final class SpeedscopeIngestTest {

    private static final String ONE = sampled("one", "none", "[3,1]");
    private static final String SECONDS = sampled("two", "seconds", "[2,0]");
    private static final String BYTES = sampled("three", "bytes", "[512,0]");

    private final PushFixture fixture = new PushFixture();

    private static String sampled(String name, String unit, String weights) {
        return "{'type':'sampled','name':'%s','unit':'%s','startValue':0,'endValue':1,'samples':[[0,1],[0]],'weights':%s}"
                .formatted(name, unit, weights);
    }

    private static FakeCall file(String name, String... profiles) {
        String json =
                "{'$schema':'https://www.speedscope.app/file-format-schema.json','shared':{'frames':[{'name':'main'},{'name':'work'}]},'profiles':[%s]}"
                        .formatted(String.join(",", profiles));
        return FakeCall.ingest(json.replace('\'', '"'))
                .with("name", name)
                .with("format", "speedscope");
    }

    @Test
    void aProfileAloneIsOfTheTypeThatTheNameSays() throws Exception {
        assertThat(fixture.post(file("app.cpu{region=eu}", ONE)).status()).isEqualTo(200);

        Profile profile = fixture.sink.profiles().getFirst();
        assertThat(profile.labels())
                .isEqualTo(
                        Labels.of(
                                "__name__", "process_cpu",
                                "__period_type__", "cpu",
                                "__period_unit__", "nanoseconds",
                                "__profile_type__", "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
                                "__service_name__", "app",
                                "__type__", "cpu",
                                "__unit__", "nanoseconds",
                                "profile_name", "one",
                                "pyroscope_spy", "unknown",
                                "region", "eu",
                                "service_name", "app"));
        assertThat(profile.samples().total()).isEqualTo(40_000_000);
        assertThat(profile.isRetryable()).isFalse();
    }

    @Test
    void severalProfilesAreOfTheTypesThatTheirUnitsSay() throws Exception {
        fixture.post(file("my.app", SECONDS, BYTES));

        assertThat(fixture.sink.label("service_name")).containsOnly("my.app");
        assertThat(fixture.sink.totals())
                .isEqualTo(
                        Map.of(
                                "wall:wall:nanoseconds:cpu:nanoseconds", 2_000_000_000L,
                                "memory:samples:bytes::", 512L));
        assertThat(fixture.sink.label("profile_name")).containsExactlyInAnyOrder("two", "three");
    }

    @Test
    void profilesOfOneNameAndUnitAreOneEvenIfTheyStartApart() throws Exception {
        fixture.post(file("app", SECONDS, SECONDS.replace("'startValue':0", "'startValue':9")));

        assertThat(fixture.sink.profiles()).hasSize(1);
        assertThat(fixture.sink.totals())
                .isEqualTo(Map.of("wall:wall:nanoseconds:cpu:nanoseconds", 4_000_000_000L));
    }

    @Test
    void theTimeIsThatOfTheRequest() throws Exception {
        fixture.post(file("app", ONE).with("from", "1699999990").with("until", "1700000000"));

        Profile profile = fixture.sink.profiles().getFirst();
        assertThat(profile.timeNanos()).isEqualTo(1_699_999_990_000_000_000L);
        assertThat(profile.durationNanos()).isEqualTo(10_000_000_000L);
    }

    @Test
    void theFileNamesItsProfilesWhateverTheTagsSay() throws Exception {
        fixture.post(file("app{profile_name=x,service_name=web}", ONE));

        assertThat(fixture.sink.label("profile_name")).containsExactly("one");
        assertThat(fixture.sink.label("service_name")).containsExactly("web");
        assertThat(fixture.sink.label("app_name")).containsExactly("app");
    }

    @Test
    void theSampleRateReplacesThatOfTheUnit() throws Exception {
        fixture.post(file("app", ONE).with("sampleRate", "1000"));

        assertThat(fixture.sink.totals())
                .isEqualTo(Map.of("process_cpu:cpu:nanoseconds:cpu:nanoseconds", 400_000_000L));
    }

    @Test
    void partsOfLargerProfilesAreSilentlyLeftOut() throws Exception {
        assertThat(fixture.post(file("app{profile_id=x}", ONE)).status()).isEqualTo(200);
        assertThat(fixture.sink.appends()).isEmpty();
    }

    @Test
    void acceptsAFileThatHoldsNothing() throws Exception {
        assertThat(fixture.post(file("app")).status()).isEqualTo(200);
        assertThat(fixture.sink.appends()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "my.app, 422, UNKNOWN",
        "app.,   422, UNKNOWN",
        ".cpu,   422, UNKNOWN",
        "a b,    400, INVALID_ARGUMENT"
    })
    void refusesNames(String name, int status, Code code) {
        assertRefused(file(name, ONE), status, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "no json", "{}", "{\"$schema\":\"other\"}"})
    void refusesWhatIsNoFile(String body) {
        assertRefused(
                FakeCall.ingest(body).with("name", "app").with("format", "speedscope"),
                422,
                Code.UNKNOWN);
    }

    @Test
    void refusesSeveralProfilesOfWhichOneHasNoUnit() {
        assertRefused(file("app", ONE, SECONDS), 422, Code.UNKNOWN);
    }

    @Test
    void refusesATimeOutsideTheWindow() {
        PushFixture strict =
                new PushFixture(
                        PushFixture.limits(LimitFlags.REJECT_OLDER_THAN, Duration.ofHours(1)));

        StatusException refusal =
                catchThrowableOfType(
                        StatusException.class,
                        () -> strict.post(file("app", ONE).with("from", "now-2h")));

        assertThat(refusal.httpStatus()).isEqualTo(422);
    }

    private void assertRefused(FakeCall call, int status, Code code) {
        StatusException refusal =
                catchThrowableOfType(StatusException.class, () -> fixture.post(call));

        assertThat(refusal.httpStatus()).isEqualTo(status);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(fixture.sink.appends()).isEmpty();
    }
}

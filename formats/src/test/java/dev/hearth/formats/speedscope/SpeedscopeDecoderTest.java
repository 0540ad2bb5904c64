// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.speedscope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.formats.SampleType;
import dev.hearth.formats.Shown;
import dev.hearth.model.Profile;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpeedscopeDecoderTest {

    private static final String SAMPLES = "[[0,1,2],[0,1,2],[0,1,3],[0,1]]";
    private static final String EVENTS =
            "{'type':'O','frame':0,'at':0},{'type':'O','frame':1,'at':2},{'at':5,'frame':1,'type':'C'},"
                    + "{'type':'O','frame':2,'at':6},{'type':'C','frame':2,'at':10},{'type':'C','frame':0,'at':11}";

    private final SpeedscopeDecoder decoder = new SpeedscopeDecoder(Shown.LIMITS);

    /// A file of four frames, a to d, with `'` for quotation marks.
    private static byte[] file(String... profiles) {
        return json(
                "{'$schema':'https://www.speedscope.app/file-format-schema.json','profiles':[%s],'shared':{'frames':[{'name':'a'},{'name':'b','file':'x.py','line':3},{'name':'c'},{'name':'d'}]}}"
                        .formatted(String.join(",", profiles)));
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static String sampled(String name, String unit, String samples, String weights) {
        return "{'type':'sampled','name':'%s','unit':'%s','startValue':0,'endValue':14,'samples':%s,'weights':%s}"
                .formatted(name, unit, samples, weights);
    }

    private static String evented(String name, String unit, String events) {
        return "{'endValue':14,'events':[%s],'name':'%s','startValue':0,'type':'evented','unit':'%s'}"
                .formatted(events, name, unit);
    }

    private DecodedProfile decode(byte[] body) throws MalformedProfileException {
        return decoder.decode(body, "cpu", 100);
    }

    private void assertRefused(byte[] body, String message) {
        assertThatThrownBy(() -> decode(body))
                .isInstanceOf(MalformedProfileException.class)
                .hasMessageContaining(message);
    }

    @Test
    void readsSamples() throws MalformedProfileException {
        DecodedProfile decoded = decode(file(sampled("one", "none", SAMPLES, "[1,2,4,8]")));

        assertThat(Shown.lines(decoded))
                .containsExactlyInAnyOrder(
                        "cpu profile_name=one: a;b;c 30000000",
                        "cpu profile_name=one: a;b;d 40000000",
                        "cpu profile_name=one: a;b 80000000");
        Profile profile = decoded.batch().profiles().getFirst();
        assertThat(profile.period()).isEqualTo(100_000);
        assertThat(profile.labels())
                .hasToString(
                        "{__name__=\"process_cpu\", __period_type__=\"cpu\", __period_unit__=\"nanoseconds\", __type__=\"cpu\", __unit__=\"nanoseconds\", profile_name=\"one\"}");
    }

    @Test
    void countsTheTimeBetweenEventsForWhatIsOpen() throws MalformedProfileException {
        DecodedProfile decoded = decode(file(evented("x", "milliseconds", EVENTS)));

        assertThat(Shown.lines(decoded))
                .containsExactlyInAnyOrder(
                        "cpu profile_name=x: a 4000000",
                        "cpu profile_name=x: a;b 3000000",
                        "cpu profile_name=x: a;c 4000000");
    }

    @Test
    void leavesTimeBeforeTheFirstAndAfterTheLastFrame() throws MalformedProfileException {
        String events =
                "{'type':'O','frame':0,'at':3},{'type':'C','frame':0,'at':4},{'type':'O','frame':1,'at':9}";

        assertThat(Shown.lines(decode(file(evented("x", "seconds", events)))))
                .containsExactly("cpu profile_name=x: a 1000000000");
    }

    @ParameterizedTest
    @CsvSource({
        "none,         cpu,         100,  3, 30000000",
        "nanoseconds,  cpu,         100,  3, 3",
        "microseconds, wall,        100,  3, 3000",
        "milliseconds, itimer,      100,  3, 3000000",
        "seconds,      seconds,     100,  3, 3000000000",
        "seconds,      cpu,         1000, 3, 300000000",
        "seconds,      cpu,         0,    3, 300",
        "seconds,      alloc_space, 100,  3, 300",
        "bytes,        alloc_space, 100,  3, 3",
        "bytes,        bytes,       100,  3, 3",
        "bytes,        cpu,         100,  3, 3",
        "bytes,        cpu,         1000, 3, 3000000",
        "seconds,      cpu,         100,  0.00125, 1250000",
        "seconds,      cpu,         100,  1.5e-3, 1500000",
        "nanoseconds,  cpu,         100,  2.4, 2",
        "seconds,      lock_count,  100,  0.5, 50"
    })
    void aWeightIsWorthWhatItsUnitSays(
            String unit, String suffix, long rate, String weight, long value)
            throws MalformedProfileException {
        byte[] body = file(sampled("x", unit, "[[0]]", "[" + weight + "]"));

        DecodedProfile decoded = decoder.decode(body, suffix, rate);

        assertThat(decoded.batch().profiles().getFirst().samples().values()).containsExactly(value);
    }

    @Test
    void bytesUnderACpuNameAreCounts() throws MalformedProfileException {
        DecodedProfile decoded = decode(file(sampled("x", "bytes", "[[0]]", "[7]")));

        assertThat(decoded.sampleTypes()).containsExactly(new SampleType("samples", "count"));
        assertThat(decoded.batch().profiles().getFirst().labels())
                .hasToString(
                        "{__name__=\"process_cpu\", __type__=\"samples\", __unit__=\"count\", profile_name=\"x\"}");
    }

    @Test
    void severalProfilesHaveTheirUnitsForTypes() throws MalformedProfileException {
        DecodedProfile decoded =
                decoder.decode(
                        file(
                                sampled("one", "seconds", SAMPLES, "[1,1,1,1]"),
                                sampled("two", "bytes", "[[3]]", "[9]"),
                                evented("two", "seconds", EVENTS)),
                        "anything",
                        100);

        assertThat(decoded.sampleTypes())
                .containsExactly(
                        new SampleType("wall", "nanoseconds"),
                        new SampleType("samples", "bytes"),
                        new SampleType("wall", "nanoseconds"));
        assertThat(decoded.batch().profiles())
                .extracting(profile -> profile.labels().getOrEmpty("__name__"))
                .containsExactly("wall", "memory", "wall");
        assertThat(Shown.lines(decoded))
                .contains(
                        "wall profile_name=one: a;b;c 2000000000",
                        "samples profile_name=two: d 9",
                        "wall profile_name=two: a;b 3000000000");
    }

    @Test
    void profilesThatAgreeAreOne() throws MalformedProfileException {
        DecodedProfile samples =
                decode(
                        file(
                                sampled("one", "seconds", "[[0],[1]]", "[1,2]"),
                                sampled("one", "seconds", "[[1],[2]]", "[4,8]")));
        DecodedProfile events =
                decode(file(evented("x", "none", EVENTS), evented("x", "none", EVENTS)));

        assertThat(Shown.lines(samples))
                .containsExactlyInAnyOrder(
                        "cpu profile_name=one: a 1000000000",
                        "cpu profile_name=one: b 6000000000",
                        "cpu profile_name=one: c 8000000000");
        assertThat(Shown.totals(events).get("cpu")).isEqualTo(2 * 11 * 10_000_000L);
    }

    @Test
    void ordersProfilesByTheirStart() throws MalformedProfileException {
        String late = sampled("late", "seconds", "[[0]]", "[1]").replace("Value':0", "Value':7.5");
        String early = sampled("early", "seconds", "[[0]]", "[1]").replace("Value':0", "Value':-1");

        assertThat(decode(file(late, early)).batch().profiles())
                .extracting(profile -> profile.labels().getOrEmpty("profile_name"))
                .containsExactly("early", "late");
    }

    @Test
    void readsMembersInAnyOrderAndPassesOverUnknownOnes() throws MalformedProfileException {
        byte[] body =
                json(
                        " { 'exporter' : 'x@1' , 'extra':{'a':[1,{'b':null}],'c':true} ,\n'shared':{'frames':[{'line':1,'name':'m\\u00e4\\n\\ud83d\\ude00'},{},{'name':null}],'more':[]},"
                                + "'profiles':[{'weights':[2,3],'samples':[[0,1],null],'unit':'none','type':'sampled','events':null}],'$schema':'https://www.speedscope.app/file-format-schema.json'}\n");

        assertThat(Shown.lines(decode(body)))
                .containsExactlyInAnyOrder("cpu: mä\n😀; 20000000", "cpu:  30000000");
    }

    @Test
    void makesNothingOfNothing() throws MalformedProfileException {
        assertThat(decode(file()).batch().profiles()).isEmpty();
        assertThat(decode(file(sampled("x", "none", "[[0]]", "[0]"))).batch().profiles()).isEmpty();
        assertThat(decode(file(evented("x", "none", ""))).batch().profiles()).isEmpty();
    }

    @Test
    void keepsOnlyFramesThatAreUsed() throws MalformedProfileException {
        DecodedProfile decoded = decode(file(sampled("x", "none", "[[2]]", "[1]")));

        assertThat(decoded.batch().symbols().functionCount()).isEqualTo(1);
    }

    @Test
    void refusesWhatIsNoSpeedscopeFile() {
        assertRefused(new byte[0], "JSON is broken at byte 0");
        assertRefused(json("{}"), "$schema is \"\"");
        assertRefused(json("{'$schema':'https://example.org/'}"), "$schema is \"https://example");
        assertRefused(json("{'$schema':5}"), "expected a string");
        assertRefused(json("[]"), "expected '{'");
        byte[] twice =
                (new String(file(), StandardCharsets.UTF_8) + "{}")
                        .getBytes(StandardCharsets.UTF_8);
        assertRefused(twice, "expected the end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "type":"sampled","unit":"hours"                                             | has the unit
                    "type":"sampled"                                                            | has the unit
                    "type":"traced","unit":"none"                                               | has the type
                    "unit":"none"                                                               | has the type
                    "type":"sampled","unit":"none","samples":[[0]],"weights":[]                 | 1 samples and 0 weights
                    "type":"sampled","unit":"none","samples":[[0]],"weights":[-1]               | a weight is -1.0
                    "type":"sampled","unit":"none","samples":[[4]],"weights":[1]                | frame that is not there
                    "type":"sampled","unit":"none","samples":[[-1]],"weights":[1]               | frame that is not there
                    "type":"sampled","unit":"none","samples":[[0.5]],"weights":[1]              | frame that is not there
                    "type":"sampled","unit":"none","samples":[[1e99]],"weights":[1]             | frame that is not there
                    "type":"sampled","unit":"none","samples":[[0],[0]],"weights":[9e17,9e17]    | add up to more
                    "type":"sampled","unit":"none","samples":[[0]],"weights":[1e300]            | add up to more
                    "type":"sampled","unit":"none","samples":[["0"]],"weights":[1]              | expected a number
                    "type":"evented","unit":"none","events":[{"type":"O","frame":9,"at":1}]     | frame that is not there
                    "type":"evented","unit":"none","events":[{"type":"C","frame":0,"at":1}]     | frame 0 is closed
                    "type":"evented","unit":"none","events":[{"type":"X","frame":0,"at":1}]     | unknown type
                    "type":"evented","unit":"none","events":[{"frame":0,"at":1}]                | unknown type
                    "type":"evented","unit":"none","events":[{"type":"O","frame":0,"at":-1}]    | out of order
                    "type":"evented","unit":"none","startValue":5,"events":[{"type":"O","frame":0,"at":4}] | out of order
                    "type":"evented","unit":"none","events":[{"type":"O","frame":0,"at":4},{"type":"C","frame":1,"at":5}] | frame 1 is closed
                    """)
    void refusesProfilesThatContradictThemselves(String members, String message) {
        assertRefused(file("{" + members + "}"), message);
    }

    @Test
    void refusesTypesThatNobodyKnows() {
        byte[] one = file(sampled("x", "seconds", "[[0]]", "[1]"));
        byte[] two =
                file(sampled("x", "seconds", "[[0]]", "[1]"), sampled("y", "none", "[[0]]", "[1]"));

        assertThatThrownBy(() -> decoder.decode(one, "app", 100))
                .hasMessageStartingWith("unknown profile type: app");
        assertThatThrownBy(() -> decoder.decode(one, "", 100))
                .hasMessageStartingWith("unknown profile type: ");
        assertThatThrownBy(() -> decoder.decode(two, "cpu", 100))
                .hasMessageStartingWith("unknown profile type: none");
    }

    @Test
    void keepsToTheLimits() throws MalformedProfileException {
        SpeedscopeDecoder strict = new SpeedscopeDecoder(new DecodeLimits(500, 2, 0, 2, 3));
        byte[] deep = file(sampled("x", "none", "[[0,1,2,3]]", "[1]"));
        byte[] many = file(sampled("x", "none", "[[0],[1],[2]]", "[1,1,1]"));

        assertThat(Shown.lines(strict.decode(deep, "cpu", 100)))
                .containsExactly("cpu profile_name=x: a;b 10000000");
        assertThatThrownBy(() -> strict.decode(many, "cpu", 100))
                .extracting(e -> ((MalformedProfileException) e).reason())
                .isEqualTo(Reason.SAMPLES_LIMIT);
        assertThatThrownBy(() -> strict.decode(new byte[501], "cpu", 100))
                .extracting(e -> ((MalformedProfileException) e).reason())
                .isEqualTo(Reason.PROFILE_SIZE_LIMIT);
    }

    @Test
    void showsOnlyTheBeginningOfLongTexts() {
        assertThatThrownBy(() -> decode(json("{'$schema':'" + "x".repeat(5000) + "'}")))
                .message()
                .hasSizeLessThan(300);
    }

    /// Names of which a sender chose the hash: "Aa" and "BB" have the same.
    @Test
    @Timeout(20)
    void comesThroughManyProfilesWhoseNamesHaveTheSameHash() {
        StringBuilder file = new StringBuilder("{\"profiles\":[");
        for (int i = 0; i < 1 << 17; i++) {
            file.append(i == 0 ? "" : ",").append("{\"name\":\"");
            for (int bit = 0; bit < 17; bit++) {
                file.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            file.append("\"}");
        }
        file.append("],\"$schema\":\"https://www.speedscope.app/file-format-schema.json\"}");
        byte[] body = file.toString().getBytes(StandardCharsets.UTF_8);
        SpeedscopeDecoder unlimited = new SpeedscopeDecoder(new DecodeLimits(0, 0, 0, 0, 0));

        assertThatThrownBy(() -> unlimited.decode(body, "cpu", 100))
                .hasMessageContaining("has the unit \"\"");
    }
}

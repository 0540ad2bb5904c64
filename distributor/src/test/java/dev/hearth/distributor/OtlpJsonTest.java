// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OtlpJsonTest {

    private static final ByteString TRACE = ByteString.fromHex("0102030405060708090a0b0c0d0e0f10");
    private static final ByteString SPAN = ByteString.fromHex("fff2131415161718");

    @Test
    void readsIdsInHexAndOtherBytesInBase64() throws Exception {
        ExportProfilesServiceRequest request =
                read(
                        """
                        {"resourceProfiles":[{"scopeProfiles":[{"profiles":[{
                          "profileId":"0102030405060708090A0B0C0D0E0F10",
                          "timeUnixNano":"1700000000000000000",
                          "durationNano":10,
                          "originalPayloadFormat":"pprof",
                          "originalPayload":"AQID",
                          "unknown":{"traceId":[1,{"x":true}]}}]}]}],
                         "dictionary":{"linkTable":[{},
                          {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"FFf2131415161718"}],
                          "attributeTable":[{"keyStrindex":1,"value":{"intValue":"7"}}]}}
                        """);

        assertThat(request.getDictionary().getLinkTable(1).getTraceId()).isEqualTo(TRACE);
        assertThat(request.getDictionary().getLinkTable(1).getSpanId()).isEqualTo(SPAN);
        assertThat(request.getDictionary().getAttributeTable(0).getValue().getIntValue())
                .isEqualTo(7);
        assertThat(request.getResourceProfiles(0).getScopeProfiles(0).getProfilesList())
                .singleElement()
                .satisfies(profile -> {
                    assertThat(profile.getProfileId()).isEqualTo(TRACE);
                    assertThat(profile.getTimeUnixNano()).isEqualTo(1_700_000_000_000_000_000L);
                    assertThat(profile.getDurationNano()).isEqualTo(10);
                    assertThat(profile.getOriginalPayload())
                            .isEqualTo(ByteString.fromHex("010203"));
                });
    }

    @Test
    void readsIdsAsProtobufWritesThemToo() throws Exception {
        ExportProfilesServiceRequest request =
                new Otlps().add("a", Otlps.cpu(PushFixture.NOW, 1).setProfileId(TRACE)).request();

        assertThat(read(JsonFormat.printer().print(request))).isEqualTo(request);
        assertThat(read(JsonFormat.printer().preservingProtoFieldNames().print(request)))
                .isEqualTo(request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{",
                "{} {}",
                "{\"resourceProfiles\":7}",
                "{\"dictionary\":{\"linkTable\":[{\"spanId\":\"!\"}]}}",
            })
    void refusesWhatIsNoRequest(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesWhatIsNestedTooDeeply() {
        String deep = "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}";

        assertThatThrownBy(() -> read(deep)).isInstanceOf(IOException.class);
    }

    private static ExportProfilesServiceRequest read(String json) throws Exception {
        return ExportProfilesServiceRequest.parseFrom(
                OtlpJson.toProtobuf(json.getBytes(StandardCharsets.UTF_8), _ -> {}));
    }

    @Test
    void takesMemoryForWhatItMakes() throws Exception {
        String many = "{\"resourceProfiles\":[" + "{},".repeat(10_000) + "{}]}";
        AtomicLong taken = new AtomicLong();

        OtlpJson.toProtobuf(many.getBytes(StandardCharsets.UTF_8), taken::addAndGet);

        assertThat(taken.get()).isGreaterThan(2 * 10_000 * 100L);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.Function;
import io.opentelemetry.proto.profiles.v1development.KeyValueAndUnit;
import io.opentelemetry.proto.profiles.v1development.Line;
import io.opentelemetry.proto.profiles.v1development.Link;
import io.opentelemetry.proto.profiles.v1development.Location;
import io.opentelemetry.proto.profiles.v1development.Mapping;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.Stack;
import io.opentelemetry.proto.profiles.v1development.ValueType;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// OTLP requests as a sender makes them with OpenTelemetry's own classes.
final class Otlps {

    static final String TRACE = "0102030405060708090a0b0c0d0e0f10";
    static final String SPAN = "1112131415161718";

    private Otlps() {}

    /// CPU samples of `main;work`, one at each of some moments, at a period of 10 ms.
    ///
    /// @param id of the profile, 16 bytes
    /// @param last moment of the last sample; the others are a second apart before it
    static ExportProfilesServiceRequest cpu(String service, String id, Instant last, int samples) {
        long lastNanos = nanos(last);
        Sample.Builder sample =
                Sample.newBuilder().setStackIndex(1).setLinkIndex(1).addAttributeIndices(1);
        for (int i = samples - 1; i >= 0; i--) {
            sample.addTimestampsUnixNano(lastNanos - TimeUnit.SECONDS.toNanos(i));
        }
        Profile.Builder profile =
                Profile.newBuilder()
                        .setSampleType(type(1, 2))
                        .setPeriodType(type(3, 4))
                        .setPeriod(TimeUnit.MILLISECONDS.toNanos(10))
                        .setTimeUnixNano(lastNanos - TimeUnit.SECONDS.toNanos(samples))
                        .setDurationNano(TimeUnit.SECONDS.toNanos(samples))
                        .setProfileId(ByteString.copyFromUtf8(id))
                        .addSamples(sample);
        ExportProfilesServiceRequest.Builder request =
                ExportProfilesServiceRequest.newBuilder().setDictionary(dictionary());
        request.addResourceProfilesBuilder()
                .addScopeProfiles(
                        io.opentelemetry.proto.profiles.v1development.ScopeProfiles.newBuilder()
                                .addProfiles(profile))
                .getResourceBuilder()
                .addAttributes(
                        KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue(service)))
                .addAttributes(
                        KeyValue.newBuilder()
                                .setKeyStrindex(5)
                                .setValue(AnyValue.newBuilder().setStringValueStrindex(6)));
        return request.build();
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    private static ValueType.Builder type(int type, int unit) {
        return ValueType.newBuilder().setTypeStrindex(type).setUnitStrindex(unit);
    }

    private static ProfilesDictionary dictionary() {
        return ProfilesDictionary.newBuilder()
                .addStringTable("")
                .addStringTable("samples")
                .addStringTable("count")
                .addStringTable("cpu")
                .addStringTable("nanoseconds")
                .addStringTable("deployment_environment")
                .addStringTable("testing")
                .addStringTable("main")
                .addStringTable("work")
                .addStringTable("color")
                .addMappingTable(Mapping.getDefaultInstance())
                .addFunctionTable(Function.getDefaultInstance())
                .addFunctionTable(Function.newBuilder().setNameStrindex(7))
                .addFunctionTable(Function.newBuilder().setNameStrindex(8))
                .addLocationTable(Location.getDefaultInstance())
                .addLocationTable(
                        Location.newBuilder().addLines(Line.newBuilder().setFunctionIndex(1)))
                .addLocationTable(
                        Location.newBuilder().addLines(Line.newBuilder().setFunctionIndex(2)))
                .addStackTable(Stack.getDefaultInstance())
                .addStackTable(Stack.newBuilder().addLocationIndices(2).addLocationIndices(1))
                .addLinkTable(Link.getDefaultInstance())
                .addLinkTable(
                        Link.newBuilder()
                                .setTraceId(ByteString.fromHex(TRACE))
                                .setSpanId(ByteString.fromHex(SPAN)))
                .addAttributeTable(KeyValueAndUnit.getDefaultInstance())
                .addAttributeTable(
                        KeyValueAndUnit.newBuilder()
                                .setKeyStrindex(9)
                                .setValue(AnyValue.newBuilder().setStringValue("red")))
                .build();
    }
}

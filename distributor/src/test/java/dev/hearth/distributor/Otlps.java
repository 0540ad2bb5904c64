// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

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
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import io.opentelemetry.proto.profiles.v1development.Stack;
import io.opentelemetry.proto.profiles.v1development.ValueType;
import java.time.Instant;

/// OTLP requests with one stack, one link and one sample type, which profiles share.
final class Otlps {

    /// The only stack: `main`, `work`.
    static final int STACK = 1;

    static final int LINK = 1;

    /// An attribute that names the service `other`.
    static final int OTHER_SERVICE = 1;

    /// An attribute that becomes a label of the series.
    static final int POD = 2;

    private final ExportProfilesServiceRequest.Builder request =
            ExportProfilesServiceRequest.newBuilder().setDictionary(dictionary());

    private static ProfilesDictionary dictionary() {
        return ProfilesDictionary.newBuilder()
                .addStringTable("")
                .addStringTable("samples")
                .addStringTable("count")
                .addStringTable("cpu")
                .addStringTable("nanoseconds")
                .addStringTable("main")
                .addStringTable("work")
                .addStringTable("service.name")
                .addStringTable("pod")
                .addMappingTable(Mapping.getDefaultInstance())
                .addFunctionTable(Function.getDefaultInstance())
                .addFunctionTable(Function.newBuilder().setNameStrindex(5))
                .addFunctionTable(Function.newBuilder().setNameStrindex(6))
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
                                .setTraceId(ByteString.fromHex("0102030405060708090a0b0c0d0e0f10"))
                                .setSpanId(ByteString.fromHex("1112131415161718")))
                .addAttributeTable(KeyValueAndUnit.getDefaultInstance())
                .addAttributeTable(
                        KeyValueAndUnit.newBuilder()
                                .setKeyStrindex(7)
                                .setValue(AnyValue.newBuilder().setStringValue("other")))
                .addAttributeTable(
                        KeyValueAndUnit.newBuilder()
                                .setKeyStrindex(8)
                                .setValue(AnyValue.newBuilder().setStringValue("x")))
                .build();
    }

    /// A CPU profile with a period of 50 ns and one sample.
    static Profile.Builder cpu(Instant time, long count) {
        return Profile.newBuilder()
                .setSampleType(ValueType.newBuilder().setTypeStrindex(1).setUnitStrindex(2))
                .setPeriodType(ValueType.newBuilder().setTypeStrindex(3).setUnitStrindex(4))
                .setPeriod(50)
                .setTimeUnixNano(Nanos.of(time))
                .addSamples(Sample.newBuilder().setStackIndex(STACK).addValues(count));
    }

    /// A profile whose sample has a stack that does not exist.
    static Profile.Builder broken(Instant time) {
        Profile.Builder profile = cpu(time, 1);
        profile.getSamplesBuilder(0).setStackIndex(99);
        return profile;
    }

    /// A CPU profile whose samples are of two series.
    static Profile.Builder twoSeries(Instant time) {
        return cpu(time, 1)
                .addSamples(
                        Sample.newBuilder()
                                .setStackIndex(STACK)
                                .addAttributeIndices(POD)
                                .addValues(2));
    }

    /// Adds a resource of a service.
    Otlps add(String service, Profile.Builder... profiles) {
        ScopeProfiles.Builder scope = ScopeProfiles.newBuilder();
        for (Profile.Builder profile : profiles) {
            scope.addProfiles(profile);
        }
        ResourceProfiles.Builder resource = ResourceProfiles.newBuilder().addScopeProfiles(scope);
        resource.getResourceBuilder()
                .addAttributes(
                        KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue(service)));
        request.addResourceProfiles(resource);
        return this;
    }

    ExportProfilesServiceRequest request() {
        return request.build();
    }

    byte[] bytes() {
        return request().toByteArray();
    }
}

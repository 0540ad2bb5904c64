// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import com.google.protobuf.ByteString;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A request in the making, with the official classes.
final class OtlpPayload {

    static final long TIME = 1_700_000_000_000_000_000L;

    final ProfilesDictionary.Builder dictionary =
            ProfilesDictionary.newBuilder()
                    .addMappingTable(Mapping.getDefaultInstance())
                    .addLocationTable(Location.getDefaultInstance())
                    .addFunctionTable(Function.getDefaultInstance())
                    .addLinkTable(Link.getDefaultInstance())
                    .addStringTable("")
                    .addAttributeTable(KeyValueAndUnit.getDefaultInstance())
                    .addStackTable(Stack.getDefaultInstance());

    private final Map<String, Integer> strings = new HashMap<>(Map.of("", 0));
    private final Map<String, Integer> functions = new HashMap<>();
    private final List<ResourceProfiles> resources = new ArrayList<>();

    int string(String text) {
        return strings.computeIfAbsent(
                text,
                t -> {
                    dictionary.addStringTable(t);
                    return dictionary.getStringTableCount() - 1;
                });
    }

    int function(String name) {
        return functions.computeIfAbsent(
                name,
                n -> {
                    int index = string(n);
                    dictionary.addFunctionTable(Function.newBuilder().setNameStrindex(index));
                    return dictionary.getFunctionTableCount() - 1;
                });
    }

    int location(Location.Builder location) {
        dictionary.addLocationTable(location);
        return dictionary.getLocationTableCount() - 1;
    }

    /// A location of one line.
    int location(String function) {
        return location(
                Location.newBuilder()
                        .addLines(Line.newBuilder().setFunctionIndex(function(function))));
    }

    int mapping(Mapping.Builder mapping) {
        dictionary.addMappingTable(mapping);
        return dictionary.getMappingTableCount() - 1;
    }

    int stackOf(int... leafFirst) {
        Stack.Builder stack = Stack.newBuilder();
        for (int location : leafFirst) {
            stack.addLocationIndices(location);
        }
        dictionary.addStackTable(stack);
        return dictionary.getStackTableCount() - 1;
    }

    /// A stack of function names, the root first: `main;work`.
    int stack(String names) {
        String[] rootFirst = names.split(";", -1);
        int[] locations = new int[rootFirst.length];
        for (int i = 0; i < rootFirst.length; i++) {
            locations[rootFirst.length - 1 - i] = location(rootFirst[i]);
        }
        return stackOf(locations);
    }

    int attribute(String key, AnyValue value) {
        dictionary.addAttributeTable(
                KeyValueAndUnit.newBuilder().setKeyStrindex(string(key)).setValue(value));
        return dictionary.getAttributeTableCount() - 1;
    }

    int attribute(String key, String value) {
        return attribute(key, text(value));
    }

    int link(String traceHex, String spanHex) {
        dictionary.addLinkTable(
                Link.newBuilder()
                        .setTraceId(ByteString.fromHex(traceHex))
                        .setSpanId(ByteString.fromHex(spanHex)));
        return dictionary.getLinkTableCount() - 1;
    }

    ValueType.Builder type(String type, String unit) {
        return ValueType.newBuilder().setTypeStrindex(string(type)).setUnitStrindex(string(unit));
    }

    /// A profile of CPU time that needs no conversion.
    Profile.Builder profile() {
        return Profile.newBuilder().setSampleType(type("cpu", "nanoseconds")).setTimeUnixNano(TIME);
    }

    static Sample.Builder sample(int stack, long... values) {
        Sample.Builder sample = Sample.newBuilder().setStackIndex(stack);
        for (long value : values) {
            sample.addValues(value);
        }
        return sample;
    }

    static AnyValue text(String text) {
        return AnyValue.newBuilder().setStringValue(text).build();
    }

    static KeyValue.Builder pair(String key, String value) {
        return KeyValue.newBuilder().setKey(key).setValue(text(value));
    }

    /// Adds a resource with one scope.
    OtlpPayload add(List<KeyValue.Builder> attributes, Profile.Builder... profiles) {
        ResourceProfiles.Builder resource = ResourceProfiles.newBuilder();
        attributes.forEach(a -> resource.getResourceBuilder().addAttributes(a));
        ScopeProfiles.Builder scope = ScopeProfiles.newBuilder();
        for (Profile.Builder profile : profiles) {
            scope.addProfiles(profile);
        }
        return add(resource.addScopeProfiles(scope));
    }

    OtlpPayload add(ResourceProfiles.Builder resource) {
        resources.add(resource.build());
        return this;
    }

    ExportProfilesServiceRequest request() {
        return ExportProfilesServiceRequest.newBuilder()
                .addAllResourceProfiles(resources)
                .setDictionary(dictionary)
                .build();
    }

    byte[] bytes() {
        return request().toByteArray();
    }

    /// All profiles of the request, decoded.
    List<OtlpDecoder.Decoded> decode() throws MalformedProfileException {
        return decode(bytes(), Shown.LIMITS);
    }

    /// The only profile of the request, decoded.
    OtlpDecoder.Decoded decodeOne() throws MalformedProfileException {
        return decodeOne(Shown.LIMITS);
    }

    OtlpDecoder.Decoded decodeOne(DecodeLimits limits) throws MalformedProfileException {
        List<OtlpDecoder.Decoded> decoded = decode(bytes(), limits);
        if (decoded.size() != 1) {
            throw new AssertionError(decoded.size() + " profiles (expected 1)");
        }
        return decoded.getFirst();
    }

    static List<OtlpDecoder.Decoded> decode(byte[] bytes, DecodeLimits limits)
            throws MalformedProfileException {
        OtlpDecoder decoder = new OtlpDecoder(limits);
        List<OtlpDecoder.Decoded> decoded = new ArrayList<>();
        for (OtlpProfile profile : OtlpRequest.read(bytes, 0, bytes.length).profiles()) {
            decoded.add(decoder.decode(profile));
        }
        return decoded;
    }
}

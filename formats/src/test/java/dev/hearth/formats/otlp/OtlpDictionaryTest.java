// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpPayload.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
import dev.hearth.model.Symbols;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Function;
import io.opentelemetry.proto.profiles.v1development.Line;
import io.opentelemetry.proto.profiles.v1development.Location;
import io.opentelemetry.proto.profiles.v1development.Mapping;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OtlpDictionaryTest {

    private final OtlpPayload payload = new OtlpPayload();

    @Test
    void refusesARequestWithoutADictionary() {
        byte[] bytes =
                ExportProfilesServiceRequest.newBuilder()
                        .addResourceProfiles(ResourceProfiles.getDefaultInstance())
                        .build()
                        .toByteArray();

        assertThatThrownBy(() -> OtlpRequest.read(bytes, 0, bytes.length))
                .isInstanceOf(MalformedProfileException.class)
                .hasMessage("missing profile metadata dictionary");
    }

    @Test
    void refusesARequestWithoutResourceProfiles() {
        byte[] bytes =
                ExportProfilesServiceRequest.newBuilder()
                        .setDictionary(ProfilesDictionary.getDefaultInstance())
                        .build()
                        .toByteArray();

        assertThatThrownBy(() -> OtlpRequest.read(bytes, 0, bytes.length))
                .hasMessage("missing resource profiles");
    }

    @Test
    void refusesAStringTableThatDoesNotStartEmpty() {
        payload.dictionary.setStringTable(0, "cpu");
        payload.add(List.of(), payload.profile());

        assertThatThrownBy(payload::decode).hasMessageContaining("string 0 is not empty");
    }

    @Test
    void readsADictionaryThatComesLastAndInParts() throws MalformedProfileException {
        payload.add(List.of(), payload.profile().addSamples(sample(payload.stack("main"), 1)));
        ExportProfilesServiceRequest whole = payload.request();
        ProfilesDictionary strings =
                ProfilesDictionary.newBuilder()
                        .addAllStringTable(whole.getDictionary().getStringTableList())
                        .build();
        ProfilesDictionary rest = whole.getDictionary().toBuilder().clearStringTable().build();
        byte[] bytes =
                part(ExportProfilesServiceRequest.newBuilder().setDictionary(rest))
                        .concat(part(whole.toBuilder().clearDictionary()))
                        .concat(
                                part(
                                        ExportProfilesServiceRequest.newBuilder()
                                                .setDictionary(strings)))
                        .toByteArray();

        assertThat(Shown.lines(OtlpPayload.decode(bytes, Shown.LIMITS).getFirst().profile()))
                .containsExactly("cpu: main 1");
    }

    private static ByteString part(ExportProfilesServiceRequest.Builder request) {
        return request.build().toByteString();
    }

    @Test
    void takesRowZeroForNothing() throws MalformedProfileException {
        int nowhere = payload.location(Location.newBuilder().addLines(Line.getDefaultInstance()));
        int stack =
                payload.stackOf(0, payload.location("leaf"), 0, nowhere, payload.location("root"));
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(sample(stack, 1).addAttributeIndices(0))
                        .addSamples(sample(0, 5)));

        assertThat(Shown.lines(payload.decodeOne().profile()))
                .containsExactlyInAnyOrder("cpu: root;leaf 1", "cpu:  5");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesProfilesWithIndexesOutOfRange(int bad) {
        int stack = payload.stack("main");
        Profile.Builder fine = payload.profile().addSamples(sample(stack, 1));
        List<Profile.Builder> wrong =
                List.of(
                        fine.clone()
                                .setSampleType(
                                        fine.getSampleTypeBuilder().clone().setTypeStrindex(bad)),
                        fine.clone()
                                .setSampleType(
                                        fine.getSampleTypeBuilder().clone().setUnitStrindex(bad)),
                        fine.clone().setPeriodType(payload.type("", "").setTypeStrindex(bad)),
                        payload.profile().addSamples(sample(bad, 1)),
                        payload.profile().addSamples(sample(stack, 1).addAttributeIndices(bad)),
                        payload.profile().addSamples(sample(stack, 1).setLinkIndex(bad)),
                        payload.profile().addSamples(sample(payload.stackOf(bad), 1)),
                        located(Location.newBuilder().setMappingIndex(bad)),
                        located(
                                Location.newBuilder()
                                        .addLines(Line.newBuilder().setFunctionIndex(bad))),
                        named(Function.newBuilder().setNameStrindex(bad)),
                        named(Function.newBuilder().setSystemNameStrindex(bad)),
                        named(Function.newBuilder().setFilenameStrindex(bad)),
                        mapped(Mapping.newBuilder().setFilenameStrindex(bad)),
                        mapped(Mapping.newBuilder().addAttributeIndices(bad)));
        for (Profile.Builder profile : wrong) {
            payload.add(List.of(), profile);
        }
        byte[] bytes = payload.add(List.of(), fine).bytes();

        List<String> results = new java.util.ArrayList<>();
        OtlpDecoder decoder = new OtlpDecoder(Shown.LIMITS);
        try {
            for (OtlpProfile profile : OtlpRequest.read(bytes, 0, bytes.length).profiles()) {
                try {
                    results.add(Shown.lines(decoder.decode(profile).profile()).toString());
                } catch (MalformedProfileException e) {
                    assertThat(e).hasMessageContaining("index is " + bad);
                    results.add("refused");
                }
            }
        } catch (MalformedProfileException e) {
            throw new AssertionError(e);
        }

        assertThat(results).hasSize(wrong.size() + 1);
        assertThat(results.subList(0, wrong.size())).containsOnly("refused");
        assertThat(results.getLast()).isEqualTo("[cpu: main 1]");
    }

    private Profile.Builder located(Location.Builder location) {
        return payload.profile().addSamples(sample(payload.stackOf(payload.location(location)), 1));
    }

    private Profile.Builder named(Function.Builder function) {
        payload.dictionary.addFunctionTable(function);
        int index = payload.dictionary.getFunctionTableCount() - 1;
        return located(Location.newBuilder().addLines(Line.newBuilder().setFunctionIndex(index)));
    }

    private Profile.Builder mapped(Mapping.Builder mapping) {
        return located(Location.newBuilder().setMappingIndex(payload.mapping(mapping)));
    }

    @Test
    void refusesStringsThatAreNoUtf8() {
        payload.add(List.of(), payload.profile().addSamples(sample(payload.stack("mainly"), 1)));
        byte[] bytes = payload.bytes();
        bytes[new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("mainly")] =
                (byte) 0xff;

        assertThatThrownBy(() -> OtlpPayload.decode(bytes, Shown.LIMITS))
                .hasMessageContaining("is not valid UTF-8");
    }

    @Test
    void keepsBuildIdsAndAddressesWhereFunctionsAreMissing() throws MalformedProfileException {
        int buildId = payload.attribute("process.executable.build_id.gnu", "abcd");
        int other = payload.attribute("process.executable.build_id.htlhash", "ffff");
        int mapping =
                payload.mapping(
                        Mapping.newBuilder()
                                .setMemoryStart(0x1000)
                                .setMemoryLimit(0x2000)
                                .setFileOffset(0x10)
                                .setFilenameStrindex(payload.string("libc.so"))
                                .addAttributeIndices(other)
                                .addAttributeIndices(buildId));
        int bare =
                payload.location(Location.newBuilder().setMappingIndex(mapping).setAddress(0x1234));
        int named =
                payload.location(
                        Location.newBuilder()
                                .setMappingIndex(mapping)
                                .setAddress(0x1300)
                                .addLines(
                                        Line.newBuilder()
                                                .setFunctionIndex(payload.function("main"))));
        payload.add(
                List.of(), payload.profile().addSamples(sample(payload.stackOf(bare, named), 1)));

        Symbols symbols = payload.decodeOne().profile().batch().symbols();

        assertThat(symbols.mappingCount()).isEqualTo(1);
        assertThat(symbols.strings().get(symbols.mappingBuildId(0))).isEqualTo("abcd");
        assertThat(symbols.strings().get(symbols.mappingFilename(0))).isEqualTo("libc.so");
        assertThat(symbols.mappingStart(0)).isEqualTo(0x1000);
        assertThat(symbols.mappingLimit(0)).isEqualTo(0x2000);
        assertThat(symbols.mappingOffset(0)).isEqualTo(0x10);
        assertThat(symbols.mappingFlags(0)).isZero();
        assertThat(symbols.locationAddress(0)).isEqualTo(0x1300);
        assertThat(symbols.locationAddress(1)).isEqualTo(0x1234);
    }

    @Test
    void putsTheSourceRepositoryIntoBuildIds() throws MalformedProfileException {
        int buildId = payload.attribute("process.executable.build_id.gnu", "abcd");
        payload.add(
                List.of(OtlpPayload.pair("service_repository", "github.com/acme/shop")),
                mapped(Mapping.newBuilder().addAttributeIndices(buildId)));

        Symbols symbols = payload.decodeOne().profile().batch().symbols();

        assertThat(symbols.strings().get(symbols.mappingBuildId(0)))
                .contains("\"github.com/acme/shop\"", "\"build_id\":\"abcd\"");
    }

    @Test
    void dropsAddressesWhereAllLocationsHaveFunctions() throws MalformedProfileException {
        int mapping = payload.mapping(Mapping.newBuilder().setMemoryLimit(0x2000));
        Location.Builder location =
                Location.newBuilder()
                        .setMappingIndex(mapping)
                        .addLines(Line.newBuilder().setFunctionIndex(payload.function("main")));
        int first = payload.location(location.setAddress(1));
        int second = payload.location(location.setAddress(2));
        payload.location(Location.newBuilder().setMappingIndex(mapping).setAddress(3));
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(sample(payload.stackOf(first), 1))
                        .addSamples(sample(payload.stackOf(second), 2)));

        OtlpDecoder.Decoded decoded = payload.decodeOne();

        Symbols symbols = decoded.profile().batch().symbols();
        assertThat(Shown.lines(decoded.profile())).containsExactly("cpu: main 3");
        assertThat(symbols.locationCount()).isEqualTo(1);
        assertThat(symbols.locationAddress(0)).isZero();
        assertThat(symbols.mappingLimit(0)).isZero();
        assertThat(symbols.mappingFlags(0)).isEqualTo(Symbols.HAS_FUNCTIONS);
    }

    @Test
    void marksMappingsWhoseLocationsHaveFilesAndLines() throws MalformedProfileException {
        payload.dictionary.addFunctionTable(
                Function.newBuilder()
                        .setNameStrindex(payload.string("main"))
                        .setFilenameStrindex(payload.string("main.c"))
                        .setStartLine(5));
        int function = payload.dictionary.getFunctionTableCount() - 1;
        payload.add(
                List.of(),
                located(
                        Location.newBuilder()
                                .addLines(Line.newBuilder().setFunctionIndex(function).setLine(7))
                                .addLines(
                                        Line.newBuilder().setFunctionIndex(function).setLine(9))));

        Symbols symbols = payload.decodeOne().profile().batch().symbols();

        assertThat(symbols.mappingFlags(0))
                .isEqualTo(
                        Symbols.HAS_FUNCTIONS | Symbols.HAS_FILENAMES | Symbols.HAS_LINE_NUMBERS);
        assertThat(symbols.lineNumber(0)).isEqualTo(7);
        assertThat(symbols.lineNumber(1)).isEqualTo(9);
        assertThat(symbols.functionStartLine(0)).isEqualTo(5);
        assertThat(symbols.strings().get(symbols.functionFilename(0))).isEqualTo("main.c");
    }

    @Test
    void showsTheSystemNameOfAFunctionWithoutAnother() throws MalformedProfileException {
        payload.add(
                List.of(),
                named(Function.newBuilder().setSystemNameStrindex(payload.string("_Z1fv"))));

        assertThat(Shown.lines(payload.decodeOne().profile())).containsExactly("cpu: _Z1fv 1");
    }

    @Test
    void removesTypeParametersOfGo() throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(sample(payload.stack("slices.Sort[go.shape.int]"), 1))
                        .addSamples(sample(payload.stack("slices.Sort[go.shape.string]"), 2)));

        assertThat(Shown.lines(payload.decodeOne().profile()))
                .containsExactly("cpu: slices.Sort 3");
    }

    @Test
    void decodesProfilesThatShareADictionaryEachByItself() throws MalformedProfileException {
        int shared = payload.stack("main;shared");
        int own = payload.stack("main;own");
        payload.add(
                List.of(),
                payload.profile().addSamples(sample(shared, 1)),
                payload.profile().addSamples(sample(own, 2)).addSamples(sample(shared, 3)),
                payload.profile().addSamples(sample(shared, 4)));

        List<OtlpDecoder.Decoded> decoded = payload.decode();

        assertThat(decoded.stream().map(d -> Shown.lines(d.profile())))
                .containsExactly(
                        List.of("cpu: main;shared 1"),
                        List.of("cpu: main;own 2", "cpu: main;shared 3"),
                        List.of("cpu: main;shared 4"));
        assertThat(decoded.getFirst().profile().batch().symbols().functionCount()).isEqualTo(2);
    }
}

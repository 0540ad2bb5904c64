// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.formats.pprof.PprofDecoder;
import dev.hearth.formats.pprof.PprofOptions;
import dev.hearth.formats.pprof.PprofPayload;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a decoder made, in words that a test can compare.
public final class Shown {

    public static final DecodeLimits LIMITS = new DecodeLimits(4 << 20, 16000, 100, 1000, 65535);

    private Shown() {}

    public static DecodedProfile decode(PprofPayload payload) throws MalformedProfileException {
        return decode(payload, PprofOptions.NONE);
    }

    public static DecodedProfile decode(PprofPayload payload, PprofOptions options)
            throws MalformedProfileException {
        byte[] bytes = payload.bytes();
        return new PprofDecoder(LIMITS).decode(bytes, 0, bytes.length, options);
    }

    /// Profiles as `labels root;leaf value`, in their order.
    public static List<String> lines(DecodedProfile decoded) {
        List<String> lines = new ArrayList<>();
        for (Profile profile : decoded.batch().profiles()) {
            Samples samples = profile.samples();
            for (int i = 0; i < samples.size(); i++) {
                lines.add(
                        own(profile)
                                + stack(decoded.batch(), samples.stacks()[i])
                                + " "
                                + samples.values()[i]);
            }
        }
        return lines;
    }

    private static String own(Profile profile) {
        StringBuilder text = new StringBuilder(profile.labels().getOrEmpty("__type__"));
        for (int i = 0; i < profile.labels().size(); i++) {
            if (!profile.labels().name(i).startsWith("__")) {
                text.append(' ').append(profile.labels().name(i));
                text.append('=').append(profile.labels().value(i));
            }
        }
        return text.append(": ").toString();
    }

    /// A stack as function names, the root first, inlined calls included.
    public static String stack(ProfileBatch batch, int stack) {
        Symbols symbols = batch.symbols();
        List<String> names = new ArrayList<>();
        for (int node = stack; node != StackTable.ROOT; node = batch.stacks().parent(node)) {
            int location = batch.stacks().location(node);
            for (int line = symbols.lineStart(location); line < symbols.lineEnd(location); line++) {
                names.addFirst(
                        symbols.strings().get(symbols.functionName(symbols.lineFunction(line))));
            }
        }
        return String.join(";", names);
    }

    /// The total of each sample type over all profiles.
    public static Map<String, Long> totals(DecodedProfile decoded) {
        Map<String, Long> totals = new TreeMap<>();
        for (Profile profile : decoded.batch().profiles()) {
            totals.merge(
                    profile.labels().getOrEmpty("__type__"), profile.samples().total(), Long::sum);
        }
        return totals;
    }

    /// Fails if samples are not as every decoder promises: positive, in order, of known stacks.
    public static void assertOrdered(DecodedProfile decoded) {
        for (Profile profile : decoded.batch().profiles()) {
            Samples samples = profile.samples();
            assertThat(samples.size()).isPositive();
            for (int i = 0; i < samples.size(); i++) {
                assertThat(samples.values()[i]).isPositive();
                assertThat(samples.stacks()[i]).isLessThan(decoded.batch().stacks().size());
                assertThat(i == 0 || samples.stacks()[i - 1] <= samples.stacks()[i]).isTrue();
            }
        }
    }

    /// Values by stack of one profile.
    public static long[] sums(DecodedProfile decoded, int profile) {
        long[] sums = new long[decoded.batch().stacks().size()];
        Samples samples = decoded.batch().profiles().get(profile).samples();
        for (int i = 0; i < samples.size(); i++) {
            sums[samples.stacks()[i]] += samples.values()[i];
        }
        return sums;
    }
}

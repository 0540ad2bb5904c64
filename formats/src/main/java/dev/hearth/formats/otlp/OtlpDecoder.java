// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.SampleType;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.RowTimes;
import dev.hearth.formats.internal.SampleRows;
import dev.hearth.formats.internal.TypeLabels;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTable;
import java.util.ArrayList;
import java.util.List;

/// Decodes the profiles of an [OtlpRequest] into the model.
///
/// - Row 0 of a table stands for nothing: no frame, no function, no mapping, the empty string.
///   References beyond the end of a table are errors of the profile that needs them.
/// - Samples keep their moments of observation and their span; string attributes are labels.
/// - Addresses are left out where all of a mapping's locations came with functions.
/// - Names of Go's generic functions lose their type parameters.
/// - A profile without samples that holds a pprof or a JFR recording as its original payload is
///   what that is made into; beside samples the original payload counts for nothing.
///
/// For one thread: a decoder keeps its buffers from one profile to the next, a few MiB after real
/// profiles, so callers pool decoders. One decode allocates at most [#BYTES_PER_BYTE] bytes for
/// each byte that [DecodedProfile#uncompressedBytes] counts, and [#BYTES_ALWAYS] bytes.
public final class OtlpDecoder {

    /// Bytes allocated by a decode, at most, for each byte of the profile and of what it refers to.
    public static final int BYTES_PER_BYTE = 256;

    /// Bytes allocated by a decode whatever the profile, at most.
    public static final int BYTES_ALWAYS = 1 << 20;

    /// What may be spent in proportion to the profile on label sets.
    private static final int BUDGET_PER_BYTE = 96;

    private static final int BUDGET_ALWAYS = 256 << 10;

    /// Rows above which scratch is not kept.
    private static final int KEPT_ROWS = 1 << 18;

    private final OtlpSamples samples;
    private final OtlpSymbols symbols;
    private final OtlpStacks stacks;
    private final OriginalPayload original;
    private final OtlpSampleLabels labels = new OtlpSampleLabels();
    private final SampleRows rows = new SampleRows();
    private final IntColumn stackIds = new IntColumn();

    /// @param limits what is accepted and what is cut; the largest size is that of a profile with
    ///   all that it refers to
    public OtlpDecoder(DecodeLimits limits) {
        this.original = new OriginalPayload(limits);
        this.samples = new OtlpSamples(limits);
        this.symbols = new OtlpSymbols(limits);
        this.stacks = new OtlpStacks(symbols, limits);
    }

    /// What a profile came out as.
    ///
    /// @param name what was measured: the series' `__name__`; empty if each profile of the batch
    ///   has one of its own
    /// @param profile the rest
    public record Decoded(String name, DecodedProfile profile) {}

    /// Decodes one profile.
    ///
    /// @throws MalformedProfileException if it is not valid, or over a limit
    public Decoded decode(OtlpProfile profile) throws MalformedProfileException {
        try {
            profile.check();
            if (profile.header.isOriginal()) {
                return original.decode(profile);
            }
            OtlpRequest request = profile.request;
            OtlpProfileType type = OtlpProfileType.of(profile.header, request.dictionary);
            labels.reset();
            samples.read(profile, type.scale());
            symbols.reset(request, samples.sizeBytes);
            StackTable table = stacks.enter(profile, samples.stack, stackIds);
            for (int i = 0; i < samples.stack.size; i++) {
                int set = labels.read(request, samples, i);
                rows.add(
                        set,
                        stackIds.values[i],
                        labels.span(),
                        labels.traceHigh(),
                        labels.traceLow(),
                        i);
            }
            long bytes = symbols.sizeBytes();
            List<Profile> profiles = profiles(profile, type, bytes);
            ProfileBatch batch = new ProfileBatch(symbols.builder().copy(), table, profiles);
            return new Decoded(
                    type.name(), new DecodedProfile(batch, List.of(type.sampleType()), bytes));
        } finally {
            clear();
        }
    }

    private List<Profile> profiles(OtlpProfile profile, OtlpProfileType type, long bytes)
            throws MalformedProfileException {
        Budget budget = new Budget(bytes * BUDGET_PER_BYTE + BUDGET_ALWAYS);
        List<Labels> sets = rows.unite(labels.sets(profile.request.attributes, budget));
        rows.sort(sets.size());
        SampleType sampleType = type.sampleType();
        RowTimes times = samples.times.nanos.size == 0 ? null : samples.times;
        List<Profile> profiles = new ArrayList<>(sets.size());
        for (int set = 0; set < sets.size(); set++) {
            Samples found = rows.samples(set, 0, samples.value.values, times);
            if (found.size() > 0) {
                Labels series =
                        TypeLabels.add(
                                sets.get(set), sampleType, type.periodType(), type.periodUnit());
                profiles.add(
                        new Profile(
                                series,
                                ProfileId.NONE,
                                false,
                                profile.header.timeNanos,
                                Math.max(0, profile.header.durationNanos),
                                Math.max(0, profile.header.period),
                                found));
            }
        }
        return profiles;
    }

    private void clear() {
        samples.clear(KEPT_ROWS);
        symbols.clear(KEPT_ROWS);
        stacks.clear(KEPT_ROWS);
        labels.clear(KEPT_ROWS);
        rows.clear(KEPT_ROWS);
        stackIds.clear(KEPT_ROWS);
    }
}

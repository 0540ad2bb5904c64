// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.SampleType;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.Gunzip;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.ProtoReader;
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

/// Decodes pprof, gzip or not, into the model, and repairs on the way what clients get wrong.
///
/// What comes out is normalised: names of Go's generic functions without type parameters, stacks
/// that Go cut off put together, samples with a negative value or none but zeros left out, equal
/// ones added up, nothing that is not referred to, no addresses where the client symbolized. A
/// reference to a location, line or mapping that does not exist is left out, and its sample counts
/// all the same.
///
/// For one thread: a decoder keeps its buffers from one profile to the next, a few MiB after real
/// profiles, so callers pool decoders. One decode allocates at most [#BYTES_PER_BYTE] bytes for
/// each byte of the payload after gunzip, and [#BYTES_ALWAYS] bytes; a real profile needs a
/// twentieth of that.
public final class PprofDecoder {

    /// Bytes allocated by a decode for each byte of payload after gunzip, at most.
    public static final int BYTES_PER_BYTE = 256;

    /// Bytes allocated by a decode whatever the payload, at most.
    public static final int BYTES_ALWAYS = 1 << 20;

    /// What may be spent in proportion to the payload on things that it makes grow.
    private static final int BUDGET_PER_BYTE = 96;

    private static final int BUDGET_ALWAYS = 256 << 10;

    /// Rows, and bytes of a buffer, above which scratch is not kept.
    private static final int KEPT_ROWS = 1 << 18;

    private static final int KEPT_BYTES = 4 << 20;

    private final DecodeLimits limits;
    private final Gunzip gunzip = new Gunzip();
    private final PprofColumns columns = new PprofColumns();
    private final PprofParser parser;
    private final PprofSymbols symbols;
    private final PprofStacks stacks;
    private final SampleLabels labels;
    private final SampleRows rows = new SampleRows();
    private final IntColumn kept = new IntColumn();
    private final IntColumn stackIds = new IntColumn();

    /// @param limits what is accepted and what is cut
    public PprofDecoder(DecodeLimits limits) {
        this.limits = limits;
        this.parser = new PprofParser(limits, columns);
        this.symbols = new PprofSymbols(columns, limits);
        this.stacks = new PprofStacks(columns, symbols, limits);
        this.labels = new SampleLabels(columns, symbols);
    }

    /// Decodes one profile. The bytes are not changed and not kept.
    ///
    /// @param body holds the profile, which may be gzip (RFC 1952) in one member or several
    /// @param offset where the profile starts
    /// @param length bytes of the profile as sent
    /// @param options what the request says
    /// @throws MalformedProfileException if the bytes are no valid profile, or over a limit
    public DecodedProfile decode(byte[] body, int offset, int length, PprofOptions options)
            throws MalformedProfileException {
        try {
            long maxBytes =
                    limits.maxProfileBytes() > 0
                            ? limits.maxProfileBytes()
                            : Integer.MAX_VALUE - 16L;
            if (Gunzip.isGzip(body, offset, length)) {
                gunzip.unpack(body, offset, length, maxBytes);
                return decodeRaw(gunzip.buffer(), 0, gunzip.size(), options);
            }
            if (length > maxBytes) {
                throw Gunzip.tooLarge(maxBytes);
            }
            return decodeRaw(body, offset, length, options);
        } finally {
            clear();
        }
    }

    private DecodedProfile decodeRaw(byte[] body, int offset, int length, PprofOptions options)
            throws MalformedProfileException {
        parser.parse(body, offset, offset + length);
        PprofCheck.check(columns);
        Budget budget = new Budget((long) length * BUDGET_PER_BYTE + BUDGET_ALWAYS);
        boolean isGo = PprofLanguage.isGo(columns, options);
        List<SampleType> types = sampleTypes(options, budget);
        symbols.reset(options, isGo, budget);
        labels.reset();
        keepSamples();
        stacks.resolve(kept);
        if (isGo) {
            stacks.repairGo(types, budget);
        }
        StackTable table = stacks.enter(stackIds);
        for (int i = 0; i < kept.size; i++) {
            int sample = kept.values[i];
            int set = labels.read(sample);
            rows.add(
                    set,
                    stackIds.values[i],
                    labels.span(),
                    labels.traceHigh(),
                    labels.traceLow(),
                    sample * types.size());
        }
        List<Profile> profiles = profiles(types, budget);
        return new DecodedProfile(
                new ProfileBatch(symbols.finish(), table, profiles), types, length);
    }

    /// Many types may share a long name.
    private List<SampleType> sampleTypes(PprofOptions options, Budget budget)
            throws MalformedProfileException {
        List<SampleType> types = new ArrayList<>(columns.typeCount());
        for (int i = 0; i < columns.typeCount(); i++) {
            int typeName = columns.typeName.values[i];
            int unit = columns.typeUnit.values[i];
            budget.charge(
                    4L * columns.stringLength.values[typeName]
                            + 2L * columns.stringLength.values[unit]);
            String name = symbols.text(typeName);
            if (options.isDotnet()) {
                name = name.replace('-', '_');
            }
            if (name.indexOf('-') >= 0) {
                throw ProtoReader.malformed(
                        "sample type is \"%s\" (expected one without -)".formatted(name));
            }
            types.add(new SampleType(name, symbols.text(unit)));
        }
        return types;
    }

    /// Finds the samples that have a positive value and no negative one.
    private void keepSamples() throws MalformedProfileException {
        int types = columns.typeCount();
        long[] values = columns.sampleValue.values;
        long[] totals = new long[types];
        kept.size = 0;
        for (int sample = 0; sample < columns.sampleCount(); sample++) {
            long any = 0;
            for (int i = sample * types; i < (sample + 1) * types; i++) {
                any |= values[i];
            }
            if (any > 0) {
                kept.add(sample);
                for (int type = 0; type < types; type++) {
                    totals[type] += values[sample * types + type];
                    if (totals[type] < 0) {
                        throw ProtoReader.malformed(
                                "values of sample type %d add up to more than %d"
                                        .formatted(type, Long.MAX_VALUE));
                    }
                }
            }
        }
    }

    private List<Profile> profiles(List<SampleType> types, Budget budget)
            throws MalformedProfileException {
        List<Labels> sets = rows.unite(labels.sets(types.size(), budget));
        rows.sort(sets.size());
        String periodType = symbols.text(columns.periodType);
        String periodUnit = symbols.text(columns.periodUnit);
        List<Profile> profiles = new ArrayList<>(types.size() * sets.size());
        for (int type = 0; type < types.size(); type++) {
            for (int set = 0; set < sets.size(); set++) {
                Samples samples = rows.samples(set, type, columns.sampleValue.values);
                if (samples.size() > 0) {
                    Labels series =
                            TypeLabels.add(sets.get(set), types.get(type), periodType, periodUnit);
                    profiles.add(profile(series, samples));
                }
            }
        }
        return profiles;
    }

    private Profile profile(Labels series, Samples samples) {
        return new Profile(
                series,
                ProfileId.NONE,
                false,
                columns.timeNanos,
                Math.max(0, columns.durationNanos),
                Math.max(0, columns.period),
                samples);
    }

    private void clear() {
        gunzip.trim(KEPT_BYTES);
        parser.clear();
        columns.clear(KEPT_ROWS);
        symbols.clear(KEPT_ROWS);
        stacks.clear(KEPT_ROWS);
        labels.clear(KEPT_ROWS);
        rows.clear(KEPT_ROWS);
        kept.clear(KEPT_ROWS);
        stackIds.clear(KEPT_ROWS);
    }
}

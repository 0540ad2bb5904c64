// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.formats.SampleType;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.Gunzip;
import dev.hearth.formats.internal.TypeLabels;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Decodes JFR recordings, gzip or not, of one chunk or several, into the model.
///
/// A recording is made into a profile for each sample type that its events count for and each set
/// of labels. Beside the labels that [DecodedProfile] names, each has `__name__`, which is not the
/// same for all, and `jfr_event`, if the recording says what the profiler was asked for. The time
/// is that of the first chunk.
///
/// For one thread: a decoder keeps its buffers from one recording to the next, so callers pool
/// decoders. One decode allocates at most [#BYTES_PER_BYTE] bytes for each byte of the recording
/// and its labels after gunzip, and [#BYTES_ALWAYS] bytes.
public final class JfrDecoder {

    /// Bytes allocated by a decode for each byte of recording and labels after gunzip, at most.
    public static final int BYTES_PER_BYTE = 256;

    /// Bytes allocated by a decode whatever it is given, at most.
    public static final int BYTES_ALWAYS = 1 << 20;

    /// What may be spent in proportion to the recording on things that it makes grow.
    private static final int BUDGET_PER_BYTE = 96;

    private static final int BUDGET_ALWAYS = 256 << 10;

    /// Rows, and bytes of a buffer, above which scratch is not kept.
    private static final int KEPT_ROWS = 1 << 18;

    private static final int KEPT_BYTES = 4 << 20;

    private static final String EVENT = "jfr_event";
    private static final int BYTES_PER_LABEL = 128;
    private static final int TYPE_LABELS = 8;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int DEFAULT_SAMPLE_RATE = 100;

    private final DecodeLimits limits;
    private final Gunzip gunzip = new Gunzip();
    private final Gunzip labelsGunzip = new Gunzip();
    private final ChunkConstants constants = new ChunkConstants();
    private final JfrTexts texts = new JfrTexts(constants);
    private final ChunkStacks stacks;
    private final ContextLabels contexts;
    private final Map<ProfileKind, KindRows> kinds = new EnumMap<>(ProfileKind.class);
    private final SampleEvents samples;
    private final ChunkReader chunks;

    /// @param limits what is accepted and what is cut
    public JfrDecoder(DecodeLimits limits) {
        this.limits = limits;
        this.stacks = new ChunkStacks(limits, constants, texts);
        this.contexts = new ContextLabels(limits);
        for (ProfileKind kind : ProfileKind.values()) {
            kinds.put(kind, new KindRows());
        }
        this.samples = new SampleEvents(constants, texts, stacks, contexts, kinds);
        this.chunks = new ChunkReader(constants, texts, samples);
    }

    /// Decodes one recording. The bytes are not changed and not kept.
    ///
    /// @param body the recording, which may be gzip (RFC 1952) in one member or several
    /// @param labels what its contexts stand for, gzip or not; empty if there is nothing
    /// @param sampleRate samples a second of the events that stand for time; 0 for 100
    /// @throws MalformedProfileException if the bytes are no valid recording, or over a limit
    public DecodedProfile decode(byte[] body, byte[] labels, int sampleRate)
            throws MalformedProfileException {
        try {
            byte[] recording = body;
            int size = body.length;
            if (Gunzip.isGzip(body, 0, body.length)) {
                gunzip.unpack(body, 0, body.length, maxBytes());
                recording = gunzip.buffer();
                size = gunzip.size();
            }
            byte[] names = labels;
            int namesSize = labels.length;
            if (Gunzip.isGzip(labels, 0, labels.length)) {
                labelsGunzip.unpack(labels, 0, labels.length, maxBytes());
                names = labelsGunzip.buffer();
                namesSize = labelsGunzip.size();
            }
            if (size > maxBytes() || namesSize > maxBytes()) {
                throw Gunzip.tooLarge(maxBytes());
            }
            long bytes = (long) size + namesSize;
            Budget budget = new Budget(bytes * BUDGET_PER_BYTE + BUDGET_ALWAYS);
            contexts.start(names, 0, namesSize, budget);
            return decodeRaw(recording, size, sampleRate, bytes, budget);
        } finally {
            clear();
        }
    }

    private long maxBytes() {
        return limits.maxProfileBytes() > 0 ? limits.maxProfileBytes() : Integer.MAX_VALUE - 16L;
    }

    private DecodedProfile decodeRaw(
            byte[] body, int size, int sampleRate, long bytes, Budget budget)
            throws MalformedProfileException {
        long period =
                Math.max(1, NANOS_PER_SECOND / (sampleRate > 0 ? sampleRate : DEFAULT_SAMPLE_RATE));
        stacks.start(budget);
        samples.start(period, budget);
        ChunkHeader first = ChunkHeader.read(body, 0, size);
        ChunkHeader chunk = first;
        chunks.read(body, chunk, budget);
        while (chunk.end() < size) {
            chunk = ChunkHeader.read(body, chunk.end(), size);
            chunks.read(body, chunk, budget);
        }
        List<SampleType> types = new ArrayList<>();
        List<Profile> profiles = new ArrayList<>();
        boolean hasCpuTime = samples.hasCpuTime();
        for (Map.Entry<ProfileKind, KindRows> entry : kinds.entrySet()) {
            ProfileKind kind = entry.getKey();
            // Samples of CPU time say the same once more, and better.
            boolean isWanted = kind != ProfileKind.CPU || !hasCpuTime;
            if (entry.getValue().size() > 0 && isWanted) {
                types.addAll(kind.types());
                profiles(kind, entry.getValue(), first.startNanos(), period, budget, profiles);
            }
        }
        ProfileBatch batch = new ProfileBatch(stacks.symbols(), stacks.stacks(), profiles);
        return new DecodedProfile(batch, types, bytes);
    }

    private void profiles(
            ProfileKind kind,
            KindRows rows,
            long timeNanos,
            long period,
            Budget budget,
            List<Profile> profiles)
            throws MalformedProfileException {
        List<Labels> sets = contexts.sets();
        rows.rows.sort(sets.size());
        check(rows.rows.groupCount());
        for (int type = 0; type < kind.types().size(); type++) {
            for (int set = 0; set < sets.size(); set++) {
                Samples found = rows.rows.samples(set, type, rows.values.values);
                if (found.size() > 0) {
                    budget.charge((sets.get(set).size() + TYPE_LABELS) * (long) BYTES_PER_LABEL);
                    profiles.add(
                            new Profile(
                                    labels(kind, type, sets.get(set)),
                                    ProfileId.NONE,
                                    false,
                                    timeNanos,
                                    0,
                                    kind.isPeriodic() ? period : 0,
                                    found));
                }
            }
        }
    }

    private void check(int count) throws MalformedProfileException {
        if (limits.maxSamples() > 0 && count > limits.maxSamples()) {
            throw new MalformedProfileException(
                    Reason.SAMPLES_LIMIT,
                    "profile has %d samples (limit %d; to change it, set -validation.max-profile-stacktrace-samples)"
                            .formatted(count, limits.maxSamples()));
        }
    }

    private Labels labels(ProfileKind kind, int type, Labels set) {
        Labels named = set.with(Labels.NAME, kind.wireName());
        String event = samples.event();
        return TypeLabels.add(
                event.isEmpty() ? named : named.with(EVENT, event),
                kind.types().get(type),
                kind.period().type(),
                kind.period().unit());
    }

    private void clear() {
        gunzip.trim(KEPT_BYTES);
        labelsGunzip.trim(KEPT_BYTES);
        constants.clear(KEPT_ROWS);
        stacks.clear(KEPT_ROWS);
        contexts.clear(KEPT_ROWS);
        samples.clear(KEPT_ROWS);
        chunks.clear(KEPT_ROWS);
        for (KindRows rows : kinds.values()) {
            rows.clear(KEPT_ROWS);
        }
    }
}

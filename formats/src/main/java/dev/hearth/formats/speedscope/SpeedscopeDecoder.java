// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.speedscope;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.SampleType;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.FrameStacks;
import dev.hearth.formats.internal.Gunzip;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.StackValues;
import dev.hearth.formats.speedscope.SpeedscopeProfile.Identity;
import dev.hearth.formats.text.TextProfileType;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Decodes speedscope's file format into the model: a profile for each in the file, without times,
/// each frame a function that is known by its name alone.
///
/// Profiles of a file that agree in name, type, unit and start are one. Their labels are
/// `__name__`, `profile_name` and those of their type. Weights count as [SpeedscopeUnit] says; the
/// fraction of a weight counts too, as far as there are whole nanoseconds or hundredths of a
/// sample.
///
/// One decode allocates at most [#BYTES_PER_BYTE] bytes for each byte of the file, and
/// [#BYTES_ALWAYS] bytes. For any number of threads.
public final class SpeedscopeDecoder {

    /// Bytes allocated by a decode for each byte of the file, at most.
    public static final int BYTES_PER_BYTE = 128;

    /// Bytes allocated by a decode whatever the file, at most.
    public static final int BYTES_ALWAYS = 1 << 20;

    private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";
    private static final String PROFILE_NAME = "profile_name";

    /// What may be spent for each byte of the file on names and labels.
    private static final int BUDGET_PER_BYTE = 32;

    private static final int BUDGET_ALWAYS = 64 << 10;
    private static final int BYTES_PER_PROFILE = 1024;

    private final DecodeLimits limits;

    /// @param limits what is accepted and what is cut
    public SpeedscopeDecoder(DecodeLimits limits) {
        this.limits = limits;
    }

    /// Decodes one file.
    ///
    /// @param body the file; not changed
    /// @param suffix the last part of the application's name, which names the type of a profile
    ///   that is alone in its file; several have their units for types
    /// @param sampleRate samples a second, as the request says; 100 stands for the unit's own, 0
    ///   leaves values as counts
    /// @return its sample types are one for each profile of the file, equal ones merged
    /// @throws MalformedProfileException if the body is no such file, of an unknown type or unit,
    ///   or over a limit
    public DecodedProfile decode(byte[] body, String suffix, long sampleRate)
            throws MalformedProfileException {
        if (limits.maxProfileBytes() > 0 && body.length > limits.maxProfileBytes()) {
            throw Gunzip.tooLarge(limits.maxProfileBytes());
        }
        SpeedscopeFile file = SpeedscopeReader.read(body);
        if (!file.schema.equals(SCHEMA)) {
            throw ProtoReader.malformed(
                    "$schema is \"%s\" (expected %s)".formatted(shortened(file.schema), SCHEMA));
        }
        Budget budget = new Budget((long) body.length * BUDGET_PER_BYTE + BUDGET_ALWAYS);
        FrameStacks stacks = new FrameStacks(limits, budget);
        SpeedscopeStacks rows = new SpeedscopeStacks(file, stacks);
        StackValues values = new StackValues(limits);
        List<Map.Entry<Identity, List<SpeedscopeProfile>>> merged = merge(file.profiles);
        List<Profile> profiles = new ArrayList<>();
        List<SampleType> types = new ArrayList<>(merged.size());
        for (Map.Entry<Identity, List<SpeedscopeProfile>> entry : merged) {
            Identity identity = entry.getKey();
            SpeedscopeUnit unit = unit(identity);
            TextProfileType type = type(merged.size() > 1 ? unit.wireName() : suffix);
            long rate = unit.rate(sampleRate);
            values.clear();
            for (SpeedscopeProfile part : entry.getValue()) {
                rows.read(part, unit.factor(type, rate), values);
            }
            Samples samples = values.samples(1);
            types.add(type.counted(rate));
            if (samples.size() > 0) {
                budget.charge(BYTES_PER_PROFILE);
                profiles.add(profile(identity, type, rate, samples));
            }
        }
        return new DecodedProfile(stacks.batch(profiles), types, body.length);
    }

    /// Puts together what is one, ordered by its start.
    private static List<Map.Entry<Identity, List<SpeedscopeProfile>>> merge(
            List<SpeedscopeProfile> profiles) {
        Map<Identity, List<SpeedscopeProfile>> merged = new LinkedHashMap<>();
        for (SpeedscopeProfile profile : profiles) {
            merged.computeIfAbsent(profile.identity(), _ -> new ArrayList<>(1)).add(profile);
        }
        List<Map.Entry<Identity, List<SpeedscopeProfile>>> ordered =
                new ArrayList<>(merged.entrySet());
        ordered.sort(Comparator.comparingDouble(entry -> entry.getKey().startValue()));
        return ordered;
    }

    private static SpeedscopeUnit unit(Identity identity) throws MalformedProfileException {
        SpeedscopeUnit unit = SpeedscopeUnit.of(identity.unit());
        if (unit == null) {
            throw ProtoReader.malformed(
                    "profile \"%s\" has the unit \"%s\" (expected none, nanoseconds, microseconds, milliseconds, seconds or bytes)"
                            .formatted(shortened(identity.name()), shortened(identity.unit())));
        }
        return unit;
    }

    private static TextProfileType type(String suffix) throws MalformedProfileException {
        TextProfileType type = suffix.isEmpty() ? null : TextProfileType.ofSuffix(suffix);
        if (type == null) {
            throw ProtoReader.malformed(
                    "unknown profile type: %s (expected an application's name that ends in a known one, or several profiles of time or bytes)"
                            .formatted(shortened(suffix)));
        }
        return type;
    }

    private static Profile profile(
            Identity identity, TextProfileType type, long rate, Samples samples) {
        Labels named =
                identity.name().isEmpty()
                        ? Labels.of(Labels.NAME, type.name())
                        : Labels.of(Labels.NAME, type.name(), PROFILE_NAME, identity.name());
        return new Profile(
                type.labels(named, rate), ProfileId.NONE, false, 0, 0, type.period(rate), samples);
    }

    /// Text of a client as messages show it.
    static String shortened(String text) {
        int length = Math.min(text.length(), 100);
        return text.substring(0, length) + (length < text.length() ? "…" : "");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.text;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.FrameStacks;
import dev.hearth.formats.internal.Gunzip;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.StackValues;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import java.util.List;

/// Decodes stacks given as text into the model: one profile, no times, each frame a function that
/// is known by its name alone.
///
/// Lines may be of any length. One decode allocates at most [#BYTES_PER_BYTE] bytes for each byte
/// of the payload, and [#BYTES_ALWAYS] bytes. For any number of threads.
public final class TextDecoder {

    /// Bytes allocated by a decode for each byte of payload, at most.
    public static final int BYTES_PER_BYTE = 512;

    /// Bytes allocated by a decode whatever the payload, at most.
    public static final int BYTES_ALWAYS = 2 << 20;

    /// What may be spent for each byte of the payload on names that a trie repeats.
    private static final int BUDGET_PER_BYTE = 64;

    private static final int BUDGET_ALWAYS = 256 << 10;

    private final DecodeLimits limits;

    /// @param limits what is accepted and what is cut
    public TextDecoder(DecodeLimits limits) {
        this.limits = limits;
    }

    /// Decodes one profile.
    ///
    /// @param format how the stacks are written
    /// @param body the stacks; not changed
    /// @param type what is measured
    /// @param sampleRate samples a second, for types that measure time; 0 leaves their values as
    ///   counts
    /// @throws MalformedProfileException if the body is not in that format, or over a limit
    public DecodedProfile decode(
            TextFormat format, byte[] body, TextProfileType type, long sampleRate)
            throws MalformedProfileException {
        if (limits.maxProfileBytes() > 0 && body.length > limits.maxProfileBytes()) {
            throw Gunzip.tooLarge(limits.maxProfileBytes());
        }
        Budget budget = new Budget((long) body.length * BUDGET_PER_BYTE + BUDGET_ALWAYS);
        FrameStacks stacks = new FrameStacks(limits, budget);
        StackValues values = new StackValues(limits);
        switch (format) {
            case FOLDED -> lines(body, stacks, values, true);
            case LINES -> lines(body, stacks, values, false);
            case TREE -> new TreeReader(limits, stacks, values).read(body);
            case TRIE -> new TrieReader(stacks, values).read(body);
        }
        long period = type.period(sampleRate);
        Samples samples = values.samples(Math.max(1, period));
        Profile profile =
                new Profile(
                        type.labels(Labels.EMPTY, sampleRate),
                        ProfileId.NONE,
                        false,
                        0,
                        0,
                        period,
                        samples);
        return new DecodedProfile(
                stacks.batch(samples.size() == 0 ? List.of() : List.of(profile)),
                List.of(type.counted(sampleRate)),
                body.length);
    }

    private static void lines(
            byte[] body, FrameStacks stacks, StackValues values, boolean hasValues)
            throws MalformedProfileException {
        int start = 0;
        int number = 1;
        while (start < body.length) {
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            int textEnd = end > start && body[end - 1] == '\r' ? end - 1 : end;
            if (hasValues) {
                folded(body, start, textEnd, number, stacks, values);
            } else if (textEnd > start) {
                values.add(stacks.folded(body, start, textEnd), 1);
            }
            start = end + 1;
            number++;
        }
    }

    /// A line without a space is not a stack with a value, and is passed over.
    private static void folded(
            byte[] body, int from, int to, int number, FrameStacks stacks, StackValues values)
            throws MalformedProfileException {
        int space = to - 1;
        while (space >= from && body[space] != ' ') {
            space--;
        }
        if (space >= from) {
            long value = value(body, space + 1, to, number);
            if (value > 0) {
                values.add(stacks.folded(body, from, space), value);
            }
        }
    }

    private static long value(byte[] body, int from, int to, int number)
            throws MalformedProfileException {
        boolean isSigned = from < to && (body[from] == '-' || body[from] == '+');
        long value = 0;
        boolean isNumber = from + (isSigned ? 1 : 0) < to;
        for (int i = isSigned ? from + 1 : from; i < to && isNumber; i++) {
            int digit = body[i] - '0';
            isNumber = digit >= 0 && digit <= 9 && value <= (Long.MAX_VALUE - digit) / 10;
            value = value * 10 + digit;
        }
        if (!isNumber) {
            throw ProtoReader.malformed(
                    "line %d does not end in a number (expected \"root;leaf 42\")"
                            .formatted(number));
        }
        return isSigned && body[from] == '-' ? -value : value;
    }
}

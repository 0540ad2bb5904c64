// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import org.jspecify.annotations.Nullable;

/// Finds out which fields of a request's samples are which, because nothing in a request says what
/// version it is of.
///
/// - A packed field 4 or a single number in field 3 is of 1.10 or later; a packed field 3 or a
///   single number in field 4 is older. The first of these decides.
/// - Samples that have neither have a packed field 2: attributes since 1.10, values before. With
///   neither values nor timestamps a sample counts for nothing, so one that has field 2 alone is
///   older; and so are all if field 2 has as many numbers as there are timestamps in each sample,
///   but not numbers that could be attributes.
/// - What is still open is taken for the newer.
final class LayoutFinder {

    private final OtlpDictionary dictionary;
    private final ProtoReader in = new ProtoReader();
    private final LongColumn numbers = new LongColumn();

    private boolean hasOnlySecond;

    private boolean isPairwise = true;
    private boolean isAttributes = true;

    LayoutFinder(OtlpDictionary dictionary) {
        this.dictionary = dictionary;
        in.reset(dictionary.bytes, 0);
    }

    /// Looks at the samples of some profiles.
    ///
    /// @param profiles where profiles start and end, one after another
    SampleLayout find(IntColumn profiles) throws MalformedProfileException {
        for (int i = 0; i < profiles.size; i += 2) {
            int end = profiles.values[i + 1];
            in.seek(profiles.values[i]);
            while (in.position() < end) {
                int tag = in.tag(end);
                if (tag != OtlpFields.PROFILE_SAMPLE) {
                    in.skip(tag, end);
                    continue;
                }
                int sampleEnd = in.open(end);
                SampleLayout certain = sample(sampleEnd);
                if (certain != null) {
                    return certain;
                }
                in.seek(sampleEnd);
            }
        }
        boolean isOld = hasOnlySecond || (isPairwise && !isAttributes);
        return isOld ? SampleLayout.UNTIL_1_9 : SampleLayout.SINCE_1_10;
    }

    private @Nullable SampleLayout sample(int end) throws MalformedProfileException {
        int times = 0;
        numbers.size = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            if (tag == SampleLayout.SINCE_1_10.values || tag == SampleLayout.SINCE_1_10.link) {
                return SampleLayout.SINCE_1_10;
            }
            if (tag == SampleLayout.UNTIL_1_9.attributes || tag == SampleLayout.UNTIL_1_9.link) {
                return SampleLayout.UNTIL_1_9;
            }
            if (tag == SampleLayout.UNTIL_1_9.values) {
                in.packed(numbers, in.open(end));
            } else if (tag == SampleLayout.TIMES) {
                int timesEnd = in.open(end);
                times += (timesEnd - in.position()) / Long.BYTES;
                in.seek(timesEnd);
            } else {
                times += tag == SampleLayout.TIME ? 1 : 0;
                in.skip(tag, end);
            }
        }
        hasOnlySecond |= times == 0 && numbers.size > 0;
        isPairwise &= numbers.size == 0 || numbers.size == times;
        isAttributes &= areAttributes();
        return null;
    }

    /// Whether the numbers of field 2 can be attributes: rows of their table, none twice.
    private boolean areAttributes() {
        for (int i = 0; i < numbers.size; i++) {
            long number = numbers.values[i];
            boolean isRow = number > 0 && number < dictionary.attributes.size();
            if (!isRow || (i > 0 && number == numbers.values[i - 1])) {
                return false;
            }
        }
        return true;
    }
}

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
/// - In field 4 values are repeated, a link is not; so are attributes and a link in field 3. A
///   packed field tells; and where a sample has any packed field, so does one that is not.
/// - If no sample tells, a reading counts that is possible for all samples: indexes that are rows
///   of their tables, no attribute twice, values or timestamps in each, and if there are both, as
///   many of the one as of the other.
/// - If both readings are possible, or none is, the newer counts.
final class LayoutFinder {

    private static final int SECOND = 2;
    private static final int THIRD = 3;
    private static final int FOURTH = 4;
    private static final int FIFTH = 5;

    private final OtlpDictionary dictionary;
    private final ProtoReader in = new ProtoReader();
    private final LongColumn second = new LongColumn();
    private final LongColumn third = new LongColumn();
    private final LongColumn fourth = new LongColumn();
    private int times;
    private boolean isNewPossible = true;
    private boolean isOldPossible = true;

    LayoutFinder(OtlpDictionary dictionary) {
        this.dictionary = dictionary;
        in.reset(dictionary.bytes, 0);
    }

    /// Looks at the samples of some profiles, until one tells.
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
        return isOldPossible && !isNewPossible ? SampleLayout.UNTIL_1_9 : SampleLayout.SINCE_1_10;
    }

    private @Nullable SampleLayout sample(int end) throws MalformedProfileException {
        second.size = 0;
        third.size = 0;
        fourth.size = 0;
        times = 0;
        int packed = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            if ((tag & 7) == ProtoReader.BYTES && tag >>> 3 <= FIFTH) {
                packed |= 1 << (tag >>> 3);
            }
            field(tag, end);
        }
        if ((packed & 1 << FOURTH) != 0) {
            return SampleLayout.SINCE_1_10;
        }
        if ((packed & 1 << THIRD) != 0) {
            return SampleLayout.UNTIL_1_9;
        }
        if ((packed & (1 << SECOND | 1 << FIFTH)) != 0 && third.size + fourth.size > 0) {
            return third.size > 0 ? SampleLayout.SINCE_1_10 : SampleLayout.UNTIL_1_9;
        }
        isNewPossible &= isPossible(second, third, fourth);
        isOldPossible &= isPossible(third, fourth, second);
        return null;
    }

    private void field(int tag, int end) throws MalformedProfileException {
        @Nullable LongColumn column =
                switch (tag >>> 3) {
                    case SECOND -> second;
                    case THIRD -> third;
                    case FOURTH -> fourth;
                    default -> null;
                };
        int type = tag & 7;
        if (tag == SampleLayout.TIMES) {
            int timesEnd = in.open(end);
            times += (timesEnd - in.position()) / Long.BYTES;
            in.seek(timesEnd);
        } else if (column != null && type == ProtoReader.BYTES) {
            in.packed(column, in.open(end));
        } else if (column != null && type == ProtoReader.VARINT) {
            column.add(in.varint(end));
        } else {
            times += tag == SampleLayout.TIME ? 1 : 0;
            in.skip(tag, end);
        }
    }

    private boolean isPossible(LongColumn attributes, LongColumn links, LongColumn values) {
        boolean isMeasured = values.size + times > 0;
        boolean isPaired = values.size == 0 || times == 0 || values.size == times;
        return isMeasured
                && isPaired
                && links.size <= 1
                && areRows(links, dictionary.links)
                && areRows(attributes, dictionary.attributes);
    }

    /// Whether numbers are rows of a table, none twice in a row.
    private static boolean areRows(LongColumn numbers, OtlpTable table) {
        for (int i = 0; i < numbers.size; i++) {
            long number = numbers.values[i];
            boolean isRow = number >= 0 && number < Math.max(1, table.size());
            if (!isRow || (i > 0 && number == numbers.values[i - 1])) {
                return false;
            }
        }
        return true;
    }
}

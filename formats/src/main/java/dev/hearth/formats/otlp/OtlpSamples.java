// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.RowTimes;

/// The samples of one profile as columns: those with a positive value and no negative observation.
///
/// A sample has values, or timestamps of which each counts 1, or as many of the one as of the
/// other, which then belong together. Where their numbers differ the values count, and nothing is
/// known of their times.
final class OtlpSamples {

    final IntColumn stack = new IntColumn();
    final LongColumn link = new LongColumn();

    /// Sums, scaled.
    final LongColumn value = new LongColumn();

    /// Rows of attributes, and where those of each sample end.
    final LongColumn attribute = new LongColumn();

    final IntColumn attributeEnd = new IntColumn();
    final RowTimes times = new RowTimes();

    /// Bytes of the samples read.
    long sizeBytes;

    private final DecodeLimits limits;
    private final ProtoReader in = new ProtoReader();
    private final LongColumn values = new LongColumn();
    private final LongColumn nanos = new LongColumn();
    private SampleLayout layout = SampleLayout.SINCE_1_10;
    private OtlpTable stacks = new OtlpTable("stack");
    private long scale;
    private long total;
    private int count;

    OtlpSamples(DecodeLimits limits) {
        this.limits = limits;
    }

    /// Reads the samples of a profile.
    ///
    /// @param newScale what values are multiplied by, not negative
    void read(OtlpProfile profile, long newScale) throws MalformedProfileException {
        OtlpRequest request = profile.request;
        layout = request.layout;
        stacks = request.dictionary.stacks;
        scale = newScale;
        total = 0;
        count = 0;
        sizeBytes = 0;
        in.reset(request.dictionary.bytes, profile.header.from);
        IntColumn positions = profile.samples();
        if (positions.size > 0) {
            for (int i = 0; i < positions.size; i++) {
                in.seek(positions.values[i]);
                sample(in.open(profile.header.end));
            }
            return;
        }
        int end = profile.header.end;
        while (in.position() < end) {
            int tag = in.tag(end);
            if (tag == OtlpFields.PROFILE_SAMPLE) {
                sample(in.open(end));
            } else {
                in.skip(tag, end);
            }
        }
    }

    private void sample(int end) throws MalformedProfileException {
        checkCount();
        sizeBytes += end - in.position();
        int attributesBefore = attribute.size;
        long stackIndex = 0;
        long linkIndex = 0;
        values.size = 0;
        nanos.size = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            if (tag == SampleLayout.STACK) {
                stackIndex = in.varint(end);
            } else if (tag == layout.attributes) {
                in.packed(attribute, in.open(end));
            } else if (tag == layout.values) {
                in.packed(values, in.open(end));
            } else if (tag == SampleLayout.TIMES) {
                in.packedFixed64(nanos, in.open(end));
            } else if (tag == layout.link) {
                linkIndex = in.varint(end);
            } else if (tag == layout.value) {
                values.add(in.varint(end));
            } else if (tag == layout.attribute) {
                attribute.add(in.varint(end));
            } else if (tag == SampleLayout.TIME) {
                nanos.add(in.fixed64(end));
            } else {
                in.skip(tag, end);
            }
        }
        checkLabels(attribute.size - attributesBefore);
        int row = stacks.check(stackIndex);
        long sum = observe();
        if (sum > 0) {
            stack.add(row);
            link.add(linkIndex);
            value.add(sum);
            attributeEnd.add(attribute.size);
            times.ends.add(times.nanos.size);
            add(sum);
        } else {
            attribute.size = attributesBefore;
            times.nanos.size = IntColumn.start(times.ends, times.ends.size);
            times.values.size = times.nanos.size;
        }
    }

    /// Adds the observations of the sample that was read.
    ///
    /// @return its value, 0 or less if it counts for nothing
    private long observe() throws MalformedProfileException {
        if (values.size == 0 && nanos.size == 0) {
            throw ProtoReader.malformed(
                    "sample %d has neither values nor timestamps (expected one of them)"
                            .formatted(count - 1));
        }
        if (values.size == 0) {
            for (int i = 0; i < nanos.size; i++) {
                times(nanos.values[i], scale);
            }
            return scaled(nanos.size);
        }
        boolean isPairwise = values.size == nanos.size;
        long sum = 0;
        for (int i = 0; i < values.size; i++) {
            long each = values.values[i];
            if (each < 0) {
                return each;
            }
            sum += each;
            if (sum < 0) {
                throw tooMuch();
            }
            if (isPairwise && each > 0) {
                times(nanos.values[i], scaled(each));
            }
        }
        return scaled(sum);
    }

    private void times(long moment, long observed) throws MalformedProfileException {
        if (moment < 0) {
            throw ProtoReader.malformed(
                    "timestamp of sample %d is %s (expected nanoseconds since 1970)"
                            .formatted(count - 1, Long.toUnsignedString(moment)));
        }
        times.nanos.add(moment);
        times.values.add(observed);
    }

    private long scaled(long each) throws MalformedProfileException {
        if (scale > 1 && each > Long.MAX_VALUE / scale) {
            throw tooMuch();
        }
        return each * scale;
    }

    private void add(long sum) throws MalformedProfileException {
        total += sum;
        if (total < 0) {
            throw tooMuch();
        }
    }

    private static MalformedProfileException tooMuch() {
        return ProtoReader.malformed("values add up to more than %d".formatted(Long.MAX_VALUE));
    }

    private void checkCount() throws MalformedProfileException {
        count++;
        if (limits.maxSamples() > 0 && count > limits.maxSamples()) {
            throw new MalformedProfileException(
                    Reason.SAMPLES_LIMIT,
                    "profile has more than %d samples (limit %d; to change it, set -validation.max-profile-stacktrace-samples)"
                            .formatted(limits.maxSamples(), limits.maxSamples()));
        }
    }

    private void checkLabels(int labels) throws MalformedProfileException {
        if (limits.maxSampleLabels() > 0 && labels > limits.maxSampleLabels()) {
            throw new MalformedProfileException(
                    Reason.SAMPLE_LABELS_LIMIT,
                    "a sample has %d attributes (limit %d; to change it, set -validation.max-profile-stacktrace-sample-labels)"
                            .formatted(labels, limits.maxSampleLabels()));
        }
    }

    /// Forgets the profile, and gives back what is longer than `keep` rows.
    void clear(int keep) {
        stack.clear(keep);
        link.clear(keep);
        value.clear(keep);
        attribute.clear(keep);
        attributeEnd.clear(keep);
        times.clear(keep);
        values.clear(keep);
        nanos.clear(keep);
        stacks = new OtlpTable("stack");
        in.reset(new byte[0], 0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.ProtoReader;

/// All of a profile but its samples. String indexes are as sent, not checked.
final class OtlpHeader {

    /// Which of the request's profiles it is, from 0.
    final int number;

    /// Where the profile starts and ends.
    final int from;

    final int end;

    boolean hasSampleType;
    long type;
    long unit;
    long periodType;
    long periodUnit;
    long period;
    long timeNanos;
    long durationNanos;

    /// Where the profile id is; empty if it has none.
    int idFrom;

    int idEnd;
    int formatFrom;
    int formatEnd;
    int payloadFrom;
    int payloadEnd;
    int sampleCount;

    private OtlpHeader(int number, int from, int end) {
        this.number = number;
        this.from = from;
        this.end = end;
    }

    /// Whether there is anything in it.
    boolean isEmpty() {
        return sampleCount == 0 && payloadEnd == payloadFrom;
    }

    /// Whether it is an original payload and nothing else.
    boolean isOriginal() {
        return sampleCount == 0 && payloadEnd > payloadFrom;
    }

    /// Reads a profile, and skips its samples.
    static OtlpHeader read(ProtoReader in, int number, int from, int end)
            throws MalformedProfileException {
        OtlpHeader header = new OtlpHeader(number, from, end);
        in.seek(from);
        while (in.position() < end) {
            header.field(in, in.tag(end), end);
        }
        return header;
    }

    private void field(ProtoReader in, int tag, int end) throws MalformedProfileException {
        switch (tag) {
            case PROFILE_SAMPLE -> {
                sampleCount++;
                in.seek(in.open(end));
            }
            case PROFILE_SAMPLE_TYPE -> {
                hasSampleType = true;
                sampleType(in, in.open(end));
            }
            case PROFILE_PERIOD_TYPE -> periodType(in, in.open(end));
            case PROFILE_PERIOD -> period = in.varint(end);
            case PROFILE_TIME -> timeNanos = in.fixed64(end);
            case PROFILE_DURATION -> durationNanos = in.varint(end);
            case PROFILE_ID -> {
                idEnd = in.open(end);
                idFrom = in.position();
                in.seek(idEnd);
            }
            case PROFILE_PAYLOAD_FORMAT -> {
                formatEnd = in.open(end);
                formatFrom = in.position();
                in.seek(formatEnd);
            }
            case PROFILE_PAYLOAD -> {
                payloadEnd = in.open(end);
                payloadFrom = in.position();
                in.seek(payloadEnd);
            }
            default -> in.skip(tag, end);
        }
    }

    private void sampleType(ProtoReader in, int end) throws MalformedProfileException {
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case VALUE_TYPE_TYPE -> type = in.varint(end);
                case VALUE_TYPE_UNIT -> unit = in.varint(end);
                default -> in.skip(tag, end);
            }
        }
    }

    private void periodType(ProtoReader in, int end) throws MalformedProfileException {
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case VALUE_TYPE_TYPE -> periodType = in.varint(end);
                case VALUE_TYPE_UNIT -> periodUnit = in.varint(end);
                default -> in.skip(tag, end);
            }
        }
    }
}

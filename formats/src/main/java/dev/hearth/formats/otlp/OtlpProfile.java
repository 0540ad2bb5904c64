// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.pprof.PprofOptions.SourceRepository;
import dev.hearth.model.Labels;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// One profile of a request, as far as its samples are of one service.
public final class OtlpProfile {

    private static final int ID_BYTES = 16;

    final OtlpRequest request;
    final OtlpHeader header;

    private final OtlpSource source;
    private final OtlpServices.Part part;
    private final @Nullable MalformedProfileException failure;

    OtlpProfile(
            OtlpRequest request,
            OtlpHeader header,
            OtlpSource source,
            OtlpServices.Part part,
            @Nullable MalformedProfileException failure) {
        this.request = request;
        this.header = header;
        this.source = source;
        this.part = part;
        this.failure = failure;
    }

    /// Which of the request's profiles it is a part of, from 0.
    public int number() {
        return header.number;
    }

    /// Bytes of the profile in the request, without what it refers to; its share of them if it is a
    /// part of one.
    public int sizeBytes() {
        int bytes = header.end - header.from;
        int count = part.samples().size;
        return count == 0 ? bytes : (int) ((long) bytes * count / header.sampleCount);
    }

    /// The sender's id of the profile as 32 hex digits, empty if it gave none.
    public String profileId() {
        byte[] bytes = request.dictionary.bytes;
        boolean isId = header.idEnd - header.idFrom == ID_BYTES;
        boolean isSet = false;
        for (int i = header.idFrom; isId && i < header.idEnd; i++) {
            isSet |= bytes[i] != 0;
        }
        return isSet ? HexFormat.of().formatHex(bytes, header.idFrom, header.idEnd) : "";
    }

    /// What tells the profile from others, the same in a retry.
    ///
    /// - Of a profile with an id: its time, length, period and number of samples, for senders whose
    ///   ids are not as unique as they should be. Not its bytes: they change when a collector puts
    ///   the profile into another request, where the dictionary's rows have other numbers.
    /// - Of one without: a hash of its bytes and one of the dictionary. What the bytes refer to
    ///   lies in the dictionary, and the same references into another one are another profile.
    ///
    /// Resource, scope and service need not be part of it: they are in the series' labels, of which
    /// [dev.hearth.model.ProfileId] is made too.
    public byte[] identity() {
        ByteBuffer identity = ByteBuffer.allocate(4 * Long.BYTES);
        if (profileId().isEmpty()) {
            HashValue128 hash =
                    Hashing.xxh3_128()
                            .hashBytesTo128Bits(
                                    request.dictionary.bytes,
                                    header.from,
                                    header.end - header.from);
            identity.putLong(hash.getMostSignificantBits())
                    .putLong(hash.getLeastSignificantBits())
                    .putLong(request.dictionaryHash);
        } else {
            identity.putLong(header.timeNanos)
                    .putLong(header.durationNanos)
                    .putLong(header.period)
                    .putLong(header.sampleCount);
        }
        return identity.array();
    }

    /// The labels of the series.
    ///
    /// @param name what is measured, as [OtlpDecoder.Decoded#name] has it
    public Labels labels(String name) {
        return source.labels(name, part.service());
    }

    /// Where the program's source is; null if no attribute says.
    @Nullable SourceRepository repository() {
        return source.repository();
    }

    /// Where the samples start; empty for all samples of the profile.
    IntColumn samples() {
        return part.samples();
    }

    /// Throws what is wrong with the profile's resource, scope or services.
    void check() throws MalformedProfileException {
        if (failure != null) {
            throw failure;
        }
    }
}

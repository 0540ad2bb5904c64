// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.hearth.model.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Bytes of a segment's footer. Numbers are big-endian; a text is its length in bytes as an int,
/// and UTF-8.
public final class FooterFormat {

    /// `HSEG0001`: at both ends of a segment; the digits are the format's version.
    static final long MAGIC = 0x4853_4547_3030_3031L;

    /// Bytes behind the footer's body: its length, its checksum, and [#MAGIC].
    public static final int TAIL = 20;

    /// Bytes before the first file: [#MAGIC].
    public static final int HEAD = 8;

    private static final long VERSION_MASK = 0xffff_ffffL;

    private FooterFormat() {}

    /// XXH3, 64 bits.
    public static long checksum(byte[] bytes, int offset, int length) {
        return Hashing.xxh3_64().hashBytesToLong(bytes, offset, length);
    }

    /// The body and its tail.
    static byte[] encode(
            String partition,
            long start,
            long end,
            List<SegmentFooter.Tenant> tenants,
            FileRange retries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writeText(out, partition);
            out.writeLong(start);
            out.writeLong(end);
            writeFile(out, retries);
            out.writeInt(tenants.size());
            for (SegmentFooter.Tenant tenant : tenants) {
                writeTenant(out, tenant);
            }
            int length = out.size();
            long checksum = checksum(bytes.toByteArray(), 0, length);
            out.writeInt(length);
            out.writeLong(checksum);
            out.writeLong(MAGIC);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void writeTenant(DataOutputStream out, SegmentFooter.Tenant tenant)
            throws IOException {
        writeText(out, tenant.tenant().value());
        out.writeLong(tenant.minTimeNanos());
        out.writeLong(tenant.maxTimeNanos());
        out.writeInt(tenant.marked());
        out.writeInt(tenant.files().size());
        for (SegmentFile file : SegmentFile.values()) {
            if (tenant.has(file)) {
                writeFile(out, tenant.file(file));
            }
        }
        out.writeInt(tenant.services().size());
        for (SegmentFooter.Service service : tenant.services()) {
            writeText(out, service.service());
            writeRows(out, service.series());
            writeRows(out, service.profiles());
            writeRows(out, service.samples());
            writeRows(out, service.stacks());
        }
    }

    private static void writeFile(DataOutputStream out, FileRange file) throws IOException {
        out.writeLong(file.offset());
        out.writeInt(file.length());
        out.writeLong(file.checksum());
        out.writeInt(file.tail());
    }

    private static void writeRows(DataOutputStream out, SegmentFooter.Rows rows)
            throws IOException {
        out.writeInt(rows.first());
        out.writeInt(rows.count());
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    /// Length of a footer's body, read from the last [#TAIL] bytes of a segment.
    ///
    /// @param bytes the end of the segment, at least [#TAIL] bytes
    /// @param size length of the segment
    public static int bodyLength(String key, byte[] bytes, long size)
            throws CorruptSegmentException {
        ByteBuffer tail = ByteBuffer.wrap(bytes, bytes.length - TAIL, TAIL);
        int length = tail.getInt();
        tail.getLong();
        long magic = tail.getLong();
        if (magic != MAGIC) {
            boolean isOurs = (magic & ~VERSION_MASK) == (MAGIC & ~VERSION_MASK);
            throw new CorruptSegmentException(
                    key,
                    size - 8,
                    "%s is %016x (expected %016x)"
                            .formatted(isOurs ? "format version" : "closing magic", magic, MAGIC));
        }
        if (length < 0 || length > size - TAIL - HEAD) {
            throw new CorruptSegmentException(
                    key,
                    size - TAIL,
                    "footer has %d bytes (expected 0 to %d)".formatted(length, size - TAIL - HEAD));
        }
        return length;
    }

    /// Reads a footer.
    ///
    /// @param bytes the end of the segment, at least the body and the tail
    /// @param size length of the segment
    public static SegmentFooter decode(String key, byte[] bytes, long size)
            throws CorruptSegmentException {
        int length = bodyLength(key, bytes, size);
        int bodyOffset = bytes.length - TAIL - length;
        long bodyStart = size - TAIL - length;
        long expected = ByteBuffer.wrap(bytes).getLong(bytes.length - 16);
        long found = checksum(bytes, bodyOffset, length);
        if (found != expected) {
            throw new CorruptSegmentException(
                    key,
                    bodyStart,
                    "checksum of the footer is %016x (expected %016x)".formatted(found, expected));
        }
        try {
            return new Decoder(ByteBuffer.wrap(bytes, bodyOffset, length), bodyStart)
                    .footer(expected);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new CorruptSegmentException(
                    key, bodyStart, "footer does not decode: %s".formatted(e.getMessage()));
        }
    }

    /// Reads a body. What does not fit is an unchecked exception.
    private record Decoder(ByteBuffer in, long limit) {

        SegmentFooter footer(long checksum) {
            String partition = text();
            long start = in.getLong();
            long end = in.getLong();
            FileRange retries = file();
            int size = count(1);
            List<SegmentFooter.Tenant> tenants = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                tenants.add(tenant());
            }
            check(!in.hasRemaining(), "bytes left", in.remaining(), 0);
            return new SegmentFooter(partition, start, end, tenants, retries, checksum);
        }

        private SegmentFooter.Tenant tenant() {
            TenantId tenant = new TenantId(text());
            long min = in.getLong();
            long max = in.getLong();
            int marked = in.getInt();
            check(marked >= 0, "marked profiles of a tenant", marked, 0);
            int fileCount = count(24);
            SegmentFile[] known = SegmentFile.values();
            boolean isSane = fileCount == known.length || fileCount == known.length - 1;
            check(isSane, "files of a tenant", fileCount, known.length);
            Map<SegmentFile, FileRange> files = new EnumMap<>(SegmentFile.class);
            for (int i = 0; i < fileCount; i++) {
                files.put(known[i], file());
            }
            int serviceCount = count(36);
            List<SegmentFooter.Service> services = new ArrayList<>(serviceCount);
            for (int i = 0; i < serviceCount; i++) {
                services.add(new SegmentFooter.Service(text(), rows(), rows(), rows(), rows()));
            }
            return new SegmentFooter.Tenant(tenant, min, max, marked, files, services);
        }

        private FileRange file() {
            FileRange file = new FileRange(in.getLong(), in.getInt(), in.getLong(), in.getInt());
            boolean isInside =
                    file.offset() >= HEAD
                            && file.length() >= 0
                            && file.offset() <= limit - file.length();
            check(isInside, "end of a file", file.offset() + file.length(), limit);
            return file;
        }

        private SegmentFooter.Rows rows() {
            SegmentFooter.Rows rows = new SegmentFooter.Rows(in.getInt(), in.getInt());
            boolean isSane =
                    rows.first() >= 0
                            && rows.count() >= 0
                            && rows.first() <= Integer.MAX_VALUE - rows.count();
            check(isSane, "rows of a service", rows.count(), Integer.MAX_VALUE);
            return rows;
        }

        private String text() {
            int length = count(1);
            byte[] utf8 = new byte[length];
            in.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }

        /// A count of things that have at least `bytesEach` bytes.
        private int count(int bytesEach) {
            int count = in.getInt();
            int most = in.remaining() / bytesEach;
            check(count >= 0 && count <= most, "count", count, most);
            return count;
        }

        private static void check(boolean holds, String what, long found, long expected) {
            if (!holds) {
                throw new IllegalArgumentException(
                        "%s is %d (expected %d)".formatted(what, found, expected));
            }
        }
    }
}

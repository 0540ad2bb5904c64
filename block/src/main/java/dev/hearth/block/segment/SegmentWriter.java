// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import java.util.ArrayList;
import java.util.List;

/// Writes segments, version 1: see `docs/formats/segment-v1.md`.
///
/// Equal content gives equal bytes. Holds nothing between calls; safe for many threads.
public final class SegmentWriter {

    /// A writer.
    public SegmentWriter() {}

    /// Writes one segment.
    ///
    /// Needs memory for the samples of one tenant at a time (12 bytes each, 16 for an observation),
    /// and for the result.
    ///
    /// @throws IllegalArgumentException if the range is empty, or tenants or services are not in
    ///   order
    public byte[] write(SegmentContent content) {
        if (content.start() < 0 || content.end() <= content.start()) {
            throw new IllegalArgumentException(
                    "segment ends at %d (expected more than its start, %d)"
                            .formatted(content.end(), content.start()));
        }
        SegmentBytes out = new SegmentBytes();
        List<SegmentFooter.Tenant> tenants = new ArrayList<>();
        SegmentContent.Tenant before = null;
        for (SegmentContent.Tenant tenant : content.tenants()) {
            if (before != null && before.tenant().compareTo(tenant.tenant()) >= 0) {
                throw new IllegalArgumentException(
                        "tenant \"%s\" follows \"%s\" (expected order of id)"
                                .formatted(tenant.tenant(), before.tenant()));
            }
            before = tenant;
            TenantWriter writer = new TenantWriter(tenant);
            if (writer.collect()) {
                tenants.add(writer.write(out));
            }
        }
        FileRange retries = out.add(RetryFile.write(content.retryIds()));
        return out.finish(
                FooterFormat.encode(
                        content.partition(), content.start(), content.end(), tenants, retries));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.query.Dataset;
import dev.hearth.query.ProfileSource;
import java.util.ArrayList;
import java.util.List;

/// One tenant's part of one segment, as a query sees it. Nothing but the footer is read before it is
/// asked for.
public final class SegmentSource implements ProfileSource {

    private final SegmentFooter.Tenant footer;
    private final List<Dataset> datasets;

    SegmentSource(SegmentFiles files) {
        this.footer = files.footer();
        List<Dataset> all = new ArrayList<>();
        for (int i = 0; i < footer.services().size(); i++) {
            all.add(new SegmentDataset(files, i));
        }
        this.datasets = List.copyOf(all);
    }

    @Override
    public List<Dataset> datasets() {
        return datasets;
    }

    @Override
    public long minTimeNanos() {
        return footer.minTimeNanos();
    }

    @Override
    public long maxTimeNanos() {
        return footer.maxTimeNanos();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.config.AggregationLimits;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.StackTable;
import dev.hearth.model.merge.MergedProfiles;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// One service in a frozen head as it goes into a segment.
final class HeadService implements SegmentContent.Service {

    private final DatasetView view;
    private final AggregationLimits aggregation;

    private HeadService(DatasetView view, AggregationLimits aggregation) {
        this.view = view;
        this.aggregation = aggregation;
    }

    /// All services of a tenant, in order of name.
    ///
    /// @param aggregation which profiles of a series become one
    static List<SegmentContent.Service> all(TenantView tenant, AggregationLimits aggregation) {
        List<SegmentContent.Service> services = new ArrayList<>();
        for (DatasetView dataset : tenant.datasets()) {
            services.add(new HeadService(dataset, aggregation));
        }
        return services;
    }

    @Override
    public String service() {
        return view.service();
    }

    @Override
    public StackTable stacks() {
        return view.stacks();
    }

    @Override
    public int seriesCount() {
        return view.series().count();
    }

    @Override
    public Labels labels(int series) {
        return view.series().get(series);
    }

    @Override
    public Iterable<Profile> profiles(int series) {
        SeriesRows rows = view.rows();
        return () -> {
            Iterator<Profile> all =
                    new ProfileIterator(view, rows, rows.start(series), rows.end(series));
            return aggregation.isOn()
                    ? new MergedProfiles(all, aggregation.windowNanos(), aggregation.periodNanos())
                    : all;
        };
    }

    private static final class ProfileIterator implements Iterator<Profile> {

        private final DatasetView view;
        private final SeriesRows rows;
        private final SampleDecoder decoder;
        private int next;
        private final int end;

        ProfileIterator(DatasetView view, SeriesRows rows, int start, int end) {
            this.view = view;
            this.rows = rows;
            this.decoder = view.decoder();
            this.next = start;
            this.end = end;
        }

        @Override
        public boolean hasNext() {
            return next < end;
        }

        @Override
        public Profile next() {
            if (next == end) {
                throw new NoSuchElementException();
            }
            return view.profile(rows.row(next++), decoder);
        }
    }
}

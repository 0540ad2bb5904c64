// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.record.BatchRecord;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.SymbolsBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One tenant's part of a head. For one writer; readers take [#view].
final class TenantHead {

    private static final int EMPTY_BYTES = 16 << 10;

    /// Bytes of a function or a location in the table that finds it.
    private static final int TABLE_BYTES = 24;

    private final SymbolsBuilder symbols = new SymbolsBuilder();
    private final TreeMap<String, DatasetHead> datasets = new TreeMap<>();
    private volatile @Nullable TenantView view;

    /// Datasets that were changed since the last view.
    private final Map<String, DatasetHead> changed = new TreeMap<>();

    private long datasetBytes;

    /// Adds profiles of a batch; they are seen after the next [#publish].
    ///
    /// @param record holds the batch
    /// @param isDropped profiles that are left out, by their index in the batch
    void append(
            BatchRecord record, boolean[] isDropped, BatchMapper mapper, SampleEncoder encoder) {
        ProfileBatch batch = record.batch();
        mapper.begin(batch, symbols);
        DatasetHead dataset = null;
        for (int i = 0; i < batch.profiles().size(); i++) {
            if (isDropped[i]) {
                continue;
            }
            Profile profile = batch.profiles().get(i);
            String service = profile.labels().getOrEmpty(Labels.SERVICE_NAME);
            if (dataset == null || !dataset.service().equals(service)) {
                dataset = dataset(service);
                mapper.beginDataset(dataset.stacks());
            }
            int[] stackIds = mapper.stacks(profile.samples().stacks());
            dataset.append(profile, record.position(), record.isMarked(), stackIds, encoder);
        }
        mapper.end();
    }

    /// Shows readers what was added.
    void publish() {
        TenantView old = view;
        DatasetView[] views = new DatasetView[datasets.size()];
        if (old == null || old.datasets().length != views.length) {
            int i = 0;
            for (DatasetHead dataset : datasets.values()) {
                views[i++] = dataset.view();
            }
        } else {
            System.arraycopy(old.datasets(), 0, views, 0, views.length);
            for (DatasetHead dataset : changed.values()) {
                views[indexOf(views, dataset.service())] = dataset.view();
            }
        }
        for (DatasetHead dataset : changed.values()) {
            datasetBytes += dataset.growthBytes();
        }
        changed.clear();
        view = new TenantView(symbols.snapshot(), views);
    }

    /// What was published last, null before the first time.
    @Nullable TenantView view() {
        return view;
    }

    /// Memory that it took when it was published last, roughly.
    long sizeBytes() {
        return EMPTY_BYTES
                + symbols.sizeBytes()
                + (long) TABLE_BYTES
                        * (symbols.stringCount()
                                + symbols.functionCount()
                                + symbols.locationCount())
                + datasetBytes;
    }

    int seriesCount() {
        int count = 0;
        for (DatasetHead dataset : datasets.values()) {
            count += dataset.seriesCount();
        }
        return count;
    }

    private DatasetHead dataset(String service) {
        DatasetHead dataset = datasets.computeIfAbsent(service, DatasetHead::new);
        changed.put(service, dataset);
        return dataset;
    }

    private static int indexOf(DatasetView[] views, String service) {
        int from = 0;
        int to = views.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (views[middle].service().compareTo(service) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Collects one tenant's part of a segment, service by service, and writes its files.
final class TenantWriter {

    private static final Comparator<Labels> SERIES_ORDER =
            Comparator.comparing((Labels labels) -> labels.getOrEmpty(Labels.PROFILE_TYPE))
                    .thenComparing(Comparator.naturalOrder());

    private final SegmentContent.Tenant tenant;
    private final SymbolFilesWriter symbols;
    private final SeriesFilesWriter series = new SeriesFilesWriter();
    private final ProfileColumns profiles = new ProfileColumns();
    private final SampleColumns samples = new SampleColumns();
    private final StackColumns stacks = new StackColumns();
    private final List<SegmentFooter.Service> services = new ArrayList<>();

    TenantWriter(SegmentContent.Tenant tenant) {
        this.tenant = tenant;
        this.symbols = new SymbolFilesWriter(tenant.symbols());
    }

    /// Takes in all services; false if there was not one profile.
    boolean collect() {
        String before = null;
        for (SegmentContent.Service service : tenant.datasets()) {
            String name = service.service();
            if (before != null && before.compareTo(name) >= 0) {
                throw new IllegalArgumentException(
                        "service \"%s\" follows \"%s\" (expected order of name)"
                                .formatted(name, before));
            }
            before = name;
            collect(service);
        }
        return profiles.size() > 0;
    }

    private void collect(SegmentContent.Service service) {
        int firstSeries = series.size();
        int firstProfile = profiles.size();
        int firstSample = samples.size();
        int firstStack = stacks.size();
        StackOrder order = new StackOrder(service.stacks());
        for (int id : sortedSeries(service)) {
            addSeries(service, id, order);
        }
        if (profiles.size() == firstProfile) {
            return;
        }
        order.number();
        for (int i = firstProfile; i < profiles.size(); i++) {
            samples.renumber(
                    profiles.firstSample(i), profiles.endSample(i), order.newIds(), firstStack);
        }
        stacks.add(order, symbols);
        services.add(
                new SegmentFooter.Service(
                        service.service(),
                        rows(firstSeries, series.size()),
                        rows(firstProfile, profiles.size()),
                        rows(firstSample, samples.size()),
                        rows(firstStack, stacks.size())));
    }

    private static SegmentFooter.Rows rows(int first, int end) {
        return new SegmentFooter.Rows(first, end - first);
    }

    private static List<Integer> sortedSeries(SegmentContent.Service service) {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < service.seriesCount(); i++) {
            ids.add(i);
        }
        ids.sort(Comparator.comparing(service::labels, SERIES_ORDER));
        return ids;
    }

    private void addSeries(SegmentContent.Service service, int id, StackOrder order) {
        int added = -1;
        for (Profile profile : service.profiles(id)) {
            if (added < 0) {
                added = series.add(service.service(), service.labels(id));
            }
            profiles.add(added, profile, samples.size());
            samples.add(profile.samples());
            for (int stack : profile.samples().stacks()) {
                order.use(stack);
            }
        }
    }

    /// Writes the files and describes them.
    SegmentFooter.Tenant write(SegmentBytes out) {
        Map<SegmentFile, FileRange> files = new EnumMap<>(SegmentFile.class);
        for (SegmentFile file : SegmentFile.values()) {
            if (file != SegmentFile.OBSERVATIONS || samples.observations().size() > 0) {
                files.put(file, out.add(write(file)));
            }
        }
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < profiles.size(); i++) {
            min = Math.min(min, profiles.time(i));
            max = Math.max(max, profiles.time(i));
        }
        return new SegmentFooter.Tenant(
                tenant.tenant(), min, max, profiles.marked(), files, services);
    }

    private byte[] write(SegmentFile file) {
        return switch (file) {
            case SAMPLES -> new SampleFileWriter(profiles, samples).write();
            case PROFILES -> profiles.write();
            case SERIES -> series.writeSeries();
            case LABELS -> series.writeLabels();
            case STACKS -> stacks.write();
            case LOCATIONS -> symbols.writeLocations();
            case LINES -> symbols.writeLines();
            case FUNCTIONS -> symbols.writeFunctions();
            case MAPPINGS -> symbols.writeMappings();
            case OBSERVATIONS -> new ObservationFileWriter(profiles, samples).write();
        };
    }
}

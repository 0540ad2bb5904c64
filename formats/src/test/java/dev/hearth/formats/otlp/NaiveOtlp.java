// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.KeyValueAndUnit;
import io.opentelemetry.proto.profiles.v1development.Location;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The rules of the decoder once more, over the official classes and without a thought of speed.
final class NaiveOtlp {

    private final ProfilesDictionary dictionary;

    private NaiveOtlp(ProfilesDictionary dictionary) {
        this.dictionary = dictionary;
    }

    /// For each profile of a request the values by `labels root;leaf @moments`.
    static List<Map<String, Long>> of(ExportProfilesServiceRequest request) {
        NaiveOtlp naive = new NaiveOtlp(request.getDictionary());
        List<Map<String, Long>> all = new ArrayList<>();
        request.getResourceProfilesList().stream()
                .flatMap(resource -> resource.getScopeProfilesList().stream())
                .flatMap(scope -> scope.getProfilesList().stream())
                .forEach(profile -> all.add(naive.values(profile)));
        return all;
    }

    private Map<String, Long> values(Profile profile) {
        boolean isCpu =
                profile.getPeriod() != 0
                        && is(profile.getSampleType(), "samples", "count")
                        && is(profile.getPeriodType(), "cpu", "nanoseconds");
        long scale = isCpu ? profile.getPeriod() : 1;
        Map<String, Long> values = new TreeMap<>();
        for (Sample sample : profile.getSamplesList()) {
            long value =
                    sample.getValuesCount() == 0
                            ? sample.getTimestampsUnixNanoCount()
                            : sample.getValuesList().stream().mapToLong(v -> v).sum();
            boolean isNegative = sample.getValuesList().stream().anyMatch(v -> v < 0);
            if (!isNegative && value > 0) {
                values.merge(labels(sample) + " " + stack(sample), value * scale, Long::sum);
            }
        }
        return values;
    }

    private boolean is(ValueType type, String name, String unit) {
        return text(type.getTypeStrindex()).equals(name)
                && text(type.getUnitStrindex()).equals(unit);
    }

    private String text(int index) {
        return index < 0 || index >= dictionary.getStringTableCount()
                ? "?"
                : dictionary.getStringTable(index);
    }

    private String labels(Sample sample) {
        Map<String, String> labels = new TreeMap<>();
        for (int index : sample.getAttributeIndicesList()) {
            if (index > 0 && index < dictionary.getAttributeTableCount()) {
                KeyValueAndUnit attribute = dictionary.getAttributeTable(index);
                String key = text(attribute.getKeyStrindex());
                String value =
                        attribute.getValue().hasStringValueStrindex()
                                ? text(attribute.getValue().getStringValueStrindex())
                                : attribute.getValue().getStringValue();
                if (!value.isEmpty() && !key.isEmpty()) {
                    labels.put(key, value);
                }
            }
        }
        return labels.toString();
    }

    private String stack(Sample sample) {
        int index = sample.getStackIndex();
        if (index <= 0 || index >= dictionary.getStackTableCount()) {
            return "";
        }
        List<String> names = new ArrayList<>();
        for (int row : dictionary.getStackTable(index).getLocationIndicesList()) {
            if (row > 0 && row < dictionary.getLocationTableCount()) {
                Location location = dictionary.getLocationTable(row);
                location.getLinesList().stream()
                        .filter(line -> line.getFunctionIndex() > 0)
                        .filter(line ->
                                line.getFunctionIndex() < dictionary.getFunctionTableCount())
                        .forEach(line ->
                                names.addFirst(
                                        text(
                                                dictionary
                                                        .getFunctionTable(line.getFunctionIndex())
                                                        .getNameStrindex())));
            }
        }
        return String.join(";", names);
    }
}

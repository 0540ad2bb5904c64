// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.model.Labels;
import dev.hearth.model.StringTable;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.proto.hearth.internal.v1.LabelSetsAnswer;
import dev.hearth.proto.hearth.internal.v1.StringSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Names, values and sets of labels as messages.
final class LabelColumns {

    private LabelColumns() {}

    static StringSet encodeStrings(Set<String> strings) {
        return StringSet.newBuilder().addAllValues(strings).build();
    }

    static void decodeStrings(StringSet message, Set<String> into) {
        into.addAll(message.getValuesList());
    }

    static LabelSetsAnswer encodeSets(Set<Labels> sets) {
        LabelSetsAnswer.Builder message = LabelSetsAnswer.newBuilder();
        SymbolsBuilder strings = new SymbolsBuilder();
        for (Labels labels : sets) {
            message.addSize(labels.size());
            for (int i = 0; i < labels.size(); i++) {
                message.addLabel(strings.string(labels.name(i)));
                message.addLabel(strings.string(labels.value(i)));
            }
        }
        return message.setStrings(StringColumn.encode(strings.snapshot().strings())).build();
    }

    static void decodeSets(LabelSetsAnswer message, Set<Labels> into)
            throws MalformedAnswerException {
        List<String> strings = strings(StringColumn.decode(message.getStrings()));
        int next = 0;
        for (int size : message.getSizeList()) {
            int end = end(next, size, message.getLabelCount());
            String[] pairs = new String[end - next];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = string(strings, message.getLabel(next + i));
            }
            next = end;
            into.add(Labels.of(pairs));
        }
        MalformedAnswerException.checkLength("label", message.getLabelCount(), next);
    }

    /// All strings of a table, each made once.
    static List<String> strings(StringTable table) {
        List<String> strings = new ArrayList<>(table.size());
        for (int id = 0; id < table.size(); id++) {
            strings.add(table.get(id));
        }
        return strings;
    }

    static String string(List<String> strings, int id) throws MalformedAnswerException {
        return strings.get(MalformedAnswerException.checked("string", id, strings.size()));
    }

    /// Where the labels of a set end that begin at `start`.
    static int end(int start, int labels, int entries) throws MalformedAnswerException {
        if (labels < 0 || labels > (entries - start) / 2) {
            throw new MalformedAnswerException(
                    "labels are %s more than there are (%d)"
                            .formatted(Integer.toUnsignedString(labels), (entries - start) / 2));
        }
        return start + 2 * labels;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.model.StringTable;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.proto.hearth.internal.v1.FunctionsAnswer;
import dev.hearth.query.CostGroup;
import dev.hearth.query.FunctionTotals;
import java.util.HashSet;
import java.util.Set;

/// Costs of functions as messages.
final class FunctionColumns {

    private FunctionColumns() {}

    /// Writes groups one after another, which all have their names in one table.
    private static final class Writer implements FunctionTotals.Groups {

        private final FunctionsAnswer.Builder message = FunctionsAnswer.newBuilder();
        private final FunctionTotals totals;
        private final Set<CostGroup> written = new HashSet<>();
        private StringTable names = new SymbolsBuilder().snapshot().strings();

        Writer(FunctionTotals totals) {
            this.totals = totals;
        }

        @Override
        public void add(
                CostGroup group,
                StringTable table,
                int[] ids,
                long[] points,
                long[] selfs,
                long[] ofTotals) {
            names = table;
            begin(group, ids.length);
            for (int i = 0; i < ids.length; i++) {
                message.addEntryName(ids[i]);
                message.addEntryPoint(points[i]);
                message.addEntrySelf(selfs[i]);
                message.addEntryTotal(ofTotals[i]);
            }
        }

        private void begin(CostGroup group, int entries) {
            written.add(group);
            Long total = totals.totals().get(group);
            message.addService(group.service())
                    .addProfileType(group.profileType())
                    .addTotal(total == null ? 0 : total)
                    .addHasTotal(total != null)
                    .addGroupEntries(entries);
        }

        FunctionsAnswer write() {
            totals.each(this);
            for (CostGroup group : totals.totals().keySet()) {
                if (!written.contains(group)) {
                    begin(group, 0);
                }
            }
            return message.setNames(StringColumn.encode(names)).build();
        }
    }

    static FunctionsAnswer encode(FunctionTotals totals) {
        return new Writer(totals).write();
    }

    /// Adds what a message holds.
    static void decode(FunctionsAnswer message, FunctionTotals into)
            throws MalformedAnswerException {
        int groups = message.getServiceCount();
        int entries = message.getEntryNameCount();
        MalformedAnswerException.checkLength("profile_type", message.getProfileTypeCount(), groups);
        MalformedAnswerException.checkLength("total", message.getTotalCount(), groups);
        MalformedAnswerException.checkLength("has_total", message.getHasTotalCount(), groups);
        MalformedAnswerException.checkLength(
                "group_entries", message.getGroupEntriesCount(), groups);
        MalformedAnswerException.checkLength("entry_point", message.getEntryPointCount(), entries);
        MalformedAnswerException.checkLength("entry_self", message.getEntrySelfCount(), entries);
        MalformedAnswerException.checkLength("entry_total", message.getEntryTotalCount(), entries);
        MalformedAnswerException.checkSum("entry_name", groups, message::getGroupEntries, entries);
        StringTable names = StringColumn.decode(message.getNames());
        int entry = 0;
        for (int i = 0; i < groups; i++) {
            CostGroup group = new CostGroup(message.getService(i), message.getProfileType(i));
            if (message.getHasTotal(i)) {
                into.addTotal(group, message.getTotal(i));
            }
            int count = message.getGroupEntries(i);
            add(message, group, names, entry, count, into);
            entry += count;
        }
    }

    private static void add(
            FunctionsAnswer message,
            CostGroup group,
            StringTable names,
            int first,
            int count,
            FunctionTotals into)
            throws MalformedAnswerException {
        int[] ids = new int[count];
        long[] points = new long[count];
        long[] selfs = new long[count];
        long[] totals = new long[count];
        for (int i = 0; i < count; i++) {
            int entry = first + i;
            ids[i] =
                    MalformedAnswerException.checked(
                            "name", message.getEntryName(entry), names.size());
            points[i] = message.getEntryPoint(entry);
            if (points[i] < 0 || points[i] >= into.points()) {
                throw new MalformedAnswerException(
                        "point is %d (expected less than %d)".formatted(points[i], into.points()));
            }
            selfs[i] = message.getEntrySelf(entry);
            totals[i] = message.getEntryTotal(entry);
        }
        into.add(group, names, ids, points, selfs, totals);
    }
}

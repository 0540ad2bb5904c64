// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.StringTable;
import dev.hearth.proto.hearth.internal.v1.TreeAnswer;

/// Trees of functions as messages.
final class TreeColumns {

    private TreeColumns() {}

    static TreeAnswer encode(CallTreeBuilder tree) {
        TreeAnswer.Builder message =
                TreeAnswer.newBuilder().setNames(StringColumn.encode(tree.names()));
        for (int node = 1; node < tree.size(); node++) {
            message.addUp(node - tree.parent(node));
            message.addName(tree.name(node));
            message.addSelf(tree.self(node));
        }
        return message.build();
    }

    /// Adds what a message holds.
    static void decode(TreeAnswer message, CallTreeBuilder into) throws MalformedAnswerException {
        StringTable names = StringColumn.decode(message.getNames());
        int nodes = message.getUpCount() + 1;
        MalformedAnswerException.checkLength("name", message.getNameCount(), nodes - 1);
        MalformedAnswerException.checkLength("self", message.getSelfCount(), nodes - 1);
        int[] parents = new int[nodes];
        int[] ids = new int[nodes];
        long[] selfs = new long[nodes];
        for (int node = 1; node < nodes; node++) {
            parents[node] =
                    MalformedAnswerException.checked(
                            "parent", node - message.getUp(node - 1), node);
            ids[node] =
                    MalformedAnswerException.checked(
                            "name", message.getName(node - 1), names.size());
            selfs[node] = message.getSelf(node - 1);
        }
        into.add(names, parents, ids, selfs);
    }
}

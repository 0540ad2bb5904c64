// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All that clients pushed, as a list. What they were told is stored is in every answer that is
/// asked for later, once; so is what any answer has had; what they were not told of is in an answer
/// once or not at all.
final class Ledger {

    private final List<Push> pushes = new ArrayList<>();
    private long moment;

    /// A moment later than all before.
    long next() {
        return ++moment;
    }

    void add(Push push) {
        pushes.add(push);
    }

    List<Push> pushes() {
        return pushes;
    }

    /// The client was told that it is stored.
    void acked(Push push) {
        push.certain = Math.min(push.certain, next());
    }

    /// Checks an answer that has come just now, and learns from it.
    ///
    /// @param begun when it was asked for
    /// @param isWhole whether it is said to have everything
    /// @return how many profiles it has
    int check(TenantId tenant, long begun, CallTreeBuilder answer, boolean isWhole) {
        long ended = next();
        Map<String, Long> sums = new TreeMap<>();
        for (int node = 0; node < answer.size(); node++) {
            if (answer.self(node) != 0) {
                sums.merge(answer.names().get(answer.name(node)), answer.self(node), Long::sum);
            }
        }
        int found = sums.size();
        for (Push push : pushes) {
            if (push.tenant.equals(tenant)) {
                Long sum = sums.remove("p" + push.number);
                if (sum == null) {
                    require(
                            !isWhole || push.certain >= begun,
                            "p%d is missing, which was certain since %d (asked at %d)"
                                    .formatted(push.number, push.certain, begun));
                } else {
                    require(
                            sum == push.value,
                            "p%d comes to %d (expected %d)"
                                    .formatted(push.number, sum, push.value));
                    push.certain = Math.min(push.certain, ended);
                }
            }
        }
        require(sums.isEmpty(), "nobody pushed " + sums.keySet());
        return found;
    }

    private static void require(boolean isSo, String otherwise) {
        if (!isSo) {
            throw new AssertionError(otherwise);
        }
    }
}

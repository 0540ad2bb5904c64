// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A cluster whose members go from the previous version to the one at hand one after another, and
/// work together all the time.
///
/// The previous version is what `integration-tests/previous.sh` makes, or the folder named by the
/// system property `hearth.previous`, with `lib` and `jvm.options` in it.
final class RollingUpgradeTest {

    private static final String[] ASKING = {
        "querier-1", "querier-2", "distributor-1", "distributor-2"
    };

    @TempDir private Path folder;

    private static Path previous() {
        String named = System.getProperty("hearth.previous");
        return named == null ? RealPart.made("previous", ".") : Path.of(named);
    }

    /// In the one order the first that are new are asked by old ones, in the other they ask them.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ingester-1 ingester-2 compactor-1 querier-1 querier-2 distributor-1 distributor-2",
                "distributor-1 querier-1 distributor-2 querier-2 compactor-1 ingester-1 ingester-2"
            })
    void versionsOneStepApartWorkTogether(String order) throws IOException {
        Path previous = previous();
        try (ClusterProcesses cluster =
                new ClusterProcesses(folder, "-distributor.push.timeout=30s")) {
            ClusterPushes pushes = new ClusterPushes(cluster);
            List<String> members = List.of(order.split(" "));
            members.forEach(member -> cluster.setVersion(member, previous));
            cluster.startAll(members.toArray(String[]::new));
            exchange(pushes);
            for (String member : members) {
                cluster.get(member).terminate();
                cluster.setVersion(member, null);
                cluster.startAll(member);
                exchange(pushes);
            }
        }
    }

    /// Pushes at each distributor, and asks each querier for all that was pushed so far.
    private static void exchange(ClusterPushes pushes) throws IOException {
        pushes.awaitIngesters(2, ASKING);
        pushes.push(16, "distributor-1", "distributor-2");
        pushes.verify("querier-1");
        pushes.verify("querier-2");
    }
}

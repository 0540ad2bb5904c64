// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.block.audit.IndexRebuilder;
import dev.hearth.block.audit.RebuildPlan;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/// `hearth rebuild-index`: makes indexes anew that were lost.
final class RebuildIndexCommand implements StoreCommand {

    private static final Flag<String> TENANT =
            Flag.string(
                            "tenant",
                            "",
                            "Tenant whose index is to be made anew. Empty is all whose index is lost.")
                    .yaml("");

    private static final Flag<Boolean> WRITE =
            Flag.bool(
                            "write",
                            false,
                            "Write the indexes. Otherwise it is only told what would be written.")
                    .yaml("");

    private static final Flag<Boolean> FORCE =
            Flag.bool(
                            "force",
                            false,
                            "Replace an index that can be read, too. The tenant must be named.")
                    .yaml("");

    private final Clock clock;

    RebuildIndexCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "rebuild-index";
    }

    @Override
    public String help() {
        return "Make the index of tenants anew from their blocks, where it is lost or damaged. Tells what it would write; with -write it does, and no server may run meanwhile.";
    }

    @Override
    public List<Flag<?>> flags() {
        return List.of(TENANT, WRITE, FORCE);
    }

    @Override
    public boolean writes(Settings settings) throws ConfigException {
        if (settings.get(FORCE) && settings.get(TENANT).isEmpty()) {
            throw new ConfigException("-force is set (expected -tenant with it)");
        }
        return settings.get(WRITE);
    }

    @Override
    public int run(Settings settings, ObjectStore store, PrintStream out, PrintStream err)
            throws ConfigException, IOException {
        IndexRebuilder rebuilder = new IndexRebuilder(store);
        Collection<TenantId> tenants = tenants(settings, rebuilder);
        if (tenants.isEmpty()) {
            out.println("No tenant has a block or an index");
        }
        int status = 0;
        for (TenantId tenant : tenants) {
            status = Math.max(status, rebuild(settings, rebuilder, tenant, out));
        }
        return status;
    }

    private static Collection<TenantId> tenants(Settings settings, IndexRebuilder rebuilder)
            throws ConfigException, IOException {
        String named = settings.get(TENANT);
        if (named.isEmpty()) {
            return rebuilder.tenants();
        }
        try {
            return List.of(new TenantId(named));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("%s: %s".formatted(TENANT, e.getMessage()));
        }
    }

    private int rebuild(
            Settings settings, IndexRebuilder rebuilder, TenantId tenant, PrintStream out)
            throws IOException {
        RebuildPlan plan = rebuilder.plan(tenant, clock.instant());
        boolean isNamed = !settings.get(TENANT).isEmpty();
        boolean isForced = settings.get(FORCE);
        if (plan.state() == RebuildPlan.State.VALID && !isForced) {
            out.printf(
                    "Tenant %s: version %d of its index can be read; it is left as it is%s%n",
                    tenant, plan.replaces(), isNamed ? " (expected a lost one, or -force)" : "");
            return isNamed ? 1 : 0;
        }
        if (plan.state() == RebuildPlan.State.NONE && !isForced) {
            out.printf("Tenant %s: it has no block that counts, and needs no index%n", tenant);
            return 0;
        }
        print(plan, out);
        if (!settings.get(WRITE)) {
            out.println("  Nothing was written (-write writes it)");
            return 0;
        }
        try {
            out.printf("  Version %d is its index now%n", rebuilder.write(plan));
            return 0;
        } catch (StaleIndexException e) {
            out.println("  Nothing was written: " + e.getMessage());
            return 1;
        }
    }

    private static void print(RebuildPlan plan, PrintStream out) {
        long bytes = plan.index().live().values().stream().mapToLong(IndexedBlock::bytes).sum();
        out.printf(
                "Tenant %s: %d blocks count (%s), %d do not, %d deletions%n",
                plan.index().tenant(),
                plan.index().live().size(),
                TextTable.bytes(bytes),
                plan.index().gone().size(),
                plan.index().deletions().size());
        plan.index()
                .covered()
                .forEach((partition, end) ->
                        out.printf("  covers partition %s up to %d%n", partition, end));
        plan.notes().forEach(note -> out.println("  " + note));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.Tenants;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.query.Cancellation;
import dev.hearth.query.PartitionMovedException;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.RangeDroppedException;
import dev.hearth.query.RemoteOwner;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/// Finds all of a tenant's sources such that each profile is in exactly one: the blocks of the
/// tenant's index, of every partition the segments behind what the blocks cover, and from their end
/// on the owner.
///
/// # Why each profile counts once
///
/// A profile has a partition `p` and a position `x` in it. Let `C` be the position up to which the
/// index covers `p` for the tenant, `F` the floor of `p`, `E` the end of its chain. They only grow.
/// Commits of compaction put blocks and `C` into one version of the index. `F` rises to a position
/// only after `C` has reached the end of every segment below it that names the tenant.
///
/// One plan reads, in this order: the owners there are; of each partition `F` and the chain from
/// there to its end `E`; one version of the index; then it takes
///
/// 1. the blocks of that version: each profile below `C` is in exactly one of them, none above;
/// 2. the segments that begin at `max(F, C)` or later, up to `E`;
/// 3. the owner's profiles from `max(E, C)` on.
///
/// *At most once.* The three lie at positions below `C`, from `C` to `E`, and from `max(E, C)` on.
/// That a chain has a seam at `C` is checked, since compaction takes whole segments.
///
/// *At least once.* What lies below `C` is in blocks. What lies at or above `C` and below `F` does
/// not exist: `F` was read before the index, so when it rose to what was read, the tenant's `C` had
/// passed all segments below it that name the tenant, and the index that was read is no older. (So
/// the order matters: a floor that is read after the index may have passed what this version does
/// not cover yet.) From `max(F, C)` to `E` the chain has no gap. What was acked when the query came
/// and lies behind `E` is with the owner, who keeps it until some time after its segment is
/// committed, and says so if it has let it go.
///
/// *What changes meanwhile.* Segments, blocks and versions never change; they go. A commit, a new
/// segment, or a floor that rises after it was read makes the plan old, not wrong. What is deleted
/// under it is met as a missing object, what an owner let go as a [RangeDroppedException]: then all
/// is thrown away, floors and listings are read anew, and planned anew.
///
/// *What is deleted.* A deletion hits what lies below its position `P` in `p`, which is an end of a
/// segment: of a block and of a segment the index tells what is hidden, of what the owner gives
/// nothing is. So the owner must be asked from `P` on at least, whatever was known of the chain: a
/// plan whose `max(E, C)` lies below `P` reads the chain from its floor, and is stale if it still
/// does.
///
/// *Chains that are remembered.* A chain that was read before may begin at what was the floor then.
/// That is no harm while the index covers the partition: what lies between is below `C`, or has
/// nothing of the tenant, or is found missing. It would be harm if the whole tenant was deleted,
/// its index with it, and decoded parts of its segments were still in the cache, or its profiles
/// still with the owner: the index covers nothing then. So where the index does not cover a
/// partition, and there is something of the tenant all the same, the chain is read again from its
/// floor, before the index is read again. A partition without an owner is always read from its
/// floor, since nobody would tell that the floor has passed the end that is remembered; if the
/// index covers more than its chain had, somebody works on it, and the plan is made anew.
///
/// *Owners elsewhere.* Those in other processes are asked when the plan is made, later than an
/// owner here, who is asked while it is. All that was said of the owner holds whenever it is asked
/// after the index was read. What is not known meanwhile is whether it has anything of the tenant:
/// it is taken to have, so where the index does not cover its partition, the chain is read from its
/// floor.
final class QueryPlanner {

    /// Works on what was found of each tenant. What it made is dropped if a plan turns out to be
    /// stale.
    @FunctionalInterface
    interface Work<T> {

        T on(List<TenantParts> plans) throws IOException;
    }

    private static final int ATTEMPTS = 5;

    private final SegmentCatalog segments;
    private final BlockCatalog blocks;
    private final Supplier<List<PartitionOwner>> owners;
    private final Supplier<List<RemoteOwner>> remoteOwners;
    private final Expiry expiry;
    private final SomeAtATime someAtATime;
    private final QuerierMetrics metrics;

    /// @param owners the owners in this process
    /// @param remoteOwners the owners in others
    /// @param expiry what is too old to be seen
    /// @param someAtATime how many tenants of a query are planned at a time
    QueryPlanner(
            SegmentCatalog segments,
            BlockCatalog blocks,
            Supplier<List<PartitionOwner>> owners,
            Supplier<List<RemoteOwner>> remoteOwners,
            Expiry expiry,
            SomeAtATime someAtATime,
            QuerierMetrics metrics) {
        this.segments = segments;
        this.blocks = blocks;
        this.owners = owners;
        this.remoteOwners = remoteOwners;
        this.expiry = expiry;
        this.someAtATime = someAtATime;
        this.metrics = metrics;
    }

    /// Does work on all parts of the profiles of tenants. Each tenant has a plan of its own; if one
    /// is stale, all are made anew.
    ///
    /// @param missing told of what cannot be read
    /// @param cancellation ends the planning, also where the store or an owner hangs
    /// @throws IOException if the work fails, or plans went stale again and again
    <T> T query(Tenants tenants, MissingSources missing, Cancellation cancellation, Work<T> work)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            missing.begin(attempt == ATTEMPTS);
            try {
                List<TenantParts> plans = plan(tenants, attempt > 1, missing, cancellation);
                missing.planned();
                return work.on(plans);
            } catch (RangeDroppedException
                    | NoSuchObjectException
                    | PartitionMovedException
                    | StalePlanException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                metrics.replanned();
            }
        }
    }

    /// Plans on threads of their own, which can be left alone with a store that hangs. They are
    /// interrupted then: so they end at once where they only wait for other readers.
    private List<TenantParts> plan(
            Tenants tenants, boolean anew, MissingSources missing, Cancellation cancellation)
            throws IOException {
        return someAtATime.call(
                tenants.ids(),
                cancellation,
                tenant -> {
                    Plan plan =
                            new Plan(segments, blocks, expiry.now(tenant), missing, tenant, anew);
                    return new TenantParts(tenant, plan.read(owners.get(), remoteOwners.get()));
                });
    }
}

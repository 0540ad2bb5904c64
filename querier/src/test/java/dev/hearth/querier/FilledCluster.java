// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.Labels;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.query.Cancellation;
import dev.hearth.query.MemorySource;
import dev.hearth.query.Question;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Processes with profiles in blocks, segments and heads, and questions to them.
final class FilledCluster implements AutoCloseable {

    static final TenantId T1 = new TenantId("t1");
    static final TenantId T2 = new TenantId("t2");
    static final Tenants ONE = Tenants.of(T1);
    static final Tenants BOTH = new Tenants(List.of(T1, T2));
    static final long SECOND = 1_000_000_000;
    static final Selection ALL =
            Selection.of(new SeriesMatcher(Selector.ALL), 0, Long.MAX_VALUE / 2);
    static final Question<CallTreeBuilder> TREE = new Question.Tree(ALL);

    final Cluster cluster = new Cluster();
    private int added;

    FilledCluster() throws IOException {}

    static MemorySource source(long time, String sample) {
        MemorySource source = new MemorySource();
        source.add(
                Labels.of(Labels.SERVICE_NAME, "s", Labels.PROFILE_TYPE, "cpu", "pod", "p" + time),
                time * SECOND,
                sample);
        return source;
    }

    /// Blocks, segments and heads; the values are powers of two, so that a sum tells of which.
    void fill() {
        for (int i = 0; i < 6; i++) {
            cluster.addBlock(T1, next());
            cluster.addSegment("p" + i % 2, T1, next());
        }
        cluster.setHead("p0", T1, next());
        cluster.setHead("p1", T1, next());
        cluster.addBlock(T2, source(1, "other 1000000"));
        cluster.setHead("p0", T2, source(2, "other 2000000"));
    }

    MemorySource next() {
        int number = added++;
        return source(100 + number, "main;f" + number % 3 + " " + (1L << number));
    }

    /// The value of what is in the head of the first partition.
    long newestOfFirst() {
        return 1L << (added - 2);
    }

    /// The values of all that the first tenant has.
    long everything() {
        return (1L << added) - 1;
    }

    long total(Tenants tenants) throws IOException {
        return cluster.ask(tenants, TREE).build().total();
    }

    long total(Duration hedgeAfter, MissingSources missing) throws IOException {
        Cancellation cancellation = Cancellation.after(Duration.ofMinutes(1));
        return cluster.ask(ONE, TREE, hedgeAfter, missing, cancellation).build().total();
    }

    /// Two queriers and an owner of each partition.
    void startAll() throws IOException {
        cluster.startQuerier();
        cluster.startQuerier();
        cluster.startOwner("p0");
        cluster.startOwner("p1");
    }

    @Override
    public void close() {
        cluster.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileIdSet;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Something that can be asked of a tenant's sources piece by piece: the sources may be shared out
/// in any way, and what the shares answer, merged in any order, is what all sources would have
/// answered at once.
///
/// @param <A> an answer to a share: what is needed to go on adding, not what a client sees
public sealed interface Question<A> {

    /// What the names of the labels of chosen series are, sorted.
    record LabelNames(Selection selection) implements Question<Set<String>> {

        @Override
        public Set<String> empty() {
            return new TreeSet<>();
        }

        @Override
        public Set<String> answer(
                QueryEngine engine, List<ProfileSource> sources, Cancellation cancellation)
                throws IOException {
            return engine.labelNames(sources, selection, cancellation);
        }

        @Override
        public Set<String> merge(Set<String> some, Set<String> others) {
            some.addAll(others);
            return some;
        }
    }

    /// What values a label has in chosen series, sorted.
    record LabelValues(Selection selection, String name) implements Question<Set<String>> {

        @Override
        public Set<String> empty() {
            return new TreeSet<>();
        }

        @Override
        public Set<String> answer(
                QueryEngine engine, List<ProfileSource> sources, Cancellation cancellation)
                throws IOException {
            return engine.labelValues(sources, selection, name, cancellation);
        }

        @Override
        public Set<String> merge(Set<String> some, Set<String> others) {
            some.addAll(others);
            return some;
        }
    }

    /// Which label sets chosen series have, sorted.
    ///
    /// @param names labels wanted; empty for all
    record LabelSets(Selection selection, Set<String> names) implements Question<Set<Labels>> {

        /// Keeps a copy of the set.
        public LabelSets {
            names = Set.copyOf(names);
        }

        @Override
        public Set<Labels> empty() {
            return new TreeSet<>();
        }

        @Override
        public Set<Labels> answer(
                QueryEngine engine, List<ProfileSource> sources, Cancellation cancellation)
                throws IOException {
            return engine.labelSets(sources, selection, names, cancellation);
        }

        @Override
        public Set<Labels> merge(Set<Labels> some, Set<Labels> others) {
            some.addAll(others);
            return some;
        }
    }

    /// What samples come to as one tree of functions.
    record Tree(Selection selection) implements Question<CallTreeBuilder> {

        @Override
        public CallTreeBuilder empty() {
            return new CallTreeBuilder();
        }

        @Override
        public CallTreeBuilder answer(
                QueryEngine engine, List<ProfileSource> sources, Cancellation cancellation)
                throws IOException {
            return engine.callTree(sources, selection, cancellation);
        }

        @Override
        public CallTreeBuilder merge(CallTreeBuilder some, CallTreeBuilder others) {
            CallTreeBuilder larger = some.size() < others.size() ? others : some;
            larger.add(larger == some ? others : some);
            return larger;
        }
    }

    /// What samples come to by stack, with all that is known of the stacks.
    record Stacks(Selection selection) implements Question<StackTotals> {

        @Override
        public StackTotals empty() {
            return new StackTotals();
        }

        @Override
        public StackTotals answer(
                QueryEngine engine, List<ProfileSource> sources, Cancellation cancellation)
                throws IOException {
            StackTotals all = new StackTotals();
            engine.sum(sources, selection, () -> all, cancellation);
            return all;
        }

        @Override
        public StackTotals merge(StackTotals some, StackTotals others) {
            some.add(others);
            return some;
        }
    }

    /// What profiles come to over time.
    record Series(SeriesQuery query) implements Question<SeriesTotals> {

        @Override
        public Selection selection() {
            return query.selection();
        }

        @Override
        public SeriesTotals empty() {
            return new SeriesTotals();
        }

        @Override
        public SeriesTotals answer(
                QueryEngine engine, List<ProfileSource> sources, Cancellation cancellation)
                throws IOException {
            return engine.seriesTotals(sources, query, cancellation);
        }

        @Override
        public SeriesTotals merge(SeriesTotals some, SeriesTotals others) {
            others.each(some::add);
            return some;
        }
    }

    /// What functions with some name cost, each in the whole range.
    record Functions(FunctionQuery query) implements Question<FunctionTotals> {

        @Override
        public Selection selection() {
            return query.selection();
        }

        @Override
        public FunctionTotals empty() {
            return new FunctionTotals(query.whole());
        }

        @Override
        public FunctionTotals answer(
                QueryEngine engine, List<ProfileSource> sources, Cancellation cancellation)
                throws IOException {
            return engine.search(query, cancellation).totals(sources);
        }

        @Override
        public FunctionTotals merge(FunctionTotals some, FunctionTotals others) {
            some.add(others);
            return some;
        }
    }

    /// What certain functions cost over time.
    ///
    /// @param wanted names of functions by whose they are
    record FunctionPoints(FunctionQuery query, NavigableMap<CostGroup, Set<String>> wanted)
            implements Question<FunctionTotals> {

        /// Keeps a copy of the map.
        public FunctionPoints {
            NavigableMap<CostGroup, Set<String>> copy = new TreeMap<>();
            wanted.forEach((group, names) -> copy.put(group, Set.copyOf(names)));
            wanted = copy;
        }

        @Override
        public Selection selection() {
            return query.selection();
        }

        @Override
        public FunctionTotals empty() {
            return new FunctionTotals(query.grid());
        }

        @Override
        public FunctionTotals answer(
                QueryEngine engine, List<ProfileSource> sources, Cancellation cancellation)
                throws IOException {
            return engine.search(query, cancellation).points(sources, wanted);
        }

        @Override
        public FunctionTotals merge(FunctionTotals some, FunctionTotals others) {
            some.add(others);
            return some;
        }
    }

    /// Which profiles may have a copy in another source.
    ///
    /// @param selection of which series, and when; what it says of single profiles and of samples
    ///   does not matter
    record Marked(Selection selection) implements Question<FoundIds> {

        @Override
        public FoundIds empty() {
            return new FoundIds();
        }

        @Override
        public FoundIds answer(
                QueryEngine engine, List<ProfileSource> sources, Cancellation cancellation)
                throws IOException {
            return engine.markedIds(sources, selection, cancellation);
        }

        @Override
        public FoundIds merge(FoundIds some, FoundIds others) {
            some.add(others);
            return some;
        }
    }

    /// Which of certain profiles are there, marked or not.
    ///
    /// @param selection as that of [Marked]
    /// @param ids which profiles; not to be changed any more
    record Held(Selection selection, ProfileIdSet ids) implements Question<FoundIds> {

        @Override
        public FoundIds empty() {
            return new FoundIds();
        }

        @Override
        public FoundIds answer(
                QueryEngine engine, List<ProfileSource> sources, Cancellation cancellation)
                throws IOException {
            return engine.heldIds(sources, selection, ids, cancellation);
        }

        @Override
        public FoundIds merge(FoundIds some, FoundIds others) {
            some.add(others);
            return some;
        }
    }

    /// Which profiles it is about.
    Selection selection();

    /// The answer to no sources; the caller may add to it.
    A empty();

    /// The answer to some sources; the caller may add to it.
    ///
    /// @throws IOException if a source cannot be read, or the work is to stop
    A answer(QueryEngine engine, List<ProfileSource> sources, Cancellation cancellation)
            throws IOException;

    /// The answer to two shares as one. Both belong to the call.
    A merge(A some, A others);
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.proto.hearth.internal.v1.Question.FunctionPoints;
import dev.hearth.proto.hearth.internal.v1.Question.Functions;
import dev.hearth.proto.hearth.internal.v1.Question.Held;
import dev.hearth.proto.hearth.internal.v1.Question.LabelNames;
import dev.hearth.proto.hearth.internal.v1.Question.LabelSets;
import dev.hearth.proto.hearth.internal.v1.Question.LabelValues;
import dev.hearth.proto.hearth.internal.v1.Question.Marked;
import dev.hearth.proto.hearth.internal.v1.Question.Series;
import dev.hearth.proto.hearth.internal.v1.Question.Stacks;
import dev.hearth.proto.hearth.internal.v1.Question.Tree;
import dev.hearth.proto.hearth.internal.v1.Question.Wanted;
import dev.hearth.query.CostGroup;
import dev.hearth.query.FunctionPattern;
import dev.hearth.query.FunctionQuery;
import dev.hearth.query.Question;
import dev.hearth.query.SeriesQuery;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// Questions as messages.
final class QuestionCodec {

    private QuestionCodec() {}

    static dev.hearth.proto.hearth.internal.v1.Question encode(Question<?> question) {
        dev.hearth.proto.hearth.internal.v1.Question.Builder message =
                dev.hearth.proto.hearth.internal.v1.Question.newBuilder();
        dev.hearth.proto.hearth.internal.v1.Selection selection =
                SelectionCodec.encode(question.selection());
        switch (question) {
            case Question.LabelNames _ ->
                    message.setLabelNames(LabelNames.newBuilder().setSelection(selection));
            case Question.LabelValues values ->
                    message.setLabelValues(
                            LabelValues.newBuilder()
                                    .setSelection(selection)
                                    .setName(values.name()));
            case Question.LabelSets sets ->
                    message.setLabelSets(
                            LabelSets.newBuilder()
                                    .setSelection(selection)
                                    .addAllNames(sets.names()));
            case Question.Tree _ -> message.setTree(Tree.newBuilder().setSelection(selection));
            case Question.Stacks _ ->
                    message.setStacks(Stacks.newBuilder().setSelection(selection));
            case Question.Series(SeriesQuery query) ->
                    message.setSeries(series(query).setSelection(selection));
            case Question.Functions(FunctionQuery query) -> message.setFunctions(functions(query));
            case Question.FunctionPoints points -> message.setFunctionPoints(points(points));
            case Question.Marked _ ->
                    message.setMarked(Marked.newBuilder().setSelection(selection));
            case Question.Held held ->
                    message.setHeld(
                            Held.newBuilder()
                                    .setSelection(selection)
                                    .setIds(IdColumn.encode(held.ids())));
        }
        return message.build();
    }

    private static Series.Builder series(SeriesQuery query) {
        return Series.newBuilder()
                .setStartMillis(query.startMillis())
                .setEndMillis(query.endMillis())
                .setStepMillis(query.stepMillis())
                .addAllGroupBy(query.groupBy())
                .setAggregation(
                        switch (query.aggregation()) {
                            case SUM -> Series.Aggregation.AGGREGATION_SUM;
                            case AVERAGE -> Series.Aggregation.AGGREGATION_AVERAGE;
                        });
    }

    private static Functions functions(FunctionQuery query) {
        return Functions.newBuilder()
                .setSeries(SelectionCodec.encode(query.series()))
                .setPattern(query.functions().text())
                .setStartNanos(query.startNanos())
                .setEndNanos(query.endNanos())
                .setStepNanos(query.stepNanos())
                .setLimit(query.limit())
                .setOrder(
                        switch (query.order()) {
                            case TOTAL -> Functions.Order.ORDER_TOTAL;
                            case SELF -> Functions.Order.ORDER_SELF;
                        })
                .build();
    }

    private static FunctionPoints.Builder points(Question.FunctionPoints points) {
        FunctionPoints.Builder message =
                FunctionPoints.newBuilder().setFunctions(functions(points.query()));
        points.wanted()
                .forEach((group, names) ->
                        message.addWanted(
                                Wanted.newBuilder()
                                        .setService(group.service())
                                        .setProfileType(group.profileType())
                                        .addAllNames(names)));
        return message;
    }

    /// Reads a question.
    ///
    /// @throws IllegalArgumentException if it is none, or none that is known
    static Question<?> decode(dev.hearth.proto.hearth.internal.v1.Question message) {
        return switch (message.getKindCase()) {
            case LABEL_NAMES ->
                    new Question.LabelNames(
                            SelectionCodec.decode(message.getLabelNames().getSelection()));
            case LABEL_VALUES ->
                    new Question.LabelValues(
                            SelectionCodec.decode(message.getLabelValues().getSelection()),
                            message.getLabelValues().getName());
            case LABEL_SETS ->
                    new Question.LabelSets(
                            SelectionCodec.decode(message.getLabelSets().getSelection()),
                            Set.copyOf(message.getLabelSets().getNamesList()));
            case TREE -> new Question.Tree(SelectionCodec.decode(message.getTree().getSelection()));
            case STACKS ->
                    new Question.Stacks(SelectionCodec.decode(message.getStacks().getSelection()));
            case SERIES -> new Question.Series(series(message.getSeries()));
            case FUNCTIONS -> new Question.Functions(functions(message.getFunctions()));
            case FUNCTION_POINTS -> points(message.getFunctionPoints());
            case MARKED ->
                    new Question.Marked(SelectionCodec.decode(message.getMarked().getSelection()));
            case HELD ->
                    new Question.Held(
                            SelectionCodec.decode(message.getHeld().getSelection()),
                            IdColumn.decode(message.getHeld().getIds()));
            case KIND_NOT_SET -> throw new IllegalArgumentException("question is of no known kind");
        };
    }

    private static SeriesQuery series(Series message) {
        if (message.getStepMillis() < 1) {
            throw new IllegalArgumentException(
                    "step is %d ms (expected at least 1)".formatted(message.getStepMillis()));
        }
        return new SeriesQuery(
                SelectionCodec.decode(message.getSelection()),
                message.getStartMillis(),
                message.getEndMillis(),
                message.getStepMillis(),
                message.getGroupByList(),
                switch (message.getAggregation()) {
                    case AGGREGATION_SUM -> SeriesQuery.Aggregation.SUM;
                    case AGGREGATION_AVERAGE -> SeriesQuery.Aggregation.AVERAGE;
                    case AGGREGATION_UNSPECIFIED, UNRECOGNIZED ->
                            throw new IllegalArgumentException(
                                    "aggregation is %d".formatted(message.getAggregationValue()));
                });
    }

    private static FunctionQuery functions(Functions message) {
        if (message.getStepNanos() < 1 || message.getLimit() < 1) {
            throw new IllegalArgumentException(
                    "step is %d ns and limit is %d (expected at least 1)"
                            .formatted(message.getStepNanos(), message.getLimit()));
        }
        return new FunctionQuery(
                SelectionCodec.decode(message.getSeries()),
                FunctionPattern.of(message.getPattern()),
                message.getStartNanos(),
                message.getEndNanos(),
                message.getStepNanos(),
                message.getLimit(),
                switch (message.getOrder()) {
                    case ORDER_TOTAL -> FunctionQuery.Order.TOTAL;
                    case ORDER_SELF -> FunctionQuery.Order.SELF;
                    case ORDER_UNSPECIFIED, UNRECOGNIZED ->
                            throw new IllegalArgumentException(
                                    "order is %d".formatted(message.getOrderValue()));
                });
    }

    private static Question.FunctionPoints points(FunctionPoints message) {
        NavigableMap<CostGroup, Set<String>> wanted = new TreeMap<>();
        for (Wanted group : message.getWantedList()) {
            wanted.put(
                    new CostGroup(group.getService(), group.getProfileType()),
                    Set.copyOf(group.getNamesList()));
        }
        return new Question.FunctionPoints(functions(message.getFunctions()), wanted);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.Labels;
import dev.hearth.proto.hearth.internal.v1.Answer;
import dev.hearth.query.FoundIds;
import dev.hearth.query.FunctionTotals;
import dev.hearth.query.Question;
import dev.hearth.query.SeriesTotals;
import dev.hearth.query.StackTotals;
import java.util.Set;

/// Answers to shares as bytes. What is decoded and merged is what merging what was encoded gives.
final class AnswerCodec {

    private AnswerCodec() {}

    /// Returns an answer as a message, which refers to parts of the answer.
    @SuppressWarnings("unchecked") // each kind of question has its kind of answer
    static <A> Answer encode(Question<A> question, A answer) {
        Answer.Builder message = Answer.newBuilder();
        switch (question) {
            case Question.LabelNames _, Question.LabelValues _ ->
                    message.setStrings(LabelColumns.encodeStrings((Set<String>) answer));
            case Question.LabelSets _ ->
                    message.setLabelSets(LabelColumns.encodeSets((Set<Labels>) answer));
            case Question.Tree _ -> message.setTree(TreeColumns.encode((CallTreeBuilder) answer));
            case Question.Stacks _ -> message.setStacks(StackColumns.encode((StackTotals) answer));
            case Question.Series _ ->
                    message.setSeries(SeriesColumns.encode((SeriesTotals) answer));
            case Question.Marked _, Question.Held _ ->
                    message.setIds(IdColumn.encode((FoundIds) answer));
            case Question.Functions _, Question.FunctionPoints _ ->
                    message.setFunctions(FunctionColumns.encode((FunctionTotals) answer));
        }
        return message.build();
    }

    /// Reads an answer.
    ///
    /// @throws MalformedAnswerException if the bytes are no answer to the question
    @SuppressWarnings("unchecked") // each kind of question has its kind of answer
    static <A> A decode(Question<A> question, ByteString bytes) throws MalformedAnswerException {
        Answer message;
        try {
            message = Answer.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedAnswerException(String.valueOf(e.getMessage()));
        }
        A answer = question.empty();
        boolean isRight =
                switch (question) {
                    case Question.LabelNames _, Question.LabelValues _ -> {
                        LabelColumns.decodeStrings(message.getStrings(), (Set<String>) answer);
                        yield message.hasStrings();
                    }
                    case Question.LabelSets _ -> {
                        LabelColumns.decodeSets(message.getLabelSets(), (Set<Labels>) answer);
                        yield message.hasLabelSets();
                    }
                    case Question.Tree _ -> {
                        TreeColumns.decode(message.getTree(), (CallTreeBuilder) answer);
                        yield message.hasTree();
                    }
                    case Question.Stacks _ -> {
                        StackColumns.decode(message.getStacks(), (StackTotals) answer);
                        yield message.hasStacks();
                    }
                    case Question.Series series -> {
                        SeriesColumns.decode(
                                message.getSeries(),
                                series.query().points(),
                                (SeriesTotals) answer);
                        yield message.hasSeries();
                    }
                    case Question.Marked _, Question.Held _ -> {
                        IdColumn.decode(message.getIds(), (FoundIds) answer);
                        yield message.hasIds();
                    }
                    case Question.Functions _, Question.FunctionPoints _ -> {
                        FunctionColumns.decode(message.getFunctions(), (FunctionTotals) answer);
                        yield message.hasFunctions();
                    }
                };
        if (!isRight) {
            throw new MalformedAnswerException("it is of kind " + message.getKindCase());
        }
        return answer;
    }
}

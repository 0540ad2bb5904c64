// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.proto.hearth.internal.v1.Answer;
import dev.hearth.query.Cancellation;
import dev.hearth.query.MemorySource;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.query.Question;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.StackTotals;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class AnswerCodecTest {

    private final QueryPool pool = new QueryPool(2);
    private final QueryEngine engine = new QueryEngine(pool);
    private final Cancellation cancellation = Cancellation.after(Duration.ofMinutes(2));

    @AfterEach
    void close() {
        pool.close();
    }

    private <A> A sharedOut(
            Question<A> question, List<List<ProfileSource>> shares, RandomGenerator random)
            throws IOException {
        List<A> answers = new ArrayList<>();
        for (List<ProfileSource> share : shares) {
            A answer = question.answer(engine, share, cancellation);
            if (random.nextInt(5) > 0) {
                ByteString bytes = AnswerCodec.encode(question, answer).toByteString();
                answer = AnswerCodec.decode(question, bytes);
            }
            answers.add(random.nextInt(answers.size() + 1), answer);
        }
        A merged = question.empty();
        for (A answer : answers) {
            merged = question.merge(merged, answer);
        }
        return merged;
    }

    private <A> void check(
            Question<A> asked, List<List<ProfileSource>> shares, RandomGenerator random)
            throws IOException {
        Question<?> told = QuestionCodec.decode(QuestionCodec.encode(asked));
        List<ProfileSource> all = shares.stream().flatMap(List::stream).toList();
        A once = asked.answer(engine, all, cancellation);
        assertThat(Shown.of(asked, sharedOut(told, shares, random)))
                .as(asked.toString())
                .isEqualTo(Shown.of(asked, once));
    }

    @RepeatedTest(200)
    void sharesMergedAreTheAnswerToAllSourcesAtOnce(RandomGenerator random) throws IOException {
        RandomQuestions questions = new RandomQuestions(random);
        List<List<ProfileSource>> shares = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            List<ProfileSource> share = new ArrayList<>();
            for (int n = random.nextInt(4); n > 0; n--) {
                share.add(questions.source());
            }
            shares.add(share);
        }
        for (Question<?> question : questions.all()) {
            check(question, shares, random);
        }
    }

    @RepeatedTest(50)
    void allThatIsKnownOfStacksComesAcross(RandomGenerator random) throws IOException {
        Question<StackTotals> question =
                new Question.Stacks(
                        Selection.of(
                                new SeriesMatcher(dev.hearth.model.Selector.ALL),
                                Long.MIN_VALUE,
                                Long.MAX_VALUE));
        StackTotals totals = new StackTotals();
        for (int i = random.nextInt(3); i >= 0; i--) {
            addRandom(random, totals);
        }
        ByteString bytes = AnswerCodec.encode(question, totals).toByteString();
        assertThat(Shown.stacks(AnswerCodec.decode(question, bytes)))
                .isEqualTo(Shown.stacks(totals));
    }

    private static void addRandom(RandomGenerator random, StackTotals totals) {
        SymbolsBuilder symbols = new SymbolsBuilder();
        byte[] raw = {(byte) 0xff, 'x', (byte) random.nextInt()};
        int[] strings = new int[10];
        for (int i = 0; i < strings.length; i++) {
            strings[i] =
                    i == 0
                            ? symbols.string(raw, 0, raw.length)
                            : symbols.string("s" + random.nextInt(20));
        }
        int[] functions = new int[8];
        for (int i = 0; i < functions.length; i++) {
            functions[i] =
                    symbols.function(
                            strings[random.nextInt(10)],
                            strings[random.nextInt(10)],
                            strings[random.nextInt(10)],
                            random.nextInt(3) - 1L);
        }
        int mapping =
                symbols.mapping(
                        random.nextLong(), random.nextLong(), 7, strings[1], strings[2], 15);
        StackTableBuilder stacks = new StackTableBuilder();
        for (int i = 0; i < 30; i++) {
            int from = random.nextInt(6);
            int to = from + random.nextInt(3);
            int location =
                    symbols.location(
                            random.nextBoolean() ? mapping : Symbols.NO_MAPPING,
                            random.nextLong(),
                            random.nextBoolean(),
                            functions,
                            random.longs(8).toArray(),
                            from,
                            to);
            stacks.push(random.nextInt(stacks.size()), location);
        }
        StackTable table = stacks.snapshot();
        long[] sums = new long[table.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = random.nextBoolean() ? 0 : random.nextLong(1L << 40);
        }
        totals.add(table, symbols.snapshot(), sums);
        totals.addPeriod(random.nextLong(), random.nextInt(3));
    }

    @RepeatedTest(100)
    void wrongBytesAreRefusedOrReadButNeverMore(RandomGenerator random) throws IOException {
        RandomQuestions questions = new RandomQuestions(random);
        MemorySource source = questions.source();
        for (Question<?> question : questions.all()) {
            byte[] right = encoded(question, source);
            for (int i = 0; i < 40; i++) {
                byte[] wrong = mutated(right, random);
                try {
                    AnswerCodec.decode(question, ByteString.copyFrom(wrong));
                } catch (MalformedAnswerException e) {
                    assertThat(e).hasMessageStartingWith("answer is malformed");
                }
            }
        }
    }

    private <A> byte[] encoded(Question<A> question, MemorySource source) throws IOException {
        A answer = question.answer(engine, List.of(source), cancellation);
        return AnswerCodec.encode(question, answer).toByteArray();
    }

    static byte[] mutated(byte[] right, RandomGenerator random) {
        byte[] wrong = right.clone();
        for (int n = 1 + random.nextInt(4); n > 0 && wrong.length > 0; n--) {
            int at = random.nextInt(wrong.length);
            wrong =
                    switch (random.nextInt(4)) {
                        case 0 -> Arrays.copyOf(wrong, at);
                        case 1 -> Arrays.copyOfRange(wrong, at, wrong.length);
                        default -> {
                            wrong[at] =
                                    random.nextBoolean() ? (byte) 0xff : (byte) random.nextInt();
                            yield wrong;
                        }
                    };
        }
        return wrong;
    }

    @RepeatedTest(100)
    void wrongQuestionsAreRefusedOrRead(RandomGenerator random) throws IOException {
        for (Question<?> question : new RandomQuestions(random).all()) {
            byte[] right = QuestionCodec.encode(question).toByteArray();
            for (int i = 0; i < 20; i++) {
                byte[] wrong = mutated(right, random);
                try {
                    QuestionCodec.decode(
                            dev.hearth.proto.hearth.internal.v1.Question.parseFrom(wrong));
                } catch (IllegalArgumentException
                        | com.google.protobuf.InvalidProtocolBufferException e) {
                    assertThat(e).hasMessageNotContaining("\0\0");
                }
            }
        }
    }

    @Test
    void anAnswerOfAnotherKindIsRefused() {
        Question<?> tree =
                new Question.Tree(
                        Selection.of(new SeriesMatcher(dev.hearth.model.Selector.ALL), 0, 1));
        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(() ->
                                AnswerCodec.decode(
                                        tree, Answer.getDefaultInstance().toByteString())))
                .isInstanceOf(MalformedAnswerException.class);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.hearth.proto.hearth.internal.v1.AppendRequest;
import dev.hearth.proto.hearth.internal.v1.HidingRule;
import dev.hearth.proto.hearth.internal.v1.HidingRules;
import dev.hearth.proto.hearth.internal.v1.QueryHeadRequest;
import dev.hearth.proto.hearth.internal.v1.Question;
import dev.hearth.proto.hearth.internal.v1.Selection;
import org.junit.jupiter.api.Test;

final class UnknownFieldsTest {

    private static final UnknownFieldSet LATER =
            UnknownFieldSet.newBuilder()
                    .addField(
                            777,
                            UnknownFieldSet.Field.newBuilder()
                                    .addLengthDelimited(ByteString.copyFromUtf8("x"))
                                    .build())
                    .build();

    private static QueryHeadRequest request(Selection selection, HidingRule rule) {
        return QueryHeadRequest.newBuilder()
                .setTenant("t")
                .addHidden(HidingRules.newBuilder().addRules(rule))
                .setQuestion(
                        Question.newBuilder()
                                .setTree(Question.Tree.newBuilder().setSelection(selection)))
                .build();
    }

    @Test
    void takesWhatItKnows() {
        QueryHeadRequest request =
                request(Selection.getDefaultInstance(), HidingRule.getDefaultInstance());

        assertThatNoException().isThrownBy(() -> UnknownFields.refuse(request));
    }

    @Test
    void refusesWhatNarrowsAQuestionInAWayThatItDoesNotKnow() {
        Selection later = Selection.newBuilder().setUnknownFields(LATER).build();
        HidingRule rule = HidingRule.newBuilder().setUnknownFields(LATER).build();

        assertThatThrownBy(() ->
                        UnknownFields.refuse(request(later, rule.getDefaultInstanceForType())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("message Selection has field 777");
        assertThatThrownBy(
                        () -> UnknownFields.refuse(request(Selection.getDefaultInstance(), rule)))
                .hasMessageStartingWith("message HidingRule has field 777");
    }

    @Test
    void refusesToAppendWhatItCannotTellTheMeaningOf() {
        AppendRequest request = AppendRequest.newBuilder().setUnknownFields(LATER).build();

        assertThatThrownBy(() -> UnknownFields.refuse(request))
                .hasMessageStartingWith("message AppendRequest has field 777");
    }
}

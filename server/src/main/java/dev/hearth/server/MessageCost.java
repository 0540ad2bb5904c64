// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/// What the objects of a decoded message take, beside its bytes: two bytes on the wire may become a
/// hundred. It is taken from the server's budget before they are made. For one thread.
final class MessageCost {

    /// About what a field or a token of JSON becomes.
    static final int ITEM_BYTES = 128;

    /// Items that are taken together.
    private static final int STEP = 1024;

    /// Deeper messages are refused by their parser.
    private static final int MAX_DEPTH = 100;

    private final HttpCall.Budget budget;
    private int items;

    MessageCost(HttpCall.Budget budget) {
        this.budget = budget;
    }

    /// Counts one item.
    ///
    /// @throws StatusException if there is no room
    void add() throws StatusException {
        if (++items == STEP) {
            items = 0;
            budget.take((long) STEP * ITEM_BYTES);
        }
    }

    /// Counts the fields of a message and of those in it. Says nothing about bytes that are no
    /// message: their parser will.
    ///
    /// @throws StatusException if there is no room
    void addAll(byte[] message, Descriptor type) throws StatusException {
        try {
            walk(CodedInputStream.newInstance(message), type, 0);
        } catch (IOException _) {
            // the parser refuses it with a better message
        }
    }

    private void walk(CodedInputStream in, Descriptor type, int depth)
            throws IOException, StatusException {
        while (!in.isAtEnd()) {
            int tag = in.readTag();
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            boolean isMessage =
                    field != null
                            && depth < MAX_DEPTH
                            && field.getJavaType() == JavaType.MESSAGE
                            && WireFormat.getTagWireType(tag)
                                    == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            add();
            if (isMessage) {
                int outer = in.pushLimit(in.readRawVarint32());
                walk(in, field.getMessageType(), depth + 1);
                in.popLimit(outer);
            } else if (!in.skipField(tag)) {
                return;
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;

/// Refuses requests of a later version that say more than this one knows.
///
/// A field that is passed over may be one that narrows what is asked for, or that changes what is
/// done with what is sent: the answer would be wrong, and nobody would notice. So a sender leaves
/// fields that mean nothing in a request at their default, which is not sent, and whoever knows
/// them not refuses the rest: another process is asked then, or the client is told. In answers
/// unknown fields are passed over.
final class UnknownFields {

    private UnknownFields() {}

    /// @throws IllegalArgumentException if a message, or one inside it, has an unknown field
    static void refuse(Message request) {
        if (!request.getUnknownFields().asMap().isEmpty()) {
            throw new IllegalArgumentException(
                    "message %s has field %d, which this version does not know (expected a sender at most one version later, of features that this version has)"
                            .formatted(
                                    request.getDescriptorForType().getName(),
                                    request.getUnknownFields().asMap().keySet().iterator().next()));
        }
        for (Map.Entry<FieldDescriptor, Object> field : request.getAllFields().entrySet()) {
            if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                continue;
            }
            List<?> messages =
                    field.getKey().isRepeated()
                            ? (List<?>) field.getValue()
                            : List.of(field.getValue());
            messages.forEach(message -> refuse((Message) message));
        }
    }
}

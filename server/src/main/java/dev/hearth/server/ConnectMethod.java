// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.util.JsonFormat;
import dev.hearth.server.StatusException.Code;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerMethodDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// One unary method with its messages, as Connect sends them: protobuf bytes or JSON.
final class ConnectMethod {

    /// Loaded by the first request with JSON, not at the start of the process.
    private static final class Json {
        static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
        static final JsonFormat.Printer PRINTER =
                JsonFormat.printer().omittingInsignificantWhitespace();

        /// Checks syntax: the parser of protobuf's JSON lets many an error pass.
        static final JsonFactory STRICT =
                new JsonFactoryBuilder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxStringLength(Integer.MAX_VALUE)
                                        .maxNestingDepth(100)
                                        .build())
                        .build();
    }

    /// The text, and the strings that are taken out of it.
    private static final long JSON_COPIES = 2;

    private final ServerMethodDefinition<Object, Object> definition;
    private final Message request;

    @SuppressWarnings("unchecked") // a definition's handler takes what its own marshaller makes
    ConnectMethod(ServerMethodDefinition<?, ?> definition) {
        this.definition = (ServerMethodDefinition<Object, Object>) definition;
        MethodDescriptor<?, ?> method = definition.getMethodDescriptor();
        if (!(method.getRequestMarshaller() instanceof PrototypeMarshaller<?> marshaller)
                || !(marshaller.getMessagePrototype() instanceof Message prototype)) {
            throw new IllegalArgumentException(
                    "%s has no protobuf messages".formatted(method.getFullMethodName()));
        }
        this.request = prototype;
    }

    ServerMethodDefinition<Object, Object> definition() {
        return definition;
    }

    /// @param budget what the message is taken from
    /// @throws StatusException `invalid_argument` if the bytes are no such message; or if there is
    ///   no room for it
    Message decode(byte[] body, boolean json, HttpCall.Budget budget) throws StatusException {
        MessageCost cost = new MessageCost(budget);
        try {
            if (json) {
                budget.take(JSON_COPIES * body.length);
                return decodeJson(body, cost);
            }
            cost.addAll(body, request.getDescriptorForType());
            return decodeProto(body);
        } catch (InvalidProtocolBufferException e) {
            throw new StatusException(
                    Code.INVALID_ARGUMENT,
                    "the body is no %s: %s"
                            .formatted(
                                    request.getDescriptorForType().getFullName(), e.getMessage()));
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new StatusException(Code.INVALID_ARGUMENT, "the body is no JSON: " + reason);
        }
    }

    private Message decodeProto(byte[] body) throws IOException {
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(body).newCodedInput();
        in.enableAliasing(true);
        Message message = request.getParserForType().parseFrom(in);
        in.checkLastTagWas(0);
        return message;
    }

    private Message decodeJson(byte[] body, MessageCost cost) throws IOException, StatusException {
        if (body.length == 0) {
            throw new IOException("it is empty (expected an object)");
        }
        try (JsonParser syntax = Json.STRICT.createParser(body)) {
            while (syntax.nextToken() != null) {
                cost.add();
            }
        }
        Message.Builder builder = request.newBuilderForType();
        Json.PARSER.merge(new String(body, StandardCharsets.UTF_8), builder);
        return builder.build();
    }

    static byte[] encode(Message message, boolean json) throws IOException {
        return json
                ? Json.PRINTER.print(message).getBytes(StandardCharsets.UTF_8)
                : message.toByteArray();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.util.JsonFormat;
import dev.hearth.proto.otlp.collector.v1development.ExportProfilesServiceRequest;
import dev.hearth.server.HttpCall;
import dev.hearth.server.StatusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// OTLP's JSON: that of protobuf, except that ids are hex. Unknown fields count for nothing.
final class OtlpJson {

    private static final Set<String> TRACE_IDS = Set.of("traceId", "trace_id");
    private static final Set<String> SPAN_IDS = Set.of("spanId", "span_id");

    /// OTLP says nothing of how these are written; the collector writes hex.
    private static final Set<String> PROFILE_IDS = Set.of("profileId", "profile_id");

    private static final int LONG_ID_DIGITS = 32;
    private static final int SPAN_ID_DIGITS = 16;

    /// Deep enough for attributes, which nest.
    private static final int MAX_DEPTH = 100;

    /// The rewritten bytes, their text, the strings in it and the protobuf.
    private static final long COPIES = 4;

    /// About what a token becomes on its way, and how many are taken from the budget together.
    private static final int TOKEN_BYTES = 128;

    private static final int TOKENS = 1024;

    /// Loaded by the first request with JSON, not at the start of the process.
    private static final class Formats {
        static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
        static final JsonFactory STRICT =
                new JsonFactoryBuilder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxStringLength(Integer.MAX_VALUE)
                                        .maxNestingDepth(MAX_DEPTH)
                                        .build())
                        .build();
    }

    private OtlpJson() {}

    /// Turns a request into protobuf.
    ///
    /// @param budget what the copies and objects that this makes are taken from
    /// @throws IOException if it is no such JSON; the message is for the client
    /// @throws StatusException if there is no room
    static byte[] toProtobuf(byte[] json, HttpCall.Budget budget)
            throws IOException, StatusException {
        budget.take(COPIES * json.length);
        ExportProfilesServiceRequest.Builder request = ExportProfilesServiceRequest.newBuilder();
        Formats.PARSER.merge(withBase64Ids(json, budget), request);
        return request.build().toByteArray();
    }

    /// Checks the syntax on the way: the parser of protobuf's JSON lets many an error pass.
    private static String withBase64Ids(byte[] json, HttpCall.Budget budget)
            throws IOException, StatusException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 64);
        try (JsonParser in = Formats.STRICT.createParser(json);
                JsonGenerator rewritten = Formats.STRICT.createGenerator(out)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is no object (expected one)");
            }
            int depth = 0;
            int tokens = 0;
            do {
                if (++tokens == TOKENS) {
                    tokens = 0;
                    budget.take((long) TOKENS * TOKEN_BYTES);
                }
                JsonToken token = in.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.VALUE_STRING) {
                    rewritten.writeString(base64(in.currentName(), in.getText()));
                } else {
                    rewritten.copyCurrentEvent(in);
                }
            } while (in.nextToken() != null && depth > 0);
            if (in.currentToken() != null) {
                throw new IOException("something follows its end (expected one object)");
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /// @param name of the field; null for an element of an array
    private static String base64(@Nullable String name, String text) {
        if (name == null) {
            return text;
        }
        boolean isLong = TRACE_IDS.contains(name) || PROFILE_IDS.contains(name);
        int digits = SPAN_IDS.contains(name) ? SPAN_ID_DIGITS : isLong ? LONG_ID_DIGITS : 0;
        boolean isHex =
                digits > 0
                        && text.length() == digits
                        && text.chars().allMatch(HexFormat::isHexDigit);
        return isHex ? Base64.getEncoder().encodeToString(HexFormat.of().parseHex(text)) : text;
    }
}

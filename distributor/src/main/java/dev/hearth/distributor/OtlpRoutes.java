// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import com.google.protobuf.util.JsonFormat;
import dev.hearth.distributor.form.Quote;
import dev.hearth.proto.otlp.collector.v1development.ExportProfilesServiceResponse;
import dev.hearth.proto.otlp.collector.v1development.ProfilesServiceGrpc;
import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import io.grpc.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// OTLP profiles by HTTP, protobuf or JSON, at OTLP's path and at that of the gRPC method. An
/// answer that has nothing to say is empty, and called protobuf whatever the request was.
final class OtlpRoutes {

    private static final String PATH = "/v1development/profiles";
    private static final String RPC_PATH = "/" + ProfilesServiceGrpc.SERVICE_NAME + "/Export";

    private static final String PROTOBUF = "application/x-protobuf";
    private static final String OTHER_PROTOBUF = "application/protobuf";
    private static final String JSON = "application/json";

    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    private final OtlpExport exports;

    OtlpRoutes(OtlpExport exports) {
        this.exports = exports;
    }

    List<Route> all() {
        return List.of(route(PATH), route(RPC_PATH));
    }

    private Route route(String path) {
        return new Route("POST", path, Route.Access.TENANT, Route.Manner.TEXT, this::export);
    }

    private HttpReply export(HttpCall call) throws StatusException, IOException {
        String type = call.header("Content-Type");
        boolean isJson = JSON.equals(type);
        if (!isJson && !PROTOBUF.equals(type) && !OTHER_PROTOBUF.equals(type)) {
            throw new StatusException(
                    Code.INVALID_ARGUMENT,
                    UNSUPPORTED_MEDIA_TYPE,
                    "content type is \"%s\" (expected %s or %s)"
                            .formatted(type == null ? "" : Quote.of(type), PROTOBUF, JSON));
        }
        byte[] body = isJson ? protobuf(call) : call.body();
        ExportProfilesServiceResponse answer =
                exports.export(call.tenant(), body, Context.current()::isCancelled);
        if (answer.equals(ExportProfilesServiceResponse.getDefaultInstance())) {
            return HttpReply.of(200, PROTOBUF, new byte[0]);
        }
        return isJson
                ? HttpReply.of(200, JSON, json(answer))
                : HttpReply.of(200, PROTOBUF, answer.toByteArray());
    }

    private byte[] protobuf(HttpCall call) throws StatusException {
        try {
            return OtlpJson.toProtobuf(call.body(), call.budget());
        } catch (IOException e) {
            exports.refuse(call.tenant(), DiscardReason.MALFORMED_PROFILE, call.body().length);
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new StatusException(Code.INVALID_ARGUMENT, "the body is no OTLP JSON: " + reason);
        }
    }

    private static byte[] json(ExportProfilesServiceResponse answer) throws IOException {
        return JsonFormat.printer()
                .omittingInsignificantWhitespace()
                .print(answer)
                .getBytes(StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.server.Route.Access;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Whether the process can work: `GET /ready` and gRPC's health service. Safe for many threads.
public final class Readiness {

    private final List<ReadinessCheck> checks = new CopyOnWriteArrayList<>();

    /// Ready until a check says otherwise.
    public Readiness() {}

    /// Adds a check.
    public void add(ReadinessCheck check) {
        checks.add(check);
    }

    /// `GET /ready`: 200 `ready`, or 503 with a line for each component that is not.
    public Route route() {
        return new Route("GET", "/ready", Access.PUBLIC, _ -> reply());
    }

    /// gRPC's health service, `Check` only; it knows the whole process, named by the empty string.
    public RpcService healthService() {
        return RpcService.open(new Health());
    }

    private HttpReply reply() {
        String problems = problems();
        return problems.isEmpty() ? HttpReply.text(200, "ready\n") : HttpReply.text(503, problems);
    }

    /// A line for each problem; empty when ready.
    private String problems() {
        StringBuilder text = new StringBuilder();
        for (ReadinessCheck check : checks) {
            @Nullable String problem = check.problem();
            if (problem != null) {
                text.append(check.name()).append(" not ready: ").append(problem).append('\n');
            }
        }
        return text.toString();
    }

    private final class Health extends HealthGrpc.HealthImplBase {

        @Override
        public void check(
                HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
            if (!request.getService().isEmpty()) {
                observer.onError(
                        Status.NOT_FOUND
                                .withDescription(
                                        "service \"%s\" is unknown (expected an empty name)"
                                                .formatted(request.getService()))
                                .asRuntimeException());
                return;
            }
            ServingStatus status =
                    problems().isEmpty() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
            observer.onNext(HealthCheckResponse.newBuilder().setStatus(status).build());
            observer.onCompleted();
        }
    }
}

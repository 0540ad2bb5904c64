// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import com.google.protobuf.ByteString;
import dev.hearth.config.Limits;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.proto.push.v1.PushResponse;
import dev.hearth.proto.push.v1.PusherServiceGrpc;
import dev.hearth.proto.push.v1.RawProfileSeries;
import dev.hearth.proto.push.v1.RawSample;
import dev.hearth.proto.types.v1.LabelPair;
import dev.hearth.server.CurrentTenant;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A distributor with a sink that remembers, and clients that push to it.
final class PushFixture {

    static final Instant NOW = Instant.parse("2023-11-14T22:14:00Z");
    static final TenantId TENANT = new TenantId("acme");

    static final DistributorConfig CONFIG = new DistributorConfig(Duration.ZERO, 2, 1 << 28);

    final RecordingSink sink = new RecordingSink();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DistributorModule module;

    PushFixture() {
        this(TenantLimits.defaults());
    }

    PushFixture(TenantLimits limits) {
        this(limits, CONFIG);
    }

    PushFixture(TenantLimits limits, DistributorConfig config) {
        this(Limits.same(limits), config);
    }

    PushFixture(Limits limits, DistributorConfig config) {
        module =
                new DistributorModule(
                        config,
                        limits,
                        sink,
                        meters,
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        new SplittableRandom(1));
    }

    /// Default limits but for one flag.
    static <T> TenantLimits limits(dev.hearth.config.Flag<T> flag, T value) {
        return limits(Settings.defaults().with(flag, value));
    }

    static TenantLimits limits(Settings settings) {
        try {
            return TenantLimits.fromSettings(settings);
        } catch (dev.hearth.config.ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// A series of payloads without ids.
    static RawProfileSeries series(List<String> namesAndValues, byte[]... payloads) {
        RawProfileSeries.Builder series = RawProfileSeries.newBuilder();
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            series.addLabels(
                    LabelPair.newBuilder()
                            .setName(namesAndValues.get(i))
                            .setValue(namesAndValues.get(i + 1)));
        }
        for (byte[] payload : payloads) {
            series.addSamples(sample("", payload));
        }
        return series.build();
    }

    static RawSample sample(String id, byte[] payload) {
        return RawSample.newBuilder().setID(id).setRawProfile(ByteString.copyFrom(payload)).build();
    }

    static List<String> cpuOf(String service) {
        return List.of("__name__", "process_cpu", "service_name", service);
    }

    Status push(RawProfileSeries... series) throws Exception {
        return push(PushRequest.newBuilder().addAllSeries(List.of(series)).build());
    }

    /// Calls the RPC; OK if it answered.
    Status push(PushRequest request) throws Exception {
        PusherServiceGrpc.PusherServiceImplBase service = module.pushService();
        List<Status> statuses = new ArrayList<>();
        StreamObserver<PushResponse> observer =
                new StreamObserver<>() {
                    @Override
                    public void onNext(PushResponse response) {}

                    @Override
                    public void onError(Throwable error) {
                        statuses.add(Status.fromThrowable(error));
                    }

                    @Override
                    public void onCompleted() {
                        statuses.add(Status.OK);
                    }
                };
        CurrentTenant.call(
                TENANT,
                () -> {
                    service.push(request, observer);
                    return "";
                });
        return statuses.getFirst();
    }

    DistributorModule module() {
        return module;
    }

    /// Calls the route that a path belongs to.
    HttpReply post(FakeCall call) throws Exception {
        for (Route route : module.routes()) {
            if (route.path().equals(call.path())) {
                return route.handler().handle(call);
            }
        }
        throw new IllegalArgumentException("no route " + call.path());
    }

    double counter(String name, String reason) {
        return meters.get(name).tags("reason", reason, "tenant", TENANT.value()).counter().count();
    }
}

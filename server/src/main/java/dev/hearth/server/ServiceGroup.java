// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Services that are started in order and stopped in reverse. Confined to one thread.
public final class ServiceGroup implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceGroup.class);

    private final String name;
    private final List<Service> services;
    private final Deque<Service> running = new ArrayDeque<>();

    /// @param services in the order of their start
    public ServiceGroup(String name, List<Service> services) {
        this.name = name;
        this.services = List.copyOf(services);
    }

    @Override
    public String name() {
        return name;
    }

    /// Starts them in order. When one fails, those that run are stopped and its failure is thrown,
    /// with theirs as suppressed ones.
    @Override
    public void start() throws IOException {
        for (Service service : services) {
            try {
                service.start();
                running.push(service);
                LOG.debug("started {}", service.name());
            } catch (IOException | RuntimeException e) {
                IOException failure =
                        new IOException(
                                "%s did not start: %s"
                                        .formatted(
                                                service.name(),
                                                e instanceof IOException ? e.getMessage() : e),
                                e);
                stop(failure);
                throw failure;
            }
        }
    }

    /// Stops those that run, in reverse order, each of them whatever the others do; throws the
    /// first failure with the others as suppressed ones.
    @Override
    public void close() throws IOException {
        IOException failure = stop(null);
        if (failure != null) {
            throw failure;
        }
    }

    private @Nullable IOException stop(@Nullable IOException earlier) {
        @Nullable IOException failure = earlier;
        while (!running.isEmpty()) {
            Service service = running.pop();
            try {
                service.close();
                LOG.debug("stopped {}", service.name());
            } catch (IOException | RuntimeException e) {
                IOException problem =
                        new IOException("%s did not stop: %s".formatted(service.name(), e), e);
                if (failure == null) {
                    failure = problem;
                } else {
                    failure.addSuppressed(problem);
                }
            }
        }
        return failure;
    }
}

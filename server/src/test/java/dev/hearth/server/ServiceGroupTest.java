// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServiceGroupTest {

    private final List<String> events = new ArrayList<>();

    @Test
    void startsInOrderAndStopsInReverse() throws Exception {
        ServiceGroup group = new ServiceGroup("all", List.of(service("a", ""), service("b", "")));

        group.start();
        group.close();

        assertThat(events).containsExactly("start a", "start b", "close b", "close a");
    }

    @Test
    void aFailedStartStopsWhatRuns() {
        ServiceGroup group =
                new ServiceGroup("all", List.of(service("a", ""), service("b", "start")));

        assertThatThrownBy(group::start)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("b did not start");
        assertThat(events).containsExactly("start a", "start b", "close a");
    }

    @Test
    void aFailedStopStopsTheOthersAndKeepsEveryFailure() throws Exception {
        ServiceGroup group =
                new ServiceGroup(
                        "all",
                        List.of(service("a", "close"), service("b", ""), service("c", "close")));
        group.start();

        assertThatThrownBy(group::close)
                .hasMessageStartingWith("c did not stop")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(events).endsWith("close c", "close b", "close a");
    }

    private Service service(String name, String failing) {
        return new Service() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void start() throws IOException {
                happen("start");
            }

            @Override
            public void close() throws IOException {
                happen("close");
            }

            private void happen(String event) throws IOException {
                events.add(event + " " + name);
                if (failing.equals(event)) {
                    throw new IOException("planned");
                }
            }
        };
    }
}

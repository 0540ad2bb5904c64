// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.ConfigException;
import dev.hearth.server.Endpoints;
import dev.hearth.server.Route;
import dev.hearth.server.RpcService;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HttpApiReferenceTest {

    /// First cell of a row of a table.
    private static final Pattern ENDPOINT =
            Pattern.compile("^\\| `((?:GET|POST|DELETE|RPC) [^`]+)` \\|", Pattern.MULTILINE);

    private final ReferenceDocument page =
            new ReferenceDocument("http-api.md", HttpApiReferenceTest.class);

    @TempDir private Path folder;

    @Test
    void thePageNamesWhatIsServedAndNothingElse() throws IOException, ConfigException {
        Set<String> served = new TreeSet<>();
        try (RunningProgram program =
                new RunningProgram(
                        folder, RunningProgram.clustered(RunningProgram.limits(folder)))) {
            Endpoints endpoints = program.wiring().served();
            for (Route route : endpoints.routes()) {
                served.add(route.method() + " " + route.path());
            }
            for (RpcService service : endpoints.services()) {
                for (MethodDescriptor<?, ?> method :
                        service.service().bindService().getServiceDescriptor().getMethods()) {
                    served.add("RPC " + method.getFullMethodName());
                }
            }
        }
        Set<String> named =
                ENDPOINT.matcher(page.read())
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named)
                .as("endpoints named in docs/reference/http-api.md, which is written by hand")
                .isEqualTo(served);
    }
}

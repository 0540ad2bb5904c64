// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/// Runs the tests of some classes in a process of their own, which has another environment. Ends
/// with 0 if all of them ran, and passed.
public final class RunTests {

    private RunTests() {}

    /// Runs the classes of these names.
    @SuppressWarnings("SystemOut") // a program whose output is read
    public static void main(String[] names) {
        Launcher launcher = LauncherFactory.create();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(
                                Arrays.stream(names)
                                        .map(DiscoverySelectors::selectClass)
                                        .toArray(ClassSelector[]::new))
                        .build(),
                listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.printTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 20);
        long run = summary.getTestsSucceededCount();
        System.exit(run > 0 && run == summary.getTestsFoundCount() ? 0 : 1);
    }
}

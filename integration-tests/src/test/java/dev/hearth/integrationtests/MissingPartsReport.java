// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/// Says in one line at the end what was left out because a part was missing. Found by JUnit through
/// `META-INF/services`.
public final class MissingPartsReport implements TestExecutionListener {

    /// Made by JUnit.
    public MissingPartsReport() {}

    @Override
    @SuppressWarnings("SystemOut") // a person who runs the tests reads it
    public void testPlanExecutionFinished(TestPlan plan) {
        if (!RealPart.missing().isEmpty()) {
            System.out.println("Left out: " + String.join("; ", RealPart.missing()));
        }
    }
}

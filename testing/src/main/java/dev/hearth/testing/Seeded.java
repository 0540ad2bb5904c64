// SPDX-License-Identifier: Apache-2.0
package dev.hearth.testing;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/// Gives a test a [RandomGenerator], another in every repetition, whose seed is named when the test
/// fails.
///
/// `-Dtest.seed=<seed>` repeats the failure exactly.
public final class Seeded implements ParameterResolver, TestExecutionExceptionHandler {

    private final long seed = Long.getLong("test.seed", System.nanoTime());

    /// Made by JUnit.
    public Seeded() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == RandomGenerator.class;
    }

    @Override
    public RandomGenerator resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return new SplittableRandom(seed ^ test.getUniqueId().hashCode());
    }

    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable failure)
            throws Throwable {
        failure.addSuppressed(new AssertionError("repeat with -Dtest.seed=" + seed));
        throw failure;
    }
}

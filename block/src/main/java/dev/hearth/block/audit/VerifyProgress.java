// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Counts what is checked, and tells the listener. For one thread.
final class VerifyProgress {

    private final VerifyListener listener;
    long tenants;
    long versions;
    long deletions;
    long blocks;
    long unfinished;
    long partitions;
    long segments;
    long bytes;
    private long problems;

    VerifyProgress(VerifyListener listener) {
        this.listener = listener;
    }

    void checking(String object) {
        listener.checking(object, summary());
    }

    /// Notes a version that was looked at.
    ///
    /// @param failure what is wrong with it; null if nothing is
    void version(String key, @Nullable IOException failure) {
        checking(key);
        versions++;
        if (failure != null) {
            problem(key, failure);
        }
    }

    void problem(String object, String what) {
        problem(new Problem(object, what));
    }

    /// What an exception says, which often names the object already.
    void problem(String object, IOException failure) {
        problem(object, text(failure));
    }

    void problem(Problem problem) {
        problems++;
        listener.problem(problem);
    }

    static String text(IOException failure) {
        Throwable cause = failure.getCause();
        String text = String.valueOf(failure.getMessage());
        return cause == null ? text : text + ": " + cause.getMessage();
    }

    VerifySummary summary() {
        return new VerifySummary(
                tenants,
                versions,
                deletions,
                blocks,
                unfinished,
                partitions,
                segments,
                bytes,
                problems);
    }
}

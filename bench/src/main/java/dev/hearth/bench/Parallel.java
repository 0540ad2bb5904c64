// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Does work on several threads at once.
final class Parallel {

    private Parallel() {}

    /// What one thread does.
    @FunctionalInterface
    interface Work {
        /// Does the part of one thread.
        ///
        /// @param number which of the threads, from 0
        void run(int number) throws IOException;
    }

    /// Starts the threads and waits for all of them.
    static void run(int threads, Work work) throws IOException {
        AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            running.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    work.run(number);
                                } catch (IOException e) {
                                    failure.set(e);
                                }
                            }));
        }
        for (Thread thread : running) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        IOException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }
}

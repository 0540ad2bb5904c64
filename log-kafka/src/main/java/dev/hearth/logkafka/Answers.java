// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Waits for what Kafka answers.
final class Answers {

    /// Longer than Kafka's own clients wait before they give up.
    private static final Duration PATIENCE = ClientSettings.ASK_TIMEOUT.plusSeconds(5);

    private Answers() {}

    /// Returns the answer.
    ///
    /// @param answer as Kafka's client gave it: one of a map with an answer for each thing asked
    /// @param what the question, for the message: "topic "a" cannot be described"
    /// @throws IOException if there is none, with Kafka's reason
    static <T> T of(@Nullable Future<T> answer, String what) throws IOException {
        if (answer == null) {
            throw new IOException("%s: Kafka's client knows no answer".formatted(what));
        }
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed(what, e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "%s: Kafka did not answer within %s".formatted(what, PATIENCE), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("%s: the wait was interrupted".formatted(what), e);
        }
    }

    private static IOException failed(String what, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof ExecutionException || cause instanceof CompletionException)) {
            cause = cause.getCause();
        }
        if (cause instanceof LogFailure known) {
            return known.toIOException();
        }
        return new IOException("%s: %s".formatted(what, cause.getMessage()), cause);
    }

    /// An [IOException] on its way through a future.
    static final class LogFailure extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final IOException failure;

        LogFailure(IOException failure) {
            super(failure);
            this.failure = failure;
        }

        IOException toIOException() {
            return failure;
        }
    }
}

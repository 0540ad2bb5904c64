// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// One call of append on its way through the writer.
final class PendingAppend {

    private final List<byte[]> payloads;
    private final long bytes;
    private final CompletableFuture<List<LogRecord>> outcome = new CompletableFuture<>();

    PendingAppend(List<byte[]> payloads) {
        this.payloads = payloads;
        long sum = 0;
        for (byte[] payload : payloads) {
            sum += payload.length;
        }
        this.bytes = sum;
    }

    List<byte[]> payloads() {
        return payloads;
    }

    /// Bytes of all payloads.
    long bytes() {
        return bytes;
    }

    void complete(List<LogRecord> records) {
        outcome.complete(records);
    }

    void refuse(String message, Throwable cause) {
        outcome.completeExceptionally(new LogUnavailableException(message, cause));
    }

    /// Waits for the outcome. An interrupt takes the append out of the queue; once the writer has
    /// it, it does nothing but to stay set.
    List<LogRecord> await(AppendQueue queue) throws LogUnavailableException {
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return outcome.get();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                    if (queue.remove(this)) {
                        throw new LogUnavailableException("append was interrupted", e);
                    }
                } catch (ExecutionException e) {
                    throw new LogUnavailableException(refusal(e), e.getCause());
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String refusal(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure.toString() : String.valueOf(cause.getMessage());
    }
}

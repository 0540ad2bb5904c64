// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstores3;

import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.remote.RetryableException;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.ProviderException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Waits for the client's answers, and says in the store's words what went wrong.
final class S3Failures {

    /// Codes of answers after which the same request may succeed.
    private static final Set<String> PASSING =
            Set.of(
                    "ConditionalRequestConflict",
                    "InternalError",
                    "OperationAborted",
                    "RequestTimeout",
                    "ServiceUnavailable",
                    "SlowDown",
                    "SlowDownRead",
                    "SlowDownWrite",
                    "Throttling",
                    "XMinioServerNotInitialized");

    private final String bucket;

    /// @param bucket what and where it is
    S3Failures(String bucket) {
        this.bucket = bucket;
    }

    /// One call of the client.
    @FunctionalInterface
    interface Call<T> {

        CompletableFuture<T> start() throws MinioException;
    }

    /// Makes a call and waits for it.
    ///
    /// @param key of the object that it is about; empty if it is about none
    <T> T await(String key, Call<T> call) throws IOException {
        try {
            return call.start().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while waiting for " + bucket);
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw of(key, e);
        } catch (MinioException | RuntimeException e) {
            throw of(key, e);
        }
    }

    /// Reads an answer to its end.
    byte[] read(InputStream in) throws IOException {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw of("", e);
        }
    }

    private IOException of(String key, Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case RetryableException e -> retryable(e);
            case ErrorResponseException e -> answered(key, e);
            case SSLHandshakeException e -> lasting(e);
            case SSLPeerUnverifiedException e -> lasting(e);
            case IOException e -> new RetryableException(text(e), e);
            case ProviderException e -> new RetryableException(text(e), e);
            case MinioException e when e.getCause() instanceof IOException io ->
                    new RetryableException(text(io), e);
            default -> lasting(cause);
        };
    }

    private RetryableException retryable(RetryableException e) {
        return new RetryableException(text(e), e, e.after());
    }

    private IOException answered(String key, ErrorResponseException e) {
        String code = String.valueOf(e.errorResponse().code());
        if (code.equals("NoSuchKey") && !key.isEmpty()) {
            NoSuchObjectException missing = new NoSuchObjectException(key);
            missing.initCause(e);
            return missing;
        }
        String text = "%s answered %s: %s".formatted(bucket, code, e.errorResponse().message());
        return PASSING.contains(code)
                ? new RetryableException(text, e)
                : new S3AnswerException(text, code, e.response().code(), e);
    }

    private IOException lasting(Throwable e) {
        return new IOException(text(e), e);
    }

    private String text(Throwable e) {
        return "%s failed: %s".formatted(bucket, e.getMessage() == null ? e : e.getMessage());
    }

    /// The store said no.
    static final class S3AnswerException extends IOException {

        private static final long serialVersionUID = 1;

        private final String code;
        private final int status;

        S3AnswerException(String message, String code, int status, Throwable cause) {
            super(message, cause);
            this.code = code;
            this.status = status;
        }

        String code() {
            return code;
        }

        int status() {
            return status;
        }
    }
}

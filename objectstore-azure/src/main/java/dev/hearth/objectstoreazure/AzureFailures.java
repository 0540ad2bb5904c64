// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreazure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.remote.RetryableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// Says in the store's words what went wrong.
final class AzureFailures {

    private final String container;

    /// @param container what and where it is
    AzureFailures(String container) {
        this.container = container;
    }

    /// One call of the client.
    @FunctionalInterface
    interface Call<T> {

        T run();
    }

    /// Makes a call.
    ///
    /// @param key of the object that it is about; empty if it is about none
    <T> T call(String key, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (ClientAuthenticationException e) {
            throw lasting(e);
        } catch (HttpResponseException e) {
            throw answered(key, e);
        } catch (RuntimeException e) {
            throw passing(e);
        }
    }

    private IOException answered(String key, HttpResponseException e) {
        @Nullable HttpResponse response = e.getResponse();
        if (response == null) {
            return passing(e);
        }
        int status = response.getStatusCode();
        @Nullable BlobErrorCode code =
                e instanceof BlobStorageException blob ? blob.getErrorCode() : null;
        boolean isMissing = status == 404 && !BlobErrorCode.CONTAINER_NOT_FOUND.equals(code);
        if (isMissing && !key.isEmpty()) {
            NoSuchObjectException missing = new NoSuchObjectException(key);
            missing.initCause(e);
            return missing;
        }
        String text =
                "%s answered %d %s".formatted(container, status, code == null ? "" : code).strip();
        // Blocks that were staged are gone when another has committed the same object.
        boolean isOvertaken = BlobErrorCode.INVALID_BLOCK_LIST.equals(code);
        return isOvertaken
                ? new RetryableException(text, e)
                : new AzureAnswerException(text, status, e);
    }

    /// The client wraps what went wrong on the way in several ways.
    private IOException passing(RuntimeException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof RetryableException later) {
                return new RetryableException(
                        "%s failed: %s".formatted(container, later.getMessage()), e, later.after());
            }
            if (at instanceof SSLHandshakeException) {
                return lasting(e);
            }
            if (at instanceof IOException
                    || at instanceof UncheckedIOException
                    || at instanceof TimeoutException) {
                return new RetryableException("%s failed: %s".formatted(container, at), e);
            }
        }
        return lasting(e);
    }

    private IOException lasting(RuntimeException e) {
        return new IOException("%s failed: %s".formatted(container, e.getMessage()), e);
    }

    /// The store said no.
    static final class AzureAnswerException extends IOException {

        private static final long serialVersionUID = 1;

        private final int status;

        AzureAnswerException(String message, int status, Throwable cause) {
            super(message, cause);
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}

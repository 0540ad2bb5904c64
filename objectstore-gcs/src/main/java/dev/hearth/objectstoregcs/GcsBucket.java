// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoregcs;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.googleapis.media.MediaHttpUploader;
import com.google.api.client.http.AbstractInputStreamContent;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.InputStreamContent;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.StorageObject;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.RetryableException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// A bucket of Google Cloud Storage, by Google's client of the JSON API. An object that is not
/// larger than a chunk is put by one request, others by a resumable upload; both only if the object
/// has no generation yet.
final class GcsBucket implements Bucket {

    /// Bytes of a chunk; at most one is held in memory for each object that is being put.
    private static final int CHUNK_BYTES = 16 << 20;

    private static final String TYPE = "application/octet-stream";
    private static final String PUT_ID = "hearth-put";
    private static final long LIST_LIMIT = 1000;
    private static final Set<Integer> PASSING = Set.of(408, 409, 429, 500, 502, 503, 504);

    private final Storage client;
    private final String bucket;
    private final String name;

    GcsBucket(Storage client, String bucket) {
        this.client = client;
        this.bucket = bucket;
        this.name = "bucket \"%s\" at %s".formatted(bucket, client.getRootUrl());
    }

    /// One call of the client.
    @FunctionalInterface
    private interface Call<T> {

        T run() throws IOException;
    }

    /// @param key of the object that it is about; empty if it is about none
    private <T> T call(String key, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (HttpResponseException e) {
            throw answered(key, e);
        } catch (SSLHandshakeException e) {
            throw new IOException("%s failed: %s".formatted(name, e.getMessage()), e);
        } catch (IOException e) {
            throw new RetryableException("%s failed: %s".formatted(name, e), e);
        }
    }

    private IOException answered(String key, HttpResponseException e) {
        int status = e.getStatusCode();
        String why =
                e instanceof GoogleJsonResponseException json && json.getDetails() != null
                        ? json.getDetails().getMessage()
                        : e.getStatusMessage();
        if (status == 404 && !key.isEmpty() && !isBucketMissing(why)) {
            NoSuchObjectException missing = new NoSuchObjectException(key);
            missing.initCause(e);
            return missing;
        }
        String text = "%s answered %d: %s".formatted(name, status, why);
        return PASSING.contains(status)
                ? new RetryableException(text, e, retryAfter(e))
                : new GcsAnswerException(text, status, e);
    }

    private static boolean isBucketMissing(@Nullable String why) {
        return why != null && why.contains("bucket does not exist");
    }

    private static Duration retryAfter(HttpResponseException e) {
        String text = e.getHeaders() == null ? null : e.getHeaders().getRetryAfter();
        try {
            return text == null ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(text.strip()));
        } catch (NumberFormatException _) {
            return Duration.ZERO;
        }
    }

    @Override
    public boolean create(String key, ObjectContent content, String putId) throws IOException {
        StorageObject object = new StorageObject().setName(key).setMetadata(Map.of(PUT_ID, putId));
        try (ContentStream in = new ContentStream(content.source().open())) {
            boolean isSmall = content.length() <= CHUNK_BYTES;
            AbstractInputStreamContent media =
                    isSmall
                            ? new ByteArrayContent(TYPE, in.readNBytes((int) content.length()))
                            : new InputStreamContent(TYPE, in).setLength(content.length());
            Storage.Objects.Insert insert =
                    client.objects()
                            .insert(bucket, object, media)
                            .setIfGenerationMatch(0L)
                            .setFields("name");
            MediaHttpUploader uploader = insert.getMediaHttpUploader();
            uploader.setDirectUploadEnabled(isSmall);
            uploader.setChunkSize(CHUNK_BYTES);
            uploader.setDisableGZipContent(true);
            upload(insert, in);
            return true;
        } catch (GcsAnswerException e) {
            if (e.status() == 412) {
                return false;
            }
            throw e;
        }
    }

    /// The client does not tell what could not be read from what could not be sent.
    private void upload(Storage.Objects.Insert insert, ContentStream in) throws IOException {
        try {
            call("", insert::execute);
        } catch (IOException e) {
            throw in.failure() == null ? e : in.failure();
        }
    }

    @Override
    public String putId(String key) throws IOException {
        Map<String, String> metadata = object(key, "metadata").getMetadata();
        return metadata == null ? "" : metadata.getOrDefault(PUT_ID, "");
    }

    @Override
    public long size(String key) throws IOException {
        try {
            return object(key, "size").getSize().longValueExact();
        } catch (NoSuchObjectException _) {
            return -1;
        }
    }

    private StorageObject object(String key, String fields) throws IOException {
        return call(key, () -> client.objects().get(bucket, key).setFields(fields).execute());
    }

    @Override
    public byte[] read(String key) throws IOException {
        return call(key, () -> readAll(client.objects().get(bucket, key)));
    }

    @Override
    public byte[] read(String key, long offset, int length) throws IOException {
        try {
            return call(
                    key,
                    () -> {
                        Storage.Objects.Get get = client.objects().get(bucket, key);
                        get.getRequestHeaders()
                                .setRange("bytes=%d-%d".formatted(offset, offset + length - 1));
                        return readAll(get);
                    });
        } catch (GcsAnswerException e) {
            if (e.status() == 416) {
                return new byte[0];
            }
            throw e;
        }
    }

    private static byte[] readAll(Storage.Objects.Get get) throws IOException {
        try (InputStream in = get.executeMediaAsInputStream()) {
            return in.readAllBytes();
        }
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        List<String> keys = new ArrayList<>();
        String page = "";
        do {
            Objects found = page(prefix, after, limit, page);
            if (found.getItems() != null) {
                for (StorageObject item : found.getItems()) {
                    // The place to begin at is one that is listed itself.
                    if (item.getName().compareTo(after) > 0 && keys.size() < limit) {
                        keys.add(item.getName());
                    }
                }
            }
            page = found.getNextPageToken() == null ? "" : found.getNextPageToken();
        } while (!page.isEmpty() && keys.size() < limit);
        return keys;
    }

    private Objects page(String prefix, String after, int limit, String page) throws IOException {
        return call(
                "",
                () -> {
                    Storage.Objects.List list =
                            client.objects()
                                    .list(bucket)
                                    .setPrefix(prefix)
                                    .setMaxResults(Math.min(limit + 1L, LIST_LIMIT))
                                    .setFields("items(name),nextPageToken");
                    if (!after.isEmpty()) {
                        list.setStartOffset(after);
                    }
                    if (!page.isEmpty()) {
                        list.setPageToken(page);
                    }
                    return list.execute();
                });
    }

    @Override
    public void delete(String key) throws IOException {
        try {
            call(key, () -> client.objects().delete(bucket, key).execute());
        } catch (NoSuchObjectException _) {
            // There is none, as wanted.
        }
    }

    @Override
    public void close() throws IOException {
        client.getRequestFactory().getTransport().shutdown();
    }

    @Override
    public String toString() {
        return name;
    }
}

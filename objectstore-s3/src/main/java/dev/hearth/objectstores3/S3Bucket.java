// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstores3;

import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.Retries;
import dev.hearth.objectstores3.S3Failures.S3AnswerException;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.Http;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.messages.Item;
import io.minio.messages.ListBucketResultV2;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import okhttp3.OkHttpClient;

/// A bucket of S3, by the MinIO client. An object that is not larger than a part is put at once,
/// others in parts; both only if the key is free.
final class S3Bucket implements Bucket {

    /// Bytes of a part; at most one is held in memory for each object that is being put.
    static final int PART_BYTES = 16 << 20;

    private static final String PUT_ID = "hearth-put";
    private static final int LIST_LIMIT = 1000;

    private final MinioAsyncClient client;
    private final OkHttpClient http;
    private final String bucket;
    private final String name;
    private final S3Config.Encryption encryption;
    private final S3Failures failures;
    private final S3Upload uploads;

    S3Bucket(MinioAsyncClient client, OkHttpClient http, S3Config config, Retries retries) {
        this.client = client;
        this.http = http;
        this.bucket = config.bucket();
        this.name = "bucket \"%s\" at %s".formatted(config.bucket(), config.endpoint());
        this.encryption = config.encryption();
        this.failures = new S3Failures(name);
        this.uploads = new S3Upload(client, bucket, failures, retries);
    }

    @Override
    public boolean create(String key, ObjectContent content, String putId) throws IOException {
        try (InputStream in = content.source().open()) {
            byte[] first = in.readNBytes((int) Math.min(PART_BYTES, content.length()));
            if (first.length == content.length()) {
                put(key, first, putId);
            } else {
                uploads.upload(key, first, in, newObject(putId));
            }
            return true;
        } catch (S3AnswerException e) {
            if (e.status() == 412 || e.code().equals("PreconditionFailed")) {
                return false;
            }
            throw e;
        }
    }

    private void put(String key, byte[] bytes, String putId) throws IOException {
        Http.Headers headers = newObject(putId);
        headers.putAll(S3Upload.onlyIfAbsent());
        failures.await(
                "",
                () ->
                        client.putObject(
                                PutObjectAPIArgs.builder()
                                        .bucket(bucket)
                                        .object(key)
                                        .headers(headers)
                                        .data(bytes, bytes.length)
                                        .build()));
    }

    /// What is said of an object when it is made.
    private Http.Headers newObject(String putId) {
        Http.Headers headers = new Http.Headers("x-amz-meta-" + PUT_ID, putId);
        switch (encryption) {
            case S3Config.Encryption.Unasked() -> {}
            case S3Config.Encryption.StoreKey() ->
                    headers.put("x-amz-server-side-encryption", "AES256");
            case S3Config.Encryption.ServiceKey(String keyId, String context) -> {
                headers.put("x-amz-server-side-encryption", "aws:kms");
                headers.put("x-amz-server-side-encryption-aws-kms-key-id", keyId);
                if (!context.isEmpty()) {
                    headers.put(
                            "x-amz-server-side-encryption-context",
                            Base64.getEncoder()
                                    .encodeToString(context.getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
        return headers;
    }

    @Override
    public String putId(String key) throws IOException {
        String id = stat(key).userMetadata().getFirst(PUT_ID);
        return id == null ? "" : id;
    }

    @Override
    public long size(String key) throws IOException {
        try {
            return stat(key).size();
        } catch (NoSuchObjectException _) {
            return -1;
        }
    }

    private StatObjectResponse stat(String key) throws IOException {
        return failures.await(
                key,
                () ->
                        client.statObject(
                                StatObjectArgs.builder().bucket(bucket).object(key).build()));
    }

    @Override
    public byte[] read(String key) throws IOException {
        return read(key, GetObjectArgs.builder().bucket(bucket).object(key).build());
    }

    @Override
    public byte[] read(String key, long offset, int length) throws IOException {
        GetObjectArgs range =
                GetObjectArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .offset(offset)
                        .length((long) length)
                        .build();
        try {
            return read(key, range);
        } catch (S3AnswerException e) {
            if (e.status() == 416) {
                return new byte[0];
            }
            throw e;
        }
    }

    private byte[] read(String key, GetObjectArgs what) throws IOException {
        try (GetObjectResponse in = failures.await(key, () -> client.getObject(what))) {
            return failures.read(in);
        }
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        List<String> keys = new ArrayList<>();
        String from = after;
        boolean hasMore = true;
        while (hasMore && keys.size() < limit) {
            int count = Math.min(limit - keys.size(), LIST_LIMIT);
            ListObjectsV2Args page = page(prefix, from, count);
            ListBucketResultV2 found =
                    failures.await("", () -> client.listObjectsV2(page)).result();
            for (Item item : found.contents()) {
                keys.add(item.objectName());
            }
            // MinIO has been seen to say of a full page that it is the last, and it was not.
            hasMore = found.isTruncated() || found.contents().size() == count;
            hasMore &= !found.contents().isEmpty();
            from = keys.isEmpty() ? from : keys.getLast();
        }
        return keys;
    }

    private ListObjectsV2Args page(String prefix, String after, int count) {
        ListObjectsV2Args.Builder args =
                ListObjectsV2Args.builder().bucket(bucket).prefix(prefix).maxKeys(count);
        return after.isEmpty() ? args.build() : args.startAfter(after).build();
    }

    @Override
    public void delete(String key) throws IOException {
        try {
            failures.await(
                    key,
                    () ->
                            client.removeObject(
                                    RemoveObjectArgs.builder().bucket(bucket).object(key).build()));
        } catch (NoSuchObjectException _) {
            // There is none, as wanted.
        }
    }

    @Override
    public void close() throws IOException {
        http.dispatcher().cancelAll();
        http.dispatcher().executorService().shutdownNow();
        http.connectionPool().evictAll();
        try {
            client.close();
        } catch (Exception e) {
            throw new IOException("client of %s could not be closed".formatted(name), e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}

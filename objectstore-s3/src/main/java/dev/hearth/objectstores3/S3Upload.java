// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstores3;

import dev.hearth.objectstore.remote.Retries;
import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.UploadPartArgs;
import io.minio.messages.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts large objects in parts. Nobody sees one before its last step, which is the conditional one.
final class S3Upload {

    private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);

    private final MinioAsyncClient client;
    private final String bucket;
    private final S3Failures failures;
    private final Retries retries;

    S3Upload(MinioAsyncClient client, String bucket, S3Failures failures, Retries retries) {
        this.client = client;
        this.bucket = bucket;
        this.failures = failures;
        this.retries = retries;
    }

    /// The condition of every put.
    static Http.Headers onlyIfAbsent() {
        return new Http.Headers("If-None-Match", "*");
    }

    /// Puts an object.
    ///
    /// @param first the first part
    /// @param rest what follows it; read in parts
    /// @param headers said of the object
    void upload(String key, byte[] first, InputStream rest, Http.Headers headers)
            throws IOException {
        String id =
                failures.await(
                                "",
                                () ->
                                        client.createMultipartUpload(
                                                CreateMultipartUploadArgs.builder()
                                                        .bucket(bucket)
                                                        .object(key)
                                                        .headers(headers)
                                                        .build()))
                        .result()
                        .uploadId();
        boolean isDone = false;
        try {
            List<Part> parts = new ArrayList<>();
            byte[] bytes = first;
            while (bytes.length > 0) {
                parts.add(part(key, id, parts.size() + 1, bytes));
                bytes = rest.readNBytes(S3Bucket.PART_BYTES);
            }
            complete(key, id, parts);
            isDone = true;
        } finally {
            if (!isDone) {
                abort(key, id);
            }
        }
    }

    private Part part(String key, String id, int number, byte[] bytes) throws IOException {
        UploadPartArgs args =
                UploadPartArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .uploadId(id)
                        .partNumber(number)
                        .data(bytes, bytes.length)
                        .build();
        return retries.run("upload_part", () -> failures.await("", () -> client.uploadPart(args)))
                .part();
    }

    private void complete(String key, String id, List<Part> parts) throws IOException {
        failures.await(
                "",
                () ->
                        client.completeMultipartUpload(
                                CompleteMultipartUploadArgs.builder()
                                        .bucket(bucket)
                                        .object(key)
                                        .uploadId(id)
                                        .parts(parts.toArray(Part[]::new))
                                        .maxRetries(0)
                                        .extraHeaders(onlyIfAbsent())
                                        .build()));
    }

    /// Gives the parts back. What is left behind if this fails costs money until the bucket's rule
    /// for unfinished uploads removes it.
    private void abort(String key, String id) {
        try {
            failures.await(
                    "",
                    () ->
                            client.abortMultipartUpload(
                                    AbortMultipartUploadArgs.builder()
                                            .bucket(bucket)
                                            .object(key)
                                            .uploadId(id)
                                            .build()));
        } catch (IOException e) {
            LOG.debug("upload {} of object \"{}\" could not be given up", id, key, e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreazure;

import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.Retries;
import dev.hearth.objectstoreazure.AzureFailures.AzureAnswerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A container of Azure Blob Storage, by Microsoft's client. An object that is not larger than a
/// block is put by one request, others are staged in blocks and committed; both only if there is
/// none.
final class AzureContainer implements Bucket {

    /// Bytes of a block; at most one is held in memory for each object that is being put.
    private static final int BLOCK_BYTES = 8 << 20;

    /// Only letters: the names of metadata must be identifiers.
    private static final String PUT_ID = "hearthput";

    private static final int LIST_LIMIT = 5000;

    /// Bytes that pass in a second at least.
    private static final int SLOWEST = 1 << 18;

    private final BlobContainerClient client;
    private final String name;
    private final AzureFailures failures;
    private final Retries retries;
    private final Duration response;

    AzureContainer(BlobContainerClient client, AzureConfig config, Retries retries) {
        this.client = client;
        this.name = "container \"%s\" at %s".formatted(config.container(), client.getAccountUrl());
        this.failures = new AzureFailures(name);
        this.retries = retries;
        this.response = config.response();
    }

    private BlobClient blob(String key) {
        return client.getBlobClient(key);
    }

    /// The client's limit for an answer counts from when a request begins, so what is sent adds to
    /// it.
    private Context time(int bytes) {
        return new Context("azure-response-timeout", response.plusSeconds(bytes / SLOWEST));
    }

    private static BlobRequestConditions onlyIfAbsent() {
        return new BlobRequestConditions().setIfNoneMatch("*");
    }

    @Override
    public boolean create(String key, ObjectContent content, String putId) throws IOException {
        try (InputStream in = content.source().open()) {
            byte[] first = in.readNBytes((int) Math.min(BLOCK_BYTES, content.length()));
            if (first.length == content.length()) {
                put(key, first, putId);
            } else {
                stage(key, first, in, putId);
            }
            return true;
        } catch (AzureAnswerException e) {
            if (e.status() == 412 || e.status() == 409) {
                return false;
            }
            throw e;
        }
    }

    private void put(String key, byte[] bytes, String putId) throws IOException {
        BlockBlobSimpleUploadOptions options =
                new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(bytes))
                        .setMetadata(Map.of(PUT_ID, putId))
                        .setRequestConditions(onlyIfAbsent());
        failures.call(
                "",
                () ->
                        blob(key)
                                .getBlockBlobClient()
                                .uploadWithResponse(options, null, time(bytes.length)));
    }

    /// The names of blocks hold the id of the put: those that two stage for one object do not mix.
    private void stage(String key, byte[] first, InputStream rest, String putId)
            throws IOException {
        List<String> blocks = new ArrayList<>();
        byte[] bytes = first;
        while (bytes.length > 0) {
            String block = "%s-%06d".formatted(putId, blocks.size());
            String id =
                    Base64.getEncoder().encodeToString(block.getBytes(StandardCharsets.US_ASCII));
            int size = bytes.length;
            BlockBlobStageBlockOptions staged =
                    new BlockBlobStageBlockOptions(id, BinaryData.fromBytes(bytes));
            retries.run(
                    "upload_part",
                    () ->
                            failures.call(
                                    "",
                                    () -> {
                                        blob(key)
                                                .getBlockBlobClient()
                                                .stageBlockWithResponse(staged, null, time(size));
                                        return id;
                                    }));
            blocks.add(id);
            bytes = rest.readNBytes(BLOCK_BYTES);
        }
        BlockBlobCommitBlockListOptions options =
                new BlockBlobCommitBlockListOptions(blocks)
                        .setMetadata(Map.of(PUT_ID, putId))
                        .setRequestConditions(onlyIfAbsent());
        failures.call(
                "",
                () ->
                        blob(key)
                                .getBlockBlobClient()
                                .commitBlockListWithResponse(options, null, Context.NONE));
    }

    @Override
    public String putId(String key) throws IOException {
        Map<String, String> metadata =
                failures.call(key, () -> blob(key).getProperties().getMetadata());
        return metadata == null ? "" : metadata.getOrDefault(PUT_ID, "");
    }

    @Override
    public long size(String key) throws IOException {
        try {
            return failures.call(key, () -> blob(key).getProperties().getBlobSize());
        } catch (NoSuchObjectException _) {
            return -1;
        }
    }

    @Override
    public byte[] read(String key) throws IOException {
        return download(key, null);
    }

    @Override
    public byte[] read(String key, long offset, int length) throws IOException {
        try {
            return download(key, new BlobRange(offset, (long) length));
        } catch (AzureAnswerException e) {
            if (e.status() == 416) {
                return new byte[0];
            }
            throw e;
        }
    }

    private byte[] download(String key, @Nullable BlobRange range) throws IOException {
        DownloadRetryOptions once = new DownloadRetryOptions().setMaxRetryRequests(0);
        return failures.call(
                key,
                () ->
                        blob(key)
                                .downloadContentWithResponse(
                                        once, null, range, false, null, Context.NONE)
                                .getValue()
                                .toBytes());
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        ListBlobsOptions options =
                new ListBlobsOptions()
                        .setPrefix(prefix)
                        .setMaxResultsPerPage(Math.min(limit + 1, LIST_LIMIT));
        if (after.compareTo(prefix) > 0) {
            options.setStartFrom(after);
        }
        return failures.call(
                "",
                () -> {
                    List<String> keys = new ArrayList<>();
                    Iterator<PagedResponse<BlobItem>> pages =
                            client.listBlobs(options, null).iterableByPage().iterator();
                    while (keys.size() < limit && pages.hasNext()) {
                        for (BlobItem item : pages.next().getValue()) {
                            // The place to begin at is one that is listed itself.
                            if (item.getName().compareTo(after) > 0 && keys.size() < limit) {
                                keys.add(item.getName());
                            }
                        }
                    }
                    return keys;
                });
    }

    @Override
    public void delete(String key) throws IOException {
        failures.call(key, () -> blob(key).deleteIfExists());
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return name;
    }
}

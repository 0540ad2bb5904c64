// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoregcs;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.hearth.objectstore.remote.Bucket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;

/// Opens buckets of Google Cloud Storage.
public final class GcsBuckets {

    private static final List<String> SCOPES =
            List.of("https://www.googleapis.com/auth/devstorage.read_write");

    private GcsBuckets() {}

    /// Makes a client for a bucket. Nothing is sent to the bucket yet.
    ///
    /// @throws IOException if there are no credentials
    public static Bucket open(GcsConfig config) throws IOException {
        HttpRequestInitializer initializer = initializer(config);
        Storage.Builder builder =
                new Storage.Builder(
                                transport(config), GsonFactory.getDefaultInstance(), initializer)
                        .setApplicationName("hearth");
        if (!config.endpoint().isEmpty()) {
            builder.setRootUrl(config.endpoint());
        }
        return new GcsBucket(builder.build(), config.bucket());
    }

    private static HttpTransport transport(GcsConfig config) throws IOException {
        try {
            NetHttpTransport.Builder builder = new NetHttpTransport.Builder();
            return config.skipsVerification()
                    ? builder.doNotValidateCertificate().build()
                    : builder.build();
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be had without verification", e);
        }
    }

    private static HttpRequestInitializer initializer(GcsConfig config) throws IOException {
        int connect = Math.toIntExact(config.connect().toMillis());
        int response = Math.toIntExact(config.response().toMillis());
        HttpRequestInitializer identity =
                config.endpoint().startsWith("http://")
                        ? _ -> {}
                        : new HttpCredentialsAdapter(credentials(config).createScoped(SCOPES));
        return (HttpRequest request) -> {
            identity.initialize(request);
            request.setUrl(withoutSemicolons(request.getUrl()));
            request.setConnectTimeout(connect);
            request.setReadTimeout(response);
            request.setWriteTimeout(response);
        };
    }

    /// The client leaves them as they are; there are servers for which they end a parameter.
    private static GenericUrl withoutSemicolons(GenericUrl url) {
        String text = url.build();
        return text.indexOf(';') < 0 ? url : new GenericUrl(text.replace(";", "%3B"), true);
    }

    private static GoogleCredentials credentials(GcsConfig config) throws IOException {
        String json = config.serviceAccount().value();
        if (json.isEmpty()) {
            return GoogleCredentials.getApplicationDefault();
        }
        try {
            return ServiceAccountCredentials.fromStream(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "%s is no key of a service account: %s (expected the JSON that Google gave)"
                            .formatted(GcsFlags.SERVICE_ACCOUNT, e.getMessage()),
                    e);
        }
    }
}

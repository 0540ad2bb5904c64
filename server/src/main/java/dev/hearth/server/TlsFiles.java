// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads certificates and keys, and says what is wrong with them in words that name the file.
public final class TlsFiles {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END");

    private static final byte[] PROBE = {1, 2, 3};

    private TlsFiles() {}

    /// Looks at the files of a certificate and its key.
    ///
    /// @throws ConfigException if one cannot be used, or they do not belong together
    public static void checkPair(Settings settings, Flag<String> certFlag, Flag<String> keyFlag)
            throws ConfigException {
        String cert = settings.get(certFlag);
        PublicKey own;
        try {
            own = certificates(cert).getFirst().getPublicKey();
        } catch (IOException e) {
            throw wrong(certFlag, cert, e);
        }
        try {
            checkBelongs(key(settings.get(keyFlag), own), own, cert);
        } catch (IOException e) {
            throw wrong(keyFlag, settings.get(keyFlag), e);
        }
    }

    /// Looks at the file with the certificates of authorities.
    ///
    /// @throws ConfigException if it cannot be used
    public static void checkAuthorities(Settings settings, Flag<String> flag)
            throws ConfigException {
        try {
            List<X509Certificate> _ = certificates(settings.get(flag));
        } catch (IOException e) {
            throw wrong(flag, settings.get(flag), e);
        }
    }

    private static ConfigException wrong(Flag<String> flag, String file, IOException reason) {
        return new ConfigException("%s is \"%s\": %s".formatted(flag, file, reason.getMessage()));
    }

    /// The certificates in a file, at least one.
    static List<X509Certificate> certificates(String file) throws IOException {
        byte[] pem = read(file);
        List<X509Certificate> found;
        try {
            found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
        } catch (CertificateException _) {
            throw new IOException("the file holds something else (expected certificates in PEM)");
        }
        if (found.isEmpty()) {
            throw new IOException("the file holds no certificate (expected PEM)");
        }
        return found;
    }

    /// The key in a file.
    ///
    /// @param other the other half of the pair
    static PrivateKey key(String file, PublicKey other) throws IOException {
        Matcher pem = KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new IOException("the file holds no key (expected PEM, PKCS #8)");
        }
        if (!pem.group(1).equals("PRIVATE KEY")) {
            throw new IOException(
                    "the file holds a key of the kind \"%s\" (expected PKCS #8 without a password, as openssl pkcs8 -topk8 -nodes writes it)"
                            .formatted(pem.group(1)));
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
            return KeyFactory.getInstance(other.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new IOException(
                    "the key cannot be read, or is of another kind than the certificate's (expected PKCS #8, %s)"
                            .formatted(other.getAlgorithm()));
        }
    }

    private static void checkBelongs(PrivateKey key, PublicKey other, String cert)
            throws IOException {
        boolean belongs;
        try {
            Signature signature = Signature.getInstance(signature(other.getAlgorithm()));
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(other);
            signature.update(PROBE);
            belongs = signature.verify(signed);
        } catch (GeneralSecurityException _) {
            belongs = false;
        }
        if (!belongs) {
            throw new IOException(
                    "the key does not belong to the certificate in \"%s\"".formatted(cert));
        }
    }

    private static String signature(String algorithm) {
        return switch (algorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> algorithm;
        };
    }

    private static byte[] read(String file) throws IOException {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (NoSuchFileException _) {
            throw new IOException("there is no such file");
        } catch (IOException e) {
            throw new IOException("the file cannot be read: " + e.getMessage(), e);
        }
    }
}

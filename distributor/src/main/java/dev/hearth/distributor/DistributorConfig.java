// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import java.time.Duration;
import java.util.List;

/// What an operator can set on the distributor. Limits of single tenants are in
/// [dev.hearth.config.TenantLimits].
///
/// @param pushTimeout how long a push may wait for its turn to be decoded
/// @param maxDecodes payloads that are decoded at one time
/// @param maxDecodedBytes bytes, after gunzip, of the payloads that are decoded and not durable
///   yet; more wait for their turn
public record DistributorConfig(Duration pushTimeout, int maxDecodes, long maxDecodedBytes) {

    private static final Flag<Duration> PUSH_TIMEOUT =
            Flag.duration(
                    "distributor.push.timeout",
                    Duration.ofSeconds(5),
                    "How long a pushed profile may wait for its turn to be decoded. After that the client is told to send it again.");

    private static final Flag<Integer> MAX_DECODES =
            Flag.integer(
                            "distributor.max-decodes",
                            0,
                            "Payloads that are decoded at one time. 0 is the number of processors.")
                    .advanced();

    private static final Flag<Long> MAX_DECODED_BYTES =
            Flag.bytes(
                            "distributor.max-decoded-bytes",
                            0,
                            "Bytes, after gunzip, of the payloads that are decoded and not durable yet; others wait. In memory they take several times as much. 0 is 1/64 of the memory that the JVM may use.")
                    .advanced();

    /// @throws IllegalArgumentException if a value is out of range
    public DistributorConfig {
        if (pushTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "-distributor.push.timeout is %s (expected 0 or more)".formatted(pushTimeout));
        }
        atLeastOne(MAX_DECODES, maxDecodes);
        atLeastOne(MAX_DECODED_BYTES, maxDecodedBytes);
    }

    private static void atLeastOne(Flag<?> flag, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "%s is %d (expected 0 or more)".formatted(flag, value));
        }
    }

    /// The flags that [#from] reads.
    public static List<Flag<?>> flags() {
        return List.of(PUSH_TIMEOUT, MAX_DECODES, MAX_DECODED_BYTES);
    }

    /// Reads the settings; a 0 becomes what it stands for on this machine.
    ///
    /// @throws ConfigException if a value is out of range
    public static DistributorConfig from(Settings settings) throws ConfigException {
        int decodes = settings.get(MAX_DECODES);
        long decodedBytes = settings.get(MAX_DECODED_BYTES);
        try {
            return new DistributorConfig(
                    settings.get(PUSH_TIMEOUT),
                    decodes == 0 ? Runtime.getRuntime().availableProcessors() : decodes,
                    decodedBytes == 0 ? Runtime.getRuntime().maxMemory() / 64 : decodedBytes);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import dev.hearth.config.ConfigLoader;
import dev.hearth.config.Settings;
import dev.hearth.config.StartRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A configuration of Pyroscope's starts Hearth: each of its keys is known, be it that it does
/// nothing.
final class PeerConfigurationTest {

    @TempDir private Path folder;

    @Test
    void everyTopKeyIsTaken() throws Exception {
        load(
                """
                target: all
                api: {base-url: ""}
                server:
                  http_listen_port: 4040
                  grpc_listen_port: 9095
                  http_tls_config: {cert_file: a, key_file: b, client_auth_type: c, client_ca_file: d}
                  grpc_tls_config: {cert_file: a}
                  tls_min_version: VersionTLS12
                  log_source_ips_enabled: true
                metastore: {address: localhost:9095}
                distributor: {pushtimeout: 5s, ring: {kvstore: {store: memberlist}}}
                frontend: {address: x}
                query_backend: {address: localhost:9095}
                adaptive_placement: {placement_update_interval: 15s}
                symbolizer: {debuginfod_url: http://localhost}
                frontend_worker: {frontend_address: x}
                segment_writer: {num_tokens: 4}
                memberlist: {join_members: [a, b], tls_enabled: true}
                pyroscopedb: {data_path: ./data}
                tracing: {enabled: true, profiling_enabled: false}
                overrides_exporter: {ring: {enabled: false}}
                compaction_worker: {job_concurrency: 1}
                tenant_settings: {recording_rules: {enabled: true}}
                self_profiling:
                  disable_push: true
                  mutex_profile_fraction: 5
                  block_profile_rate: 5
                  use_k6_middleware: false
                  tenant_id: ""
                multitenancy_enabled: false
                analytics: {reporting_enabled: false}
                show_banner: true
                shutdown_delay: 0s
                architecture_storage: v2
                admin_server: {mode: disabled, http_listen_address: localhost, http_listen_port: 4042}
                embedded_grafana: {data_path: x, listen_port: 4041, pyroscope_url: y}
                querier: {pool_config: {health_check_ingesters: true}}
                ingester: {lifecycler: {num_tokens: 128}}
                compactor: {block_ranges: [1h, 2h, 8h]}
                store_gateway: {sharding_ring: {replication_factor: 1}}
                query_scheduler: {max_outstanding_requests_per_tenant: 100}
                runtime_config: {file: "", period: 10s}
                """);
    }

    @Test
    void everyObjectStoreIsTaken() throws Exception {
        load(
                """
                storage:
                  backend: filesystem
                  prefix: ""
                  storage_prefix: ""
                  filesystem: {dir: ./data}
                  s3:
                    endpoint: a
                    bucket_name: b
                    sse: {type: SSE-KMS, kms_key_id: c}
                    http: {idle_conn_timeout: 10m, insecure_skip_verify: false}
                  gcs: {bucket_name: a, service_account: "{}", http: {expect_continue_timeout: 1s}}
                  azure: {account_name: a, account_key: b, max_retries: 20}
                  swift: {auth_version: 3, password: a, container_name: b}
                  cos: {bucket: a, secret_key: b, http: {max_idle_connections: 1}}
                """);
    }

    @Test
    void limitsThatArePartsOfTheConfigurationAreRead() throws Exception {
        Settings settings =
                load(
                        """
                        limits:
                          ingestion_relabeling_rules:
                            - {action: drop, regex: dev, source_labels: [env]}
                          distributor_usage_groups:
                            'team/${labels.team}': '{team=~".+"}'
                          ingestion_limit: {period_type: day, period_limit_mb: 5}
                          retention_period: 31d
                        """);

        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void aKeyOfNobodysIsAnError() {
        assertThatThrownBy(() -> load("limits: {ingestion_rate: 5}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("is unknown (did you mean limits.ingestion_rate_mb?)");
    }

    private Settings load(String yaml) throws IOException, ConfigException {
        Path file = Files.writeString(folder.resolve("config.yaml"), yaml);
        ConfigLoader loader = new ConfigLoader(Wiring.flags(), Main.build(), Map.of());
        if (!(loader.load(List.of("-config.file=" + file)) instanceof StartRequest.Run run)) {
            throw new IllegalStateException("it does not run (expected a start)");
        }
        return run.settings();
    }
}

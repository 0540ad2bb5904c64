// A cluster over a Kafka, a bucket and a Consul of one's own, in two zones.
(import 'hearth/hearth.libsonnet') + {
  _config+:: {
    namespace: 'profiles',
    mode: 'microservices',
    config: {
      ingest_storage: {
        enabled: true,
        kafka: { address: 'kafka-1:9092,kafka-2:9092', topic: 'hearth', sasl_username: 'hearth' },
      },
      storage: { backend: 'gcs', gcs: { bucket_name: 'profiles' } },
    },
    secretEnv: { HEARTH_INGEST_STORAGE_KAFKA_SASL_PASSWORD: { name: 'kafka', key: 'password' } },
    ring: { store: 'consul', consul: { address: 'consul.infra:8500' } },
    distributor+: { autoscaling+: { enabled: true } },
    ingester+: {
      replicas: 3,
      updateZones: ['zone-a'],
      zones: [
        { name: 'zone-a', nodeSelector: { 'topology.kubernetes.io/zone': 'eu-1a' } },
        { name: 'zone-b', nodeSelector: { 'topology.kubernetes.io/zone': 'eu-1b' } },
      ],
    },
    querier+: {
      replicas: 3,
      resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { memory: '8Gi' } },
    },
    compactor+: { persistence+: { enabled: false } },
    ingress+: { enabled: true, hosts: ['profiles.example.org', 'profiles.internal'] },
    networkPolicy+: { enabled: true },
    serviceMonitor+: { enabled: true },
    prometheusRule+: { enabled: true },
    alloy+: { enabled: true },
  },
}

// What can be set. Names and meaning are those of the Helm chart's values.yaml, which says more about each.
{
  _config+:: {
    // Names of all objects begin with it.
    name: 'hearth',
    // The installation among several of one namespace; a label.
    instance: self.name,
    namespace: error '_config.namespace is not set (expected a namespace)',
    version: '0.1.0-SNAPSHOT',

    // single or microservices
    mode: 'single',

    imagePullPolicy: 'IfNotPresent',
    imagePullSecrets: [],

    // Hearth's own configuration, on top of what the library sets itself.
    config: {},
    tenantOverrides: {},
    // { HEARTH_…: { name: secret, key: key } }
    secretEnv: {},
    extraEnvFrom: [],
    extraEnv: [],
    extraArgs: {},
    javaOpts: '-XX:MaxRAMPercentage=60',

    ring: { store: 'memberlist', consul: { address: '' } },

    local pod = {
      extraArgs: {},
      nodeSelector: {},
      tolerations: [],
      affinity: {},
      podAnnotations: {},
      terminationGracePeriodSeconds: 60,
    },
    local persistence(size) = {
      persistence: { enabled: true, size: size, storageClassName: '', accessModes: ['ReadWriteOnce'], annotations: {} },
    },
    local budget = { podDisruptionBudget: { enabled: true, maxUnavailable: 1 } },
    local autoscaling = {
      autoscaling: { enabled: false, minReplicas: 2, maxReplicas: 10, targetCPUUtilizationPercentage: 70 },
    },
    local resources(cpu, memory, limit) = { resources: { requests: { cpu: cpu, memory: memory }, limits: { memory: limit } } },

    // The reasons for these figures stand in values.yaml and docs/operations/sizing.md.
    single: pod + persistence('50Gi') + resources('500m', '1Gi', '3Gi') + { terminationGracePeriodSeconds: 90 },
    distributor: pod + budget + autoscaling + resources('500m', '512Mi', '1Gi') + { replicas: 2 },
    ingester: pod + budget + persistence('25Gi') + resources('1', '1Gi', '3Gi') + { replicas: 2, zones: [], updateZones: [], terminationGracePeriodSeconds: 120 },
    querier: pod + budget + autoscaling + resources('500m', '1Gi', '2Gi') + { replicas: 2 },
    compactor: pod + budget + persistence('50Gi') + resources('250m', '1Gi', '2Gi') + { replicas: 1 },

    topologySpreadConstraints: [
      { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' },
    ],
    preStopSleepSeconds: 5,
    startupSeconds: 600,

    serviceAccount: { create: true, name: '', annotations: {} },
    podSecurityContext: {
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      fsGroup: 10001,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },

    service: { type: 'ClusterIP', port: 4040, annotations: {} },
    ingress: {
      enabled: false,
      className: '',
      annotations: {},
      hosts: [],
      tls: [],
      basicAuth: { enabled: false, existingSecret: '' },
    },
    networkPolicy: { enabled: false, from: [] },
    serviceMonitor: { enabled: false, interval: '30s', labels: {} },
    prometheusRule: { enabled: false, labels: {} },

    // Its image is _images.alloy.
    alloy: {
      enabled: false,
      tenant: '',
      namespaces: [],
      scrapeInterval: '15s',
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
      nodeSelector: {},
      tolerations: [],
      podAnnotations: {},
    },
  },
}

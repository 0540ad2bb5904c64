// What runs, and what looks after it.
{
  local c = $._config,
  local isCluster = c.mode == 'microservices',
  local components = ['distributor', 'ingester', 'querier', 'compactor'],
  local zones = if std.length(c.ingester.zones) > 0 then c.ingester.zones else [{}],

  config_map: {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: $._metadata(c.name + '-config', ''),
    data: { 'config.yaml': std.manifestYamlDoc($._settings) },
  },
  overrides_config_map: {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: $._metadata(c.name + '-overrides', ''),
    data: { 'overrides.yaml': std.manifestYamlDoc({ overrides: c.tenantOverrides }) },
  },
  service_account: if !c.serviceAccount.create then {} else {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: $._metadata($._serviceAccountName, '') + $._some({ annotations: c.serviceAccount.annotations }),
    automountServiceAccountToken: false,
  },

  stateful_set: if isCluster then {} else $._statefulSet('single', 'all', {}, 1),

  deployments: if !isCluster then {} else { [component]: $._deployment(component) for component in ['distributor', 'querier'] },
  local unknown = [
    name
    for name in c.ingester.updateZones
    if !std.member([zone.name for zone in c.ingester.zones], name)
  ],
  ingesters: if !isCluster then {} else
    assert std.length(unknown) == 0
           : '_config.ingester.updateZones names "%s" (expected names of _config.ingester.zones)' % unknown[0];
    {
      [if std.objectHas(zone, 'name') then zone.name else 'all']: $._statefulSet('ingester', 'ingester', zone, c.ingester.replicas)
      for zone in zones
    },
  compactor: if !isCluster then {} else $._statefulSet('compactor', 'compactor', {}, c.compactor.replicas),

  autoscalers: if !isCluster then {} else {
    [component]: {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: $._metadata($._componentName(component), component),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: $._componentName(component) },
        minReplicas: c[component].autoscaling.minReplicas,
        maxReplicas: c[component].autoscaling.maxReplicas,
        metrics: [{
          type: 'Resource',
          resource: {
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: c[component].autoscaling.targetCPUUtilizationPercentage },
          },
        }],
      },
    }
    for component in ['distributor', 'querier']
    if c[component].autoscaling.enabled
  },
  disruption_budgets: if !isCluster then {} else {
    [component]: {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: $._metadata($._componentName(component), component),
      spec: {
        maxUnavailable: c[component].podDisruptionBudget.maxUnavailable,
        selector: { matchLabels: $._selector(component) },
      },
    }
    for component in components
    if c[component].podDisruptionBudget.enabled
  },

  local served = if isCluster then components else ['single'],
  services: {
    [component]: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: $._metadata($._componentName(component), component) + $._some({ annotations: c.service.annotations }),
      spec: {
        type: c.service.type,
        ports: [{ name: 'http', port: c.service.port, targetPort: 'http', appProtocol: 'http' }],
        selector: $._selector(component),
      },
    }
    for component in served
  },
  // Names of single pods.
  headless_services: {
    [component]: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: $._metadata($._componentName(component) + '-headless', component, { 'hearth.dev/headless': 'true' }),
      spec: {
        clusterIP: 'None',
        publishNotReadyAddresses: true,
        ports: [{ name: 'http', port: c.service.port, targetPort: 'http' }],
        selector: $._selector(component),
      },
    }
    for component in served
    if std.member(['single', 'ingester', 'compactor'], component)
  },
  // All pods, ready or not: where gossip begins.
  memberlist_service: if !(isCluster && c.ring.store == 'memberlist') then {} else {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: $._metadata(c.name + '-memberlist', '', { 'hearth.dev/headless': 'true' }),
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      ports: [{ name: 'gossip', port: 7946, targetPort: 'gossip' }],
      selector: $._selector(''),
    },
  },
}

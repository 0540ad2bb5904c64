// What stands around it: who may come in, and what watches it.
{
  local c = $._config,
  local isCluster = c.mode == 'microservices',
  local reader = $._componentName(if isCluster then 'querier' else 'single'),
  local writer = $._componentName(if isCluster then 'distributor' else 'single'),

  local route(path, service) = {
    path: $._prefix + path,
    pathType: 'Prefix',
    backend: { service: { name: service, port: { name: 'http' } } },
  },
  ingress: if !c.ingress.enabled then {} else
    assert std.length(c.ingress.hosts) > 0 : '_config.ingress.hosts is empty (expected at least one host name)';
    assert !c.ingress.basicAuth.enabled || c.ingress.basicAuth.existingSecret != ''
           : '_config.ingress.basicAuth.existingSecret is empty (expected the name of a Secret with a file of htpasswd under the key auth)';
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: $._metadata(c.name, '') + $._some({
        annotations: (if c.ingress.basicAuth.enabled then {
                        'nginx.ingress.kubernetes.io/auth-type': 'basic',
                        'nginx.ingress.kubernetes.io/auth-realm': 'Hearth',
                        'nginx.ingress.kubernetes.io/auth-secret': c.ingress.basicAuth.existingSecret,
                      } else {}) + c.ingress.annotations,
      }),
      spec: {
        rules: [
          {
            host: host,
            http: {
              paths: (if !isCluster then [] else [
                        route(path, writer)
                        for path in [
                          '/ingest',
                          '/pyroscope/ingest',
                          '/push.v1.PusherService',
                          '/v1development',
                          '/opentelemetry.proto.collector.profiles.v1development.ProfilesService',
                          '/debuginfo.v1alpha1.DebuginfoService',
                        ]
                      ] + [route('/api/v1/delete', $._componentName('compactor'))]) + [route('/', reader)],
            },
          }
          for host in c.ingress.hosts
        ],
      } + $._some({ ingressClassName: c.ingress.className, tls: c.ingress.tls }),
    },

  network_policy: if !c.networkPolicy.enabled then {} else {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: $._metadata(c.name, ''),
    spec: {
      podSelector: { matchLabels: $._selector('') },
      policyTypes: ['Ingress'],
      ingress: [
        { ports: [{ port: 'http', protocol: 'TCP' }] } + $._some({ from: c.networkPolicy.from }),
        // Everything between the pods themselves.
        { from: [{ podSelector: { matchLabels: $._selector('') } }] },
      ],
    },
  },

  service_monitor: if !c.serviceMonitor.enabled then {} else {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: $._metadata(c.name, '', c.serviceMonitor.labels),
    spec: {
      selector: {
        matchLabels: $._selector(''),
        matchExpressions: [{ key: 'hearth.dev/headless', operator: 'DoesNotExist' }],
      },
      endpoints: [{
        port: 'http',
        path: $._prefix + '/metrics',
        interval: c.serviceMonitor.interval,
        relabelings: [
          { targetLabel: 'job', replacement: 'hearth' },
          { sourceLabels: ['__meta_kubernetes_pod_label_app_kubernetes_io_component'], targetLabel: 'component' },
        ],
      }],
    },
  },

  prometheus_rule: if !c.prometheusRule.enabled then {} else {
    local mixin = import 'mixin/mixin.libsonnet',
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: $._metadata(c.name, '', c.prometheusRule.labels),
    spec: { groups: mixin.prometheusRules.groups + mixin.prometheusAlerts.groups },
  },
}

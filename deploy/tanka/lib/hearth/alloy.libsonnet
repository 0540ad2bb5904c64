// Alloy, which fetches profiles from pods with annotations. One on each node, for the pods of its node.
{
  local c = $._config,
  local name = c.name + '-alloy',
  local writer = $._componentName(if c.mode == 'microservices' then 'distributor' else 'single'),

  // Kinds of profile by the names that annotations have for them and those that Alloy has.
  local kinds = [['cpu', 'process_cpu'], ['memory', 'memory'], ['goroutine', 'goroutine'], ['block', 'block'], ['mutex', 'mutex']],

  local block(head, lines) = [head + ' {'] + ['  ' + line for line in lines] + ['}'],
  local quoted(labels) = std.join(', ', ['"' + label + '"' for label in labels]),
  local meta(labels) = quoted(['__meta_kubernetes_' + label for label in labels]),
  local choose(source, regex, action) = block('rule', [
    'source_labels = [%s]' % source,
    'regex         = "%s"' % regex,
    'action        = "%s"' % action,
  ]),
  local set(source, regex, replacement, label) = block('rule', [
    'source_labels = [%s]' % source,
    'regex         = "%s"' % regex,
    'replacement   = "%s"' % replacement,
    'target_label  = "%s"' % label,
  ]),

  local found =
    ['// The pods of this node.']
    + block('discovery.kubernetes "pods"', [
      'role = "pod"',
    ] + block('selectors', [
      'role  = "pod"',
      'field = "spec.nodeName=" + sys.env("NODE_NAME")',
    ]) + (if std.length(c.alloy.namespaces) == 0 then [] else block('namespaces', ['names = [%s]' % quoted(c.alloy.namespaces)]))),

  local written = block(
    'pyroscope.write "hearth"',
    block(
      'endpoint',
      ['url = "http://%s.%s.svc:%d%s"' % [writer, c.namespace, c.service.port, $._prefix]]
      + (if c.alloy.tenant == '' then [] else ['headers = { "X-Scope-OrgID" = "%s" }' % c.alloy.tenant])
    )
  ),

  local common =
    ['// What all kinds of profile have in common.']
    + block(
      'discovery.relabel "pods"',
      ['targets = discovery.kubernetes.pods.targets']
      + choose(meta(['pod_phase']), 'Running', 'keep')
      + choose(meta(['pod_container_init']), 'true', 'drop')
      + set(meta(['namespace']), '(.*)', '$1', 'namespace')
      + set(meta(['pod_name']), '(.*)', '$1', 'pod')
      + set(meta(['pod_node_name']), '(.*)', '$1', 'node')
      + set(meta(['namespace', 'pod_container_name']), '(.*);(.*)', '$1/$2', 'service_name')
      + set(meta(['pod_annotation_pyroscope_io_service_name']), '(.+)', '$1', 'service_name')
    ),

  local relabelled(kind) =
    local own(annotation) = 'pod_annotation_profiles_grafana_com_%s_%s' % [kind, annotation];
    block(
      'discovery.relabel "%s"' % kind,
      ['targets = discovery.relabel.pods.output']
      + choose(meta([own('scrape')]), 'true', 'keep')
      + ['// The port: that of the annotation port; else that of the name in port_name; else one of the usual names.']
      + set('', '(.*)', '-', '__tmp_port_name')
      + set(meta(['pod_container_port_name']), '(http2|.*-metrics|.*-profiles)', '$1', '__tmp_port_name')
      + set(meta([own('port_name')]), '(.+)', '$1', '__tmp_port_name')
      + set(meta([own('port'), 'pod_container_port_name']), '\\\\d+;(.*)', '$1', '__tmp_port_name')
      + block('rule', [
        'source_labels = [%s]' % meta(['pod_container_port_name']),
        'target_label  = "__tmp_port_name"',
        'action        = "keepequal"',
      ])
      + set(meta(['pod_ip', own('port')]), '([^:]+);(\\\\d+)', '$1:$2', '__address__')
      + set(meta(['pod_ip', own('port')]), '(.*:.*);(\\\\d+)', '[$1]:$2', '__address__')
      + set(meta([own('scheme')]), '(https?)', '$1', '__scheme__')
      + set(meta([own('path')]), '(.+)', '$1', '__profile_path__')
    ),

  local scraped(kind) =
    block('pyroscope.scrape "%s"' % kind, [
      'targets         = discovery.relabel.%s.output' % kind,
      'forward_to      = [pyroscope.write.hearth.receiver]',
      'scrape_interval = "%s"' % c.alloy.scrapeInterval,
    ] + block('profiling_config', std.flattenArrays([
      block('profile.' + other[1], ['enabled = ' + (other[0] == kind)])
      for other in kinds
    ]))),

  local configuration = std.join('\n', std.join(
    [''],
    [found, written, common] + std.flattenArrays([[relabelled(kind[0]), scraped(kind[0])] for kind in kinds])
  )) + '\n',

  alloy: if !c.alloy.enabled then {} else {
    service_account: {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: $._metadata(name, 'alloy'),
    },
    cluster_role: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: c.namespace + '-' + name, labels: $._metadata(name, 'alloy').labels },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
    },
    cluster_role_binding: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: c.namespace + '-' + name, labels: $._metadata(name, 'alloy').labels },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: c.namespace + '-' + name },
      subjects: [{ kind: 'ServiceAccount', name: name, namespace: c.namespace }],
    },
    config_map: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: $._metadata(name, 'alloy'),
      data: { 'config.alloy': configuration },
    },
    daemon_set: {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: $._metadata(name, 'alloy'),
      spec: {
        selector: { matchLabels: $._selector('alloy') },
        template: {
          metadata: {
            labels: $._selector('alloy'),
            annotations: { 'checksum/config': std.md5(configuration) } + c.alloy.podAnnotations,
          },
          spec: {
            serviceAccountName: name,
            enableServiceLinks: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 473,
              runAsGroup: 473,
              fsGroup: 473,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            containers: [{
              name: 'alloy',
              image: $._images.alloy,
              args: [
                'run',
                '/etc/alloy/config.alloy',
                '--storage.path=/tmp/alloy',
                '--server.http.listen-addr=0.0.0.0:12345',
                '--disable-reporting',
              ],
              env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
              ports: [{ name: 'alloy', containerPort: 12345 }],
              readinessProbe: { httpGet: { path: '/-/ready', port: 'alloy' } },
              resources: c.alloy.resources,
              securityContext: c.securityContext,
              volumeMounts: [
                { name: 'config', mountPath: '/etc/alloy', readOnly: true },
                { name: 'tmp', mountPath: '/tmp' },
              ],
            }],
            volumes: [{ name: 'config', configMap: { name: name } }, { name: 'tmp', emptyDir: {} }],
          } + $._some({ imagePullSecrets: c.imagePullSecrets, nodeSelector: c.alloy.nodeSelector, tolerations: c.alloy.tolerations }),
        },
      },
    },
  },
}

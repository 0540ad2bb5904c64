// Labels, the configuration, and the pod that every component is.
{
  local c = $._config,
  local isCluster = c.mode == 'microservices',

  // Fields that are set to something.
  _some(fields):: { [key]: fields[key] for key in std.objectFields(fields) if std.length(fields[key]) > 0 },

  _path(object, keys, default)::
    if std.length(keys) == 0 then object
    else if std.objectHas(object, keys[0]) then $._path(object[keys[0]], keys[1:], default)
    else default,

  _selector(component):: {
    'app.kubernetes.io/name': 'hearth',
    'app.kubernetes.io/instance': c.instance,
  } + (if component == '' then {} else { 'app.kubernetes.io/component': component }),

  _metadata(name, component, labels={}):: {
    name: name,
    namespace: c.namespace,
    labels: $._selector(component) + { 'app.kubernetes.io/version': c.version } + labels,
  },

  _componentName(component):: if component == 'single' then c.name else c.name + '-' + component,

  _settings::
    local ring =
      if !isCluster then {}
      else if c.ring.store == 'consul' then
        assert c.ring.consul.address != '' : '_config.ring.consul.address is empty (expected host:port of Consul)';
        { ring: { store: 'consul' }, consul: { hostname: c.ring.consul.address } }
      else { ring: { store: c.ring.store }, memberlist: { join_members: ['%s-memberlist.%s.svc:7946' % [c.name, c.namespace]] } };
    local all = std.mergePatch({
      data_dir: '/data',
      server: { http_listen_port: 4040, grpc_listen_port: 9095 },
      runtime_config: { file: ['/etc/hearth-overrides/overrides.yaml'] },
    } + ring, c.config);
    assert !isCluster || $._path(all, ['storage', 'backend'], 'filesystem') != 'filesystem'
           : '_config.config.storage.backend is filesystem (expected s3, gcs, azure or swift with mode microservices)';
    all,

  _prefix:: $._path(c.config, ['server', 'http_path_prefix'], ''),

  _serviceAccountName::
    if c.serviceAccount.name != '' then c.serviceAccount.name
    else if c.serviceAccount.create then c.name
    else 'default',

  // The pod of a component, whose values are those of the configuration.
  _pod(component, target, zone, hasClaim)::
    local values = c[component];
    local arguments = c.extraArgs + values.extraArgs;
    local nodeSelector = if std.objectHas(zone, 'nodeSelector') then zone.nodeSelector else values.nodeSelector;
    {
      metadata: {
        labels: $._selector(component) + (if std.objectHas(zone, 'name') then { zone: zone.name } else {}),
        annotations: { 'checksum/config': std.md5(std.manifestJson($._settings)) } + values.podAnnotations,
      },
      spec: {
        serviceAccountName: $._serviceAccountName,
        automountServiceAccountToken: false,
        // Variables for services would be called HEARTH_…, as flags are.
        enableServiceLinks: false,
        terminationGracePeriodSeconds: values.terminationGracePeriodSeconds,
        securityContext: c.podSecurityContext,
        containers: [
          {
            name: 'hearth',
            image: $._images.hearth,
            imagePullPolicy: c.imagePullPolicy,
            args: ['-target=' + target]
                  + (if std.objectHas(zone, 'name') then ['-ring.instance-availability-zone=' + zone.name] else [])
                  // Ends by itself before it is killed.
                  + (if std.objectHas(c.config, 'shutdown_timeout') then []
                     else ['-shutdown-timeout=%ds' % std.max(5, values.terminationGracePeriodSeconds - c.preStopSleepSeconds - 5)])
                  + ['-%s=%s' % [flag, arguments[flag]] for flag in std.objectFields(arguments)],
            // Port and prefix are for the scripts of the image, which do not read the configuration.
            env: [{ name: 'HEARTH_JAVA_OPTS', value: c.javaOpts }]
                 + [
                   { name: pair[0], value: '' + $._path(c.config, ['server', pair[1]], '') }
                   for pair in [['HEARTH_SERVER_HTTP_LISTEN_PORT', 'http_listen_port'], ['HEARTH_SERVER_PATH_PREFIX', 'http_path_prefix']]
                   if '' + $._path(c.config, ['server', pair[1]], '') != ''
                 ]
                 + [{ name: key, valueFrom: { secretKeyRef: c.secretEnv[key] } } for key in std.objectFields(c.secretEnv)]
                 + c.extraEnv,
            ports: [{ name: 'http', containerPort: $._path(c.config, ['server', 'http_listen_port'], 4040) }]
                   + (if component == 'single' then []
                      else [{ name: 'grpc', containerPort: $._path(c.config, ['server', 'grpc_listen_port'], 9095) }])
                   + (if component != 'single' && c.ring.store == 'memberlist' then [{ name: 'gossip', containerPort: 7946 }] else []),
            startupProbe: { tcpSocket: { port: 'http' }, periodSeconds: 5, failureThreshold: std.floor(c.startupSeconds / 5) },
            readinessProbe: { httpGet: { path: $._prefix + '/ready', port: 'http' }, periodSeconds: 5, timeoutSeconds: 5 },
            livenessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 10, failureThreshold: 6 },
            lifecycle: {
              preStop: {
                exec: {
                  command:
                    // Its disk goes with it, so it leaves for good.
                    if component == 'ingester' && !hasClaim
                    then ['/bin/sh', '-c', '/opt/hearth/bin/leave; exec /bin/sleep %d' % c.preStopSleepSeconds]
                    else ['/bin/sleep', '' + c.preStopSleepSeconds],
                },
              },
            },
            resources: values.resources,
            securityContext: c.securityContext,
            volumeMounts: [
              { name: 'config', mountPath: '/etc/hearth', readOnly: true },
              { name: 'overrides', mountPath: '/etc/hearth-overrides', readOnly: true },
              { name: 'data', mountPath: '/data' },
              { name: 'tmp', mountPath: '/tmp' },
            ],
          } + $._some({ envFrom: c.extraEnvFrom }),
        ],
        volumes: [
          { name: 'config', configMap: { name: c.name + '-config' } },
          { name: 'overrides', configMap: { name: c.name + '-overrides' } },
          { name: 'tmp', emptyDir: {} },
        ] + (if hasClaim then [] else [{ name: 'data', emptyDir: {} }]),
        affinity:
          if std.length(values.affinity) > 0 then values.affinity
          else {
            podAntiAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [{
                weight: 100,
                podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: $._selector(component) } },
              }],
            },
          },
      } + $._some({
        imagePullSecrets: c.imagePullSecrets,
        nodeSelector: nodeSelector,
        tolerations: values.tolerations,
        topologySpreadConstraints: [
          constraint { labelSelector: { matchLabels: $._selector(component) } }
          for constraint in c.topologySpreadConstraints
        ],
      }),
    },

  _statefulSet(component, target, zone, replicas)::
    local values = c[component];
    local claim = values.persistence;
    local zoneLabel = if std.objectHas(zone, 'name') then { zone: zone.name } else {};
    local suffix = if std.objectHas(zone, 'name') then '-' + zone.name else '';
    // Its zone's turn has not come.
    local isHeld = std.objectHas(zone, 'name') && std.length(values.updateZones) > 0 && !std.member(values.updateZones, zone.name);
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: $._metadata($._componentName(component) + suffix, component),
      spec: {
        serviceName: $._componentName(component) + '-headless',
        replicas: replicas,
        podManagementPolicy: 'Parallel',
        selector: { matchLabels: $._selector(component) + zoneLabel },
        template: $._pod(component, target, zone, claim.enabled),
      } + (if !isHeld then {} else { updateStrategy: { rollingUpdate: { partition: replicas } } }) + (if !claim.enabled then {} else {
             volumeClaimTemplates: [{
               metadata: { name: 'data' } + $._some({ annotations: claim.annotations }),
               spec: { accessModes: claim.accessModes, resources: { requests: { storage: claim.size } } }
                     + $._some({ storageClassName: claim.storageClassName }),
             }],
           }),
    },

  _deployment(component)::
    local values = c[component];
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: $._metadata($._componentName(component), component),
      spec: {
        strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        selector: { matchLabels: $._selector(component) },
        template: $._pod(component, component, {}, false),
      } + (if values.autoscaling.enabled then {} else { replicas: values.replicas }),
    },
}

{{- define "hearth.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "hearth.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "hearth.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "hearth.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The name of a component's objects: (dict "root" $ "component" "querier"). The one of mode single has the bare name. */}}
{{- define "hearth.componentName" -}}
{{- if eq .component "single" -}}
{{- include "hearth.fullname" .root -}}
{{- else -}}
{{- printf "%s-%s" (include "hearth.fullname" .root) .component -}}
{{- end -}}
{{- end -}}

{{- define "hearth.selectorLabels" -}}
app.kubernetes.io/name: {{ include "hearth.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end -}}

{{- define "hearth.labels" -}}
{{ include "hearth.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "hearth.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- define "hearth.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "hearth.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "hearth.consulAddress" -}}
{{- if .Values.ring.consul.address -}}
{{- .Values.ring.consul.address -}}
{{- else if .Values.consul.enabled -}}
{{- printf "%s-consul:8500" (include "hearth.fullname" .) -}}
{{- else -}}
{{- fail "ring.consul.address is empty (expected host:port of Consul with ring.store=consul, or consul.enabled=true)" -}}
{{- end -}}
{{- end -}}

{{/* The whole configuration: what the chart sets, and the user's on top. */}}
{{- define "hearth.config" -}}
{{- $config := dict "data_dir" "/data" "server" (dict "http_listen_port" 4040 "grpc_listen_port" 9095) "runtime_config" (dict "file" (list "/etc/hearth-overrides/overrides.yaml")) -}}
{{- if eq .Values.mode "microservices" -}}
{{- $_ := set $config "ring" (dict "store" .Values.ring.store) -}}
{{- if eq .Values.ring.store "consul" -}}
{{- $_ := set $config "consul" (dict "hostname" (include "hearth.consulAddress" .)) -}}
{{- else -}}
{{- $_ := set $config "memberlist" (dict "join_members" (list (printf "%s-memberlist.%s.svc:7946" (include "hearth.fullname" .) .Release.Namespace))) -}}
{{- end -}}
{{- end -}}
{{- if .Values.kafka.enabled -}}
{{- if ne .Values.mode "microservices" -}}{{- fail "kafka.enabled is true (expected false with mode=single, which keeps its log in its own files)" -}}{{- end -}}
{{- $_ := set $config "ingest_storage" (dict "enabled" true "kafka" (dict "address" (printf "%s-kafka:9092" (include "hearth.fullname" .)) "topic" .Values.kafka.topic "auto_create_topic_default_partitions" (.Values.kafka.partitions | int))) -}}
{{- end -}}
{{- if .Values.minio.enabled -}}
{{- $_ := set $config "storage" (dict "backend" "s3" "s3" (dict "endpoint" (printf "%s-minio:9000" (include "hearth.fullname" .)) "insecure" true "bucket_name" .Values.minio.bucket)) -}}
{{- end -}}
{{- $config = mergeOverwrite $config (deepCopy .Values.config) -}}
{{- if and (eq .Values.mode "microservices") (eq (dig "storage" "backend" "filesystem" $config) "filesystem") -}}
{{- fail "config.storage.backend is filesystem (expected s3, gcs, azure or swift with mode=microservices, or minio.enabled=true)" -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{- define "hearth.readyPath" -}}
{{- printf "%s/ready" (dig "server" "http_path_prefix" "" .Values.config) -}}
{{- end -}}

{{- define "hearth.env" -}}
- name: HEARTH_JAVA_OPTS
  value: {{ .Values.javaOpts | quote }}
{{- /* For the scripts of the image, which do not read the configuration. */}}
{{- with dig "server" "http_listen_port" "" .Values.config }}
- name: HEARTH_SERVER_HTTP_LISTEN_PORT
  value: {{ . | quote }}
{{- end }}
{{- with dig "server" "http_path_prefix" "" .Values.config }}
- name: HEARTH_SERVER_PATH_PREFIX
  value: {{ . | quote }}
{{- end }}
{{- if .Values.minio.enabled }}
- name: HEARTH_STORAGE_S3_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ required "minio.existingSecret is empty (expected the name of a Secret with the keys rootUser and rootPassword)" .Values.minio.existingSecret }}
      key: rootUser
- name: HEARTH_STORAGE_S3_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .Values.minio.existingSecret }}
      key: rootPassword
{{- end }}
{{- range $variable := keys .Values.secretEnv | sortAlpha }}
{{- $from := index $.Values.secretEnv $variable }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ $from.name }}
      key: {{ $from.key }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/*
The pod of a component: (dict "root" $ "component" "querier" "target" "querier" "values" .Values.querier "zone" (dict) "claims" false)
*/}}
{{- define "hearth.podTemplate" -}}
{{- $root := .root -}}
{{- $selector := dict "root" .root "component" .component -}}
metadata:
  labels:
    {{- include "hearth.selectorLabels" $selector | nindent 4 }}
    {{- with .zone.name }}
    zone: {{ . }}
    {{- end }}
  annotations:
    checksum/config: {{ include "hearth.config" $root | sha256sum }}
    {{- with .values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "hearth.serviceAccountName" $root }}
  automountServiceAccountToken: false
  # Variables for services would be called HEARTH_…, as flags are.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .values.terminationGracePeriodSeconds }}
  securityContext:
    {{- toYaml $root.Values.podSecurityContext | nindent 4 }}
  {{- with $root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: hearth
      image: {{ include "hearth.image" $root }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args:
        - -target={{ .target }}
        {{- with .zone.name }}
        - -ring.instance-availability-zone={{ . }}
        {{- end }}
        {{- if not (hasKey $root.Values.config "shutdown_timeout") }}
        # Ends by itself before it is killed.
        - -shutdown-timeout={{ max 5 (sub .values.terminationGracePeriodSeconds (add $root.Values.preStopSleepSeconds 5)) }}s
        {{- end }}
        {{- $extra := merge (deepCopy .values.extraArgs) $root.Values.extraArgs }}
        {{- range $flag := keys $extra | sortAlpha }}
        - {{ printf "-%s=%v" $flag (index $extra $flag) | quote }}
        {{- end }}
      env:
        {{- include "hearth.env" $root | nindent 8 }}
      {{- with $root.Values.extraEnvFrom }}
      envFrom:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      ports:
        - name: http
          containerPort: {{ dig "server" "http_listen_port" 4040 $root.Values.config }}
        {{- if ne .component "single" }}
        - name: grpc
          containerPort: {{ dig "server" "grpc_listen_port" 9095 $root.Values.config }}
        {{- if eq $root.Values.ring.store "memberlist" }}
        - name: gossip
          containerPort: 7946
        {{- end }}
        {{- end }}
      startupProbe:
        tcpSocket:
          port: http
        periodSeconds: 5
        failureThreshold: {{ div $root.Values.startupSeconds 5 }}
      readinessProbe:
        httpGet:
          path: {{ include "hearth.readyPath" $root }}
          port: http
        periodSeconds: 5
        timeoutSeconds: 5
      livenessProbe:
        tcpSocket:
          port: http
        periodSeconds: 10
        failureThreshold: 6
      lifecycle:
        preStop:
          exec:
            command:
              {{- if and (eq .component "ingester") (not .claims) }}
              # Its disk goes with it, so it leaves for good.
              - /bin/sh
              - -c
              - /opt/hearth/bin/leave; exec /bin/sleep {{ $root.Values.preStopSleepSeconds }}
              {{- else }}
              - /bin/sleep
              - {{ $root.Values.preStopSleepSeconds | quote }}
              {{- end }}
      resources:
        {{- toYaml .values.resources | nindent 8 }}
      securityContext:
        {{- toYaml $root.Values.securityContext | nindent 8 }}
      volumeMounts:
        - name: config
          mountPath: /etc/hearth
          readOnly: true
        - name: overrides
          mountPath: /etc/hearth-overrides
          readOnly: true
        - name: data
          mountPath: /data
        - name: tmp
          mountPath: /tmp
  volumes:
    - name: config
      configMap:
        name: {{ include "hearth.fullname" $root }}-config
    - name: overrides
      configMap:
        name: {{ include "hearth.fullname" $root }}-overrides
    - name: tmp
      emptyDir: {}
    {{- if not .claims }}
    - name: data
      emptyDir: {}
    {{- end }}
  {{- with (.zone.nodeSelector | default .values.nodeSelector) }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  affinity:
    {{- if .values.affinity }}
    {{- toYaml .values.affinity | nindent 4 }}
    {{- else }}
    podAntiAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 100
          podAffinityTerm:
            topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels:
                {{- include "hearth.selectorLabels" $selector | nindent 16 }}
    {{- end }}
  {{- with $root.Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- range . }}
    - {{- toYaml . | nindent 6 }}
      labelSelector:
        matchLabels:
          {{- include "hearth.selectorLabels" $selector | nindent 10 }}
    {{- end }}
  {{- end }}
{{- end -}}

{{- define "hearth.claim" -}}
- metadata:
    name: data
    {{- with .annotations }}
    annotations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  spec:
    accessModes:
      {{- toYaml .accessModes | nindent 6 }}
    {{- with .storageClassName }}
    storageClassName: {{ . }}
    {{- end }}
    resources:
      requests:
        storage: {{ .size }}
{{- end -}}

{{/* A StatefulSet: as hearth.podTemplate, with "replicas". */}}
{{- define "hearth.statefulSet" -}}
{{- $selector := dict "root" .root "component" .component -}}
{{- $name := include "hearth.componentName" $selector -}}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ $name }}{{ with .zone.name }}-{{ . }}{{ end }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "hearth.labels" $selector | nindent 4 }}
spec:
  serviceName: {{ $name }}-headless
  replicas: {{ .replicas }}
  podManagementPolicy: Parallel
  {{- if and .zone.name .values.updateZones (not (has .zone.name .values.updateZones)) }}
  # Its zone's turn has not come.
  updateStrategy:
    rollingUpdate:
      partition: {{ .replicas }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "hearth.selectorLabels" $selector | nindent 6 }}
      {{- with .zone.name }}
      zone: {{ . }}
      {{- end }}
  template:
    {{- include "hearth.podTemplate" (set . "claims" .values.persistence.enabled) | nindent 4 }}
  {{- if .values.persistence.enabled }}
  volumeClaimTemplates:
    {{- include "hearth.claim" .values.persistence | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Where Alloy sends profiles to. */}}
{{- define "hearth.alloyTarget" -}}
{{- $writer := include "hearth.componentName" (dict "root" . "component" (ternary "single" "distributor" (eq .Values.mode "single"))) -}}
{{- printf "http://%s.%s.svc:%v%s" $writer .Release.Namespace .Values.service.port (dig "server" "http_path_prefix" "" .Values.config) -}}
{{- end -}}

{{/* A rule that sets a label: (list "source, labels" "regex" "replacement" "label"). */}}
{{- define "hearth.alloySet" }}
  rule {
    source_labels = [{{ index . 0 }}]
    regex         = "{{ index . 1 }}"
    replacement   = "{{ index . 2 }}"
    target_label  = "{{ index . 3 }}"
  }
{{- end -}}

{{- define "hearth.alloyConfig" -}}
{{- $meta := "__meta_kubernetes_" -}}
{{- $kinds := list (list "cpu" "process_cpu") (list "memory" "memory") (list "goroutine" "goroutine") (list "block" "block") (list "mutex" "mutex") -}}
// The pods of this node.
discovery.kubernetes "pods" {
  role = "pod"
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + sys.env("NODE_NAME")
  }
{{- with .Values.alloy.namespaces }}
  namespaces {
    names = ["{{ join "\", \"" . }}"]
  }
{{- end }}
}

pyroscope.write "hearth" {
  endpoint {
    url = "{{ include "hearth.alloyTarget" . }}"
{{- with .Values.alloy.tenant }}
    headers = { "X-Scope-OrgID" = "{{ . }}" }
{{- end }}
  }
}

// What all kinds of profile have in common.
discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
  rule {
    source_labels = ["{{ $meta }}pod_phase"]
    regex         = "Running"
    action        = "keep"
  }
  rule {
    source_labels = ["{{ $meta }}pod_container_init"]
    regex         = "true"
    action        = "drop"
  }
{{- range $label := list "namespace" "pod" "node" }}
{{- $from := get (dict "namespace" "namespace" "pod" "pod_name" "node" "pod_node_name") $label }}
{{- include "hearth.alloySet" (list (printf "%q" (print $meta $from)) "(.*)" "$1" $label) }}
{{- end }}
{{- include "hearth.alloySet" (list (printf "%q, %q" (print $meta "namespace") (print $meta "pod_container_name")) "(.*);(.*)" "$1/$2" "service_name") }}
{{- include "hearth.alloySet" (list (printf "%q" (print $meta "pod_annotation_pyroscope_io_service_name")) "(.+)" "$1" "service_name") }}
}
{{- range $kind := $kinds }}
{{- $name := index $kind 0 }}
{{- $own := printf "%spod_annotation_profiles_grafana_com_%s_" $meta $name }}
{{- $portName := print $meta "pod_container_port_name" }}

discovery.relabel "{{ $name }}" {
  targets = discovery.relabel.pods.output
  rule {
    source_labels = ["{{ $own }}scrape"]
    regex         = "true"
    action        = "keep"
  }
  // The port: that of the annotation port; else that of the name in port_name; else one of the usual names.
{{- include "hearth.alloySet" (list "" "(.*)" "-" "__tmp_port_name") }}
{{- include "hearth.alloySet" (list (printf "%q" $portName) "(http2|.*-metrics|.*-profiles)" "$1" "__tmp_port_name") }}
{{- include "hearth.alloySet" (list (printf "%q" (print $own "port_name")) "(.+)" "$1" "__tmp_port_name") }}
{{- include "hearth.alloySet" (list (printf "%q, %q" (print $own "port") $portName) "\\\\d+;(.*)" "$1" "__tmp_port_name") }}
  rule {
    source_labels = ["{{ $portName }}"]
    target_label  = "__tmp_port_name"
    action        = "keepequal"
  }
{{- include "hearth.alloySet" (list (printf "%q, %q" (print $meta "pod_ip") (print $own "port")) "([^:]+);(\\\\d+)" "$1:$2" "__address__") }}
{{- include "hearth.alloySet" (list (printf "%q, %q" (print $meta "pod_ip") (print $own "port")) "(.*:.*);(\\\\d+)" "[$1]:$2" "__address__") }}
{{- include "hearth.alloySet" (list (printf "%q" (print $own "scheme")) "(https?)" "$1" "__scheme__") }}
{{- include "hearth.alloySet" (list (printf "%q" (print $own "path")) "(.+)" "$1" "__profile_path__") }}
}

pyroscope.scrape "{{ $name }}" {
  targets         = discovery.relabel.{{ $name }}.output
  forward_to      = [pyroscope.write.hearth.receiver]
  scrape_interval = "{{ $.Values.alloy.scrapeInterval }}"
  profiling_config {
{{- range $other := $kinds }}
    profile.{{ index $other 1 }} {
      enabled = {{ eq (index $other 0) $name }}
    }
{{- end }}
  }
}
{{- end }}
{{ end -}}

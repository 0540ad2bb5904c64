#!/bin/sh
# Writes what the mixin comes to: compiled/alerts.yaml, compiled/rules.yaml, compiled/dashboards/*.json, compiled/tests.yaml, and the rules in the Helm
# chart. Needs jsonnet and nothing else. A test finds them stale.
#
#   deploy/mixin/compile.sh [FOLDER]     into another folder, without touching the chart
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
out=${1:-$here/compiled}
mkdir -p "$out/dashboards"
# JSON is YAML as well.
jsonnet -e "(import '$here/mixin.libsonnet').prometheusAlerts" >"$out/alerts.yaml"
jsonnet -e "(import '$here/mixin.libsonnet').prometheusRules" >"$out/rules.yaml"
jsonnet "$here/tests.jsonnet" >"$out/tests.yaml"
rm -f "$out"/dashboards/*.json
jsonnet -m "$out/dashboards" -e "(import '$here/mixin.libsonnet').grafanaDashboards" >/dev/null
if [ $# -eq 0 ]; then
  cp "$out/alerts.yaml" "$out/rules.yaml" "$here/../helm/hearth/files/"
fi

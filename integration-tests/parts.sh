#!/usr/bin/env bash
# Fetches and builds the real parts that the integration tests talk to: clients in Python, Go, Node.js, Rust and Java, and
# the client that Grafana's data source uses; Consul; servers of object storage; what the deployment is tried with: Helm, a
# Kubernetes API server, the file system that images are based on. They are kept outside the clone, in
# $HEARTH_PARTS (default ~/.cache/hearth/parts), one folder a part, named after the contents of the files it was made from
# or after its version, so a second run takes a moment.
#
#   integration-tests/parts.sh            all of them
#   integration-tests/parts.sh go node    some of them
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
parts=${HEARTH_PARTS:-$HOME/.cache/hearth/parts}
mkdir -p "$parts"

# needs PROGRAM PART: one clear line where a part's language is missing.
needs() {
  command -v "$1" >/dev/null 2>&1 || {
    echo "parts: $2 needs '$1' on the PATH" >&2
    exit 1
  }
}

fingerprint() { cat "$@" | sha256sum | cut -c1-12; }

# Versions of the servers. A server is made anew when its version changes, not with this file: MinIO takes minutes.
minio=github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c
mc=github.com/minio/mc@v0.0.0-20250313080218-cf909e1063a9
fake_gcs=github.com/fsouza/fake-gcs-server@v1.56.1
azurite=azurite@3.37.0

# What the deployment is tried with. The images of Debian need root and Debian's debootstrap.
helm=helm.sh/helm/v4/cmd/helm@v4.3.0
debian_image=bookworm+libdeflate0
debian_services=bookworm+nginx-light,python3,python3-pip
monitoring_crds=github.com/prometheus-operator/prometheus-operator@v0.85.0

# part NAME COMMAND FILES...: makes the part unless one of the same fingerprint is there; $parts/NAME links to it.
part() {
  local name=$1 command=$2
  shift 2
  make_in "$parts/$name-$(fingerprint "$0" "$@")" "$name" "$command"
}

# server NAME COMMAND VERSION: as part, for what is made of a version alone.
server() { make_in "$parts/$1-$(fingerprint <<<"$3")" "$1" "$2"; }

# make_in FOLDER NAME COMMAND
make_in() {
  local folder=$1 name=$2 command=$3
  if [ ! -f "$folder/.complete" ]; then
    echo "parts: making $name"
    rm -rf "$folder"
    mkdir -p "$folder"
    "$command" "$folder" >"$folder/make.log" 2>&1 || {
      tail -n 40 "$folder/make.log" >&2
      echo "parts: $name could not be made (its log is $folder/make.log)" >&2
      return 1
    }
    touch "$folder/.complete"
  fi
  ln -sfn "$folder" "$parts/$name"
}

make_python() {
  python3 -m venv "$1"
  "$1/bin/pip" install --quiet -r "$here/clients/python/requirements.txt"
}

make_go() {
  (cd "$here/clients/go" && go build -o "$1/go-client" .)
}

make_grafana() {
  (cd "$here/clients/grafana" && go build -o "$1/grafana-client" .)
}

make_node() {
  cp "$here/clients/node/package.json" "$here/clients/node/package-lock.json" "$1/"
  (cd "$1" && npm ci --no-audit --no-fund)
}

make_rust() {
  cp -r "$here/clients/rust/Cargo.toml" "$here/clients/rust/src" "$1/"
  (cd "$1" && CARGO_TARGET_DIR="$1/target" cargo build)
  mv "$1/target/debug/hearth-rust-client" "$1/rust-client"
  rm -rf "$1/target"
}

make_java() {
  # shellcheck source=../.mvn/find-jdk.sh
  . "$here/../.mvn/find-jdk.sh"
  local agent
  agent=$(cat "$here/clients/java/agent.txt")
  # From the part's folder: Maven is to read no project for this.
  (cd "$1" && "$here/../mvnw" -B -ntp dependency:copy -Dartifact="$agent" -DoutputDirectory="$1" \
    -Dmdep.stripVersion=true)
  "$JAVA_HOME/bin/javac" -cp "$1/agent.jar" -d "$1" "$here/clients/java/Main.java"
}

# Consul takes minutes, so it is made anew when its own files change, not with this file.
consul=1.13.9
part_consul() {
  local folder
  folder="$parts/consul-$(fingerprint "$here"/clients/consul/*)"
  make_in "$folder" consul make_consul
}

make_consul() {
  local version=github.com/hashicorp/consul/version
  (cd "$here/clients/consul" && go build -mod=mod -trimpath \
    -ldflags "-s -w -X $version.Version=$consul -X $version.VersionPrerelease=" \
    -o "$1/consul" github.com/hashicorp/consul)
}

make_minio() { GOBIN=$1 go install -ldflags="-s -w" "$minio"; }

make_mc() { GOBIN=$1 go install -ldflags="-s -w" "$mc"; }

make_gcs() { GOBIN=$1 go install -ldflags="-s -w" "$fake_gcs"; }

make_azurite() { (cd "$1" && npm install --no-audit --no-fund "$azurite"); }

make_helm() { GOBIN=$1 go install -ldflags="-s -w" "$helm"; }

# As Consul: minutes, so made anew when its own files change.
kubernetes=1.37.2
part_kubernetes() {
  local folder
  folder="$parts/kube-apiserver-$(fingerprint "$here"/clients/kube-apiserver/*)"
  make_in "$folder" kube-apiserver make_kubernetes
}

make_kubernetes() {
  local version=k8s.io/component-base/version
  (cd "$here/clients/kube-apiserver" && go build -mod=mod -trimpath \
    -ldflags "-s -w -X $version.gitVersion=v$kubernetes -X $version.gitMajor=1 -X $version.gitMinor=37" \
    -o "$1/kube-apiserver" k8s.io/kubernetes/cmd/kube-apiserver)
}

# What an API server has to know of the Prometheus operator: a chart of its own, since Helm is what installs it.
make_monitoring_crds() {
  local module
  module=$(go mod download -json "$monitoring_crds" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  mkdir -p "$1/crds"
  cp "$module"/example/prometheus-operator-crd/monitoring.coreos.com_{servicemonitors,prometheusrules}.yaml "$1/crds/"
  printf 'apiVersion: v2\nname: monitoring-crds\nversion: 0.0.0\n' >"$1/Chart.yaml"
}

# Debian as its image has it: what is only read by people is left out.
make_debian_image() {
  debian_root "$1/root" "$debian_image"
  pack_root "$1"
}

# Debian with what images of nginx and of Python have, and with the packages that the demo program installs.
make_debian_services() {
  debian_root "$1/root" "$debian_services"
  rm -f "$1"/root/usr/lib/python3*/EXTERNALLY-MANAGED
  ln -s python3 "$1/root/usr/bin/python"
  python3 -m venv "$1/venv"
  "$1/venv/bin/pip" install --quiet --only-binary=:all: --python-version 3.11 \
    --target "$1/root/usr/local/lib/python3.11/dist-packages" -r "$here/clients/python/requirements.txt"
  rm -rf "$1/venv"
  pack_root "$1"
}

# debian_root FOLDER RELEASE+PACKAGES
debian_root() {
  debootstrap --variant=minbase --include="${2#*+}" "${2%+*}" "$1"
  rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/usr/share/doc/* "$1"/usr/share/man/* "$1"/usr/share/locale/* \
    "$1"/usr/share/info/*
}

pack_root() {
  tar -C "$1/root" -c . -f "$1/root.tar"
  rm -rf "$1/root"
}

[ $# -gt 0 ] || set -- python go grafana node rust java consul minio mc gcs azurite helm kube-apiserver monitoring-crds \
  debian-image debian-services
for name in "$@"; do
  case $name in
    python) needs python3 python && part python make_python "$here/clients/python/requirements.txt" ;;
    go) needs go go && part go make_go "$here"/clients/go/* ;;
    grafana) needs go grafana && part grafana make_grafana "$here"/clients/grafana/* ;;
    node) needs npm node && part node make_node "$here"/clients/node/package*.json ;;
    rust) needs cargo rust && part rust make_rust "$here/clients/rust/Cargo.toml" "$here/clients/rust/src/main.rs" ;;
    java) part java make_java "$here"/clients/java/* ;;
    consul) needs go consul && part_consul ;;
    minio) needs go minio && server minio make_minio "$minio" ;;
    mc) needs go mc && server mc make_mc "$mc" ;;
    gcs) needs go gcs && server gcs make_gcs "$fake_gcs" ;;
    azurite) needs npm azurite && server azurite make_azurite "$azurite" ;;
    helm) needs go helm && server helm make_helm "$helm" ;;
    kube-apiserver) needs go kube-apiserver && part_kubernetes ;;
    monitoring-crds) needs go monitoring-crds && server monitoring-crds make_monitoring_crds "$monitoring_crds" ;;
    debian-image) needs debootstrap debian-image && server debian-image make_debian_image "$debian_image" ;;
    debian-services)
      needs debootstrap debian-services &&
        server debian-services make_debian_services "$debian_services $(cat "$here/clients/python/requirements.txt")"
      ;;
    *)
      echo "parts: there is no part '$name' (expected python, go, grafana, node, rust, java, consul, minio, mc, gcs, azurite, helm, kube-apiserver, monitoring-crds, debian-image or debian-services)" >&2
      exit 1
      ;;
  esac
done

#!/usr/bin/env bash
# Builds the program as it was one commit ago, for the test that runs it beside the new one: in $HEARTH_PARTS (default
# ~/.cache/hearth/parts), one folder a commit, previous links to it.
#
#   integration-tests/previous.sh              the commit before the one checked out
#   integration-tests/previous.sh COMMIT       another
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
parts=${HEARTH_PARTS:-$HOME/.cache/hearth/parts}
wanted=${1:-HEAD^1}
if [ $# -eq 0 ] && ! git -C "$here" rev-parse --verify --quiet "$wanted^{commit}" >/dev/null; then
  echo "previous: this clone has no commit before the one checked out; that one stands for it"
  wanted=HEAD
fi
commit=$(git -C "$here" rev-parse --verify --quiet "$wanted^{commit}") || {
  echo "previous: there is no commit '$wanted' (expected a clone with its history)" >&2
  exit 1
}
folder=$parts/previous-${commit:0:12}

if [ ! -f "$folder/.complete" ]; then
  echo "previous: building commit ${commit:0:12}"
  rm -rf "$folder"
  mkdir -p "$folder/source"
  git -C "$here/.." archive "$commit" | tar -x -C "$folder/source"
  (cd "$folder/source" && ./mvnw -B -ntp -Dquick -DskipTests -pl app -am package) >"$folder/make.log" 2>&1 || {
    tail -n 40 "$folder/make.log" >&2
    echo "previous: commit ${commit:0:12} could not be built (its log is $folder/make.log)" >&2
    exit 1
  }
  mv "$folder/source/app/target/hearth/lib" "$folder/source/app/jvm.options" "$folder/"
  rm -rf "$folder/source"
  touch "$folder/.complete"
fi
ln -sfn "$folder" "$parts/previous"

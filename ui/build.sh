#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds and tests the page. Called by Maven, or by hand:
#
#   ./build.sh build    node_modules, type check, dist/ (nothing when dist/ is newer than the sources)
#   ./build.sh test     unit tests (nothing when they passed on these sources before)
#
# Without a fitting Node.js both say so in one line and leave the page out; with CI=true they fail.
set -eu
cd "$(dirname "$0")"

fitting() {
    command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || return 1
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}

if ! fitting; then
    line="hearth-ui: the web page needs Node.js 20.19 or newer with npm (found: $(node --version 2>/dev/null || echo none))"
    if [ "${CI:-}" = true ]; then
        echo "$line; with CI=true nothing is built without it" >&2
        exit 1
    fi
    result="the jar has no page"
    [ ! -e dist/index.html ] || result="taking the page that was built before"
    [ "${1:-build}" = test ] || echo "$line; $result"
    exit 0
fi

# Whether $1 exists and none of the other arguments, files or folders, holds anything newer.
fresh() {
    stamp=$1
    shift
    [ -e "$stamp" ] && [ -z "$(find "$@" -newer "$stamp" -print 2>/dev/null | head -n 1)" ]
}

install() {
    fresh node_modules/.hearth-installed package.json package-lock.json && return 0
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules/.hearth-installed
}

case "${1:-build}" in
build)
    fresh dist/index.html index.html package.json package-lock.json vite.config.ts tsconfig.json src public && exit 0
    install
    npm run --silent build
    # Maven copies but never deletes: what an older build left must not go into the jar.
    rm -rf target/classes/ui
    ;;
test)
    fresh node_modules/.hearth-tested index.html package.json package-lock.json vite.config.ts tsconfig.json src test && exit 0
    install
    npm run --silent test
    touch node_modules/.hearth-tested
    ;;
*)
    echo "usage: $0 [build|test]" >&2
    exit 2
    ;;
esac

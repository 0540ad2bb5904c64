# shellcheck shell=sh
# Sets JAVA_HOME to a JDK 25. Sourced by ./mvnw and ./hearth, so that an older default JDK does no harm.
# Looks at HEARTH_JAVA_HOME, JAVA_HOME, java on the PATH, then the usual places.

jdk_is_25() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] && grep -q '^JAVA_VERSION="25' "$1/release"
}

find_jdk_25() {
  java_on_path=$(command -v javac 2>/dev/null) || java_on_path=
  if [ -n "$java_on_path" ]; then
    java_on_path=$(readlink -f "$java_on_path" 2>/dev/null || echo "$java_on_path")
    java_on_path=${java_on_path%/bin/javac}
  fi
  for candidate in "${HEARTH_JAVA_HOME-}" "${JAVA_HOME-}" "$java_on_path" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$candidate" ] && jdk_is_25 "$candidate"; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

if ! JAVA_HOME=$(find_jdk_25); then
  echo "hearth: no JDK 25 was found (expected one in JAVA_HOME, on the PATH or under /usr/lib/jvm):" \
    "install Temurin 25 or any other JDK 25, or set JAVA_HOME to it" >&2
  exit 1
fi
export JAVA_HOME

#!/bin/sh
# Makes app/target/hearth-<version>-linux-<arch>.tar.gz of what the build put together in app/target/hearth: the jars, a Java
# runtime with the modules they need, a cache of loaded and linked classes, the start script, a configuration and a systemd unit.
#
#   deploy/archive/make.sh VERSION
set -eu

version=$1
here=$(cd "$(dirname "$0")" && pwd -P)
top=$(cd "$here/../.." && pwd -P)
target=$top/app/target
built=$target/hearth
# shellcheck source=../../.mvn/find-jdk.sh
. "$top/.mvn/find-jdk.sh"

[ "$(uname -s)" = Linux ] || {
  echo "hearth: no archive is made on $(uname -s) (expected Linux)"
  exit 0
}
case $(uname -m) in
  x86_64) arch=amd64 own=x86_64 other=aarch_64 profiler=linux-x64 zstd=linux/amd64 ;;
  aarch64) arch=arm64 own=aarch_64 other=x86_64 profiler=linux-arm64 zstd=linux/aarch64 ;;
  *)
    echo "hearth: no archive is made for $(uname -m) (expected x86_64 or aarch64)"
    exit 0
    ;;
esac

# What the jars name (jdeps), and what is only asked for by name: ciphers and tools to look into a running process.
modules=java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.scripting,\
java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,\
jdk.security.auth,jdk.unsupported,jdk.zipfs

name=hearth-$version
home=$target/archive/$name
rm -rf "$target/archive" "$target/hearth-"*-linux-*.tar.gz
mkdir -p "$home/bin" "$home/lib/native" "$home/systemd"

"$JAVA_HOME/bin/jlink" --add-modules "$modules" --strip-debug --compress zip-6 --no-header-files --no-man-pages --output "$home/runtime"
# Nothing here draws: what windows and fonts need in machine code may go, the classes stay.
find "$home/runtime/lib" \( -name 'libawt*' -o -name 'libfontmanager*' -o -name 'libfreetype*' -o -name 'libharfbuzz*' -o -name 'libjsound*' \
  -o -name 'libsplashscreen*' -o -name 'liblcms*' -o -name 'libmlib*' -o -name 'libjavajpeg*' \) -delete

# Providers of security whose modules are not in it: for each of them Java would look through all jars, and load Bouncy Castle.
security=$home/runtime/conf/security/java.security
awk '/^security\.provider\.[0-9]+=(XMLDSig|SunPCSC|JdkSASL|SunPKCS11)$/ { next }
  /^security\.provider\.[0-9]+=/ { sub(/\.[0-9]+=/, "." ++n "=") }
  { print }' "$JAVA_HOME/conf/security/java.security" >"$security"

# Jars for other systems are left out; the order stays that of the build.
: >"$home/lib/classpath"
tr ':' '\n' <"$built/classpath" | sed 's|.*/||' | grep -Ev -- "-(osx|windows)-|-linux-$other" | while IFS= read -r jar; do
  cp -p "$built/lib/$jar" "$home/lib/"
  echo "$jar" >>"$home/lib/classpath"
done
cp "$built/jvm.options" "$home/lib/"

# unpack JAR FILE NAME: a library in machine code out of a jar.
unpack() {
  (cd "$home/lib/native" && "$JAVA_HOME/bin/jar" xf "$home/lib/$1" "$2" && mv "$2" "$3")
}
of() { basename "$(ls "$home/lib/$1"*.jar | head -n 1)"; }
unpack "$(of async-profiler-)" "$profiler/libasyncProfiler.so" libasyncProfiler.so
zstd_jar=$(of zstd-jni-)
zstd_version=${zstd_jar#zstd-jni-}
unpack "$zstd_jar" "$zstd/libzstd-jni-${zstd_version%.jar}.so" libzstd-jni.so
# unpack_netty PREFIX NAME: once for the server, once for the copy of Netty that gRPC carries.
unpack_netty() {
  unpack "$(of "$1")" "META-INF/native/lib$2_$own.so" "lib$2_$own.so"
  unpack "$(of grpc-netty-shaded-)" "META-INF/native/libio_grpc_netty_shaded_$2_$own.so" "libio_grpc_netty_shaded_$2_$own.so"
}
unpack_netty netty-transport-native-epoll- netty_transport_native_epoll
unpack_netty netty-tcnative-boringssl-static- netty_tcnative_linux
find "$home/lib/native" -mindepth 1 -type d -empty -delete

cp "$here/hearth" "$home/bin/hearth"
chmod 755 "$home/bin/hearth"
cp "$here/config.yaml" "$home/config.yaml"
cp "$here/hearth.service" "$home/systemd/"
cp "$here/README.md" "$home/README.md"
cp "$top/LICENSE" "$home/"

# The class cache is written by a run of the very program, with its very runtime. On a machine that is too busy the run gives up; Hearth
# starts without the cache too, only slower.
warm_up() {
  rm -f "$home"/lib/hearth.aot*
  HEARTH_MAIN=dev.hearth.app.WarmUp HEARTH_JAVA_OPTS="-XX:AOTCacheOutput=$home/lib/hearth.aot" "$home/bin/hearth" \
    >"$target/archive/warm-up.log" 2>&1
}
warm_up || warm_up || {
  rm -f "$home"/lib/hearth.aot*
  echo "hearth: the archive has no class cache, for none could be made (the log is $target/archive/warm-up.log)" >&2
}

tar -C "$target/archive" --owner=0 --group=0 --numeric-owner -cf - "$name" | gzip -6 >"$target/$name-linux-$arch.tar.gz"
echo "hearth: made app/target/$name-linux-$arch.tar.gz"

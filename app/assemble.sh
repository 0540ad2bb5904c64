#!/bin/sh
# Puts the program together in target/hearth: the jars, the list of them in order, and the virtual machine's options.
set -eu
target=$1
name=$2
cp "$target/$name.jar" "$target/hearth/lib/"
cp "$(dirname "$0")/jvm.options" "$target/hearth/"
find "$target/hearth/lib" -name '*.jar' | LC_ALL=C sort | tr '\n' ':' | sed 's/:$//' >"$target/hearth/classpath"

#!/usr/bin/env bash
# Takes all file descriptors, and where this user may mount a small file system all inodes and bytes, from under a store that commits:
# refused commits did not happen, acknowledged ones are there, and commits go on without a restart once all is given back. About 20 s.
# Run as: bash .ci/campaigns/exhausted.sh     (after `mvn verify` or `mvn test-compile`)
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=../../app/src/dist/lib/find-java.sh
source app/src/dist/lib/find-java.sh
find_java java || { echo "exhausted: needs a JDK 25: point JAVA_HOME at one" >&2; exit 1; }

work=$(mktemp -d)
trap 'umount "$work/small" 2>/dev/null || true; rm -rf "$work"' EXIT
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
jar() { find "$repository/org/$1" -name '*.jar' | sort -V | tail -n 1; }
jars=$(jar rocksdb/rocksdbjni):$(jar jspecify/jspecify):$(jar slf4j/slf4j-api)
writer=(timeout 60 "$java_home/bin/java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC
    -cp "core/target/classes:core/target/test-classes:$jars" dev.carillon.state.ExhaustedWriter)

(ulimit -n 256 && "${writer[@]}" "$work/descriptors/data" descriptors 2>/dev/null)

small() { # small INODES WHAT: on a new file system of 96 MiB
    truncate -s 96M "$work/image"
    mkfs.ext4 -q -F -N "$1" "$work/image"
    mkdir -p "$work/small"
    mount -o loop "$work/image" "$work/small" 2>/dev/null || return 1
    "${writer[@]}" "$work/small/$2/data" "$2" 2>/dev/null || { echo "exhausted: failed without $2" >&2; exit 1; }
    umount "$work/small"
}
if command -v mkfs.ext4 >/dev/null && small 400 files; then
    small 8192 bytes
else
    echo "exhausted: no small file system can be mounted here: inodes and bytes are left out"
fi

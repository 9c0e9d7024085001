#!/usr/bin/env bash
# Uses up all file descriptors while a store commits, and, if this user may mount a small file system, all inodes and bytes: refused commits
# did not happen, acknowledged ones are there, and commits continue without a restart when the resources are free again. About 20 s.
# Run as: bash .ci/campaigns/exhausted.sh     (after `mvn verify` or `mvn test-compile`)
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

trap 'umount "$work/small" 2>/dev/null || true; rm -rf "$work"' EXIT
writer=(timeout 60 "$java_home/bin/java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC
    -cp "$classes:$(store_jars)" dev.carillon.state.ExhaustedWriter)

(ulimit -n 256 && "${writer[@]}" "$work/descriptors/data" descriptors 2>/dev/null)

small() { # small INODES WHAT: on a new file system of 96 MiB
    truncate -s 96M "$work/image"
    mkfs.ext4 -q -F -N "$1" "$work/image"
    mkdir -p "$work/small"
    mount -o loop "$work/image" "$work/small" 2>/dev/null || return 1
    "${writer[@]}" "$work/small/$2/data" "$2" 2>/dev/null || give_up "failed without $2"
    umount "$work/small"
}
if command -v mkfs.ext4 >/dev/null && small 400 files; then
    small 8192 bytes
else
    echo "exhausted: no small file system can be mounted here: inodes and bytes are left out"
fi

#!/usr/bin/env bash
# Damages copies of a data folder in 63 ways drawn from seeds (cut short, zero a page, flip a bit, delete, swap two files) and demands that
# each is refused at the start, noticed (health, audit, an error instead of data), or does no harm: never wrong data without a word.
# Run as: bash .ci/campaigns/disk.sh [FIRST-SEED [SEEDS]]     (after `mvn verify` or `mvn test-compile`; needs Maven)
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=../../app/src/dist/lib/find-java.sh
source app/src/dist/lib/find-java.sh
find_java java || { echo "disk: needs a JDK 25: point JAVA_HOME at one" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[[ -d core/target/test-classes/dev/carillon/server ]] || {
    echo "disk: nothing compiled yet: run mvn -B -pl core -am test-compile" >&2
    exit 1
}
mvn -B -q -pl core dependency:build-classpath -DincludeScope=test "-Dmdep.outputFile=$work/jars" </dev/null >"$work/maven.log" 2>&1 || {
    cat "$work/maven.log" >&2
    echo "disk: Maven cannot name the libraries, see above" >&2
    exit 1
}
mkdir "$work/folders"
"$java_home/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -Djdk.virtualThreadScheduler.parallelism=8 \
    -cp "core/target/classes:core/target/test-classes:$(<"$work/jars")" \
    dev.carillon.server.DiskCampaign "$work/folders" "${1:-1}" "${2:-63}"

#!/usr/bin/env bash
# Damages copies of a data folder in 63 ways drawn from seeds (truncate, zero a page, flip a bit, delete, swap two files) and requires that
# each is refused at the start, noticed (health, audit, an error instead of data), or does no harm. Wrong data is never served.
# Run as: bash .ci/campaigns/disk.sh [FIRST-SEED [SEEDS]]     (after `mvn verify` or `mvn test-compile`; needs Maven)
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

mvn -B -q -pl core dependency:build-classpath -DincludeScope=test "-Dmdep.outputFile=$work/jars" </dev/null >"$work/maven.log" 2>&1 || {
    cat "$work/maven.log" >&2
    give_up "Maven cannot name the libraries, see above"
}
mkdir "$work/folders"
"$java_home/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -Djdk.virtualThreadScheduler.parallelism=8 \
    -cp "$classes:$(<"$work/jars")" \
    dev.carillon.server.DiskCampaign "$work/folders" "${1:-1}" "${2:-63}"

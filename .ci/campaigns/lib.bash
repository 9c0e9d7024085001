# Code shared by the campaigns that run compiled test classes: a JDK 25, a folder of their own and the class path. Sourced, not run.
set -euo pipefail

campaign=$(basename "$0" .sh)
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

give_up() { # give_up REASON
    echo "$campaign: $1" >&2
    exit 1
}

store_jars() { # the libraries that the store alone needs, as a class path
    local library
    for library in rocksdb/rocksdbjni jspecify/jspecify slf4j/slf4j-api; do
        find "${MAVEN_REPOSITORY:-$HOME/.m2/repository}/org/$library" -name '*.jar' | sort -V | tail -n 1
    done | paste -sd:
}

# shellcheck source=../../app/src/dist/lib/find-java.sh
source app/src/dist/lib/find-java.sh
find_java java || give_up "needs a JDK 25: point JAVA_HOME at one"
[[ -d core/target/test-classes/dev/carillon ]] || give_up "nothing compiled yet: run mvn -B -pl core -am test-compile"

classes=core/target/classes:core/target/test-classes
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

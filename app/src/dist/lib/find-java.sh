# Finds a Java 25 or newer without starting one: sourced by the launchers. Sets java_home, or stays silent and returns 1.
# Usage: find_java [javac]   with "javac" only a JDK will do

java_major() { # the feature number of the Java in folder $1, from its release file
    [[ -x $1/bin/java && -r $1/release ]] || return 1
    local line
    while IFS= read -r line; do
        if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
            java_found=${BASH_REMATCH[1]}
            return 0
        fi
    done <"$1/release"
    return 1
}

find_java() {
    local tool=${1:-java} candidate on_path
    local -a candidates=()
    [[ -n ${JAVA_HOME:-} ]] && candidates+=("$JAVA_HOME")
    if on_path=$(type -P java); then
        # A link, then a link: /usr/bin/java -> /etc/alternatives/java -> the real one.
        while [[ -L $on_path ]]; do
            local to
            to=$(readlink "$on_path")
            [[ $to == /* ]] && on_path=$to || on_path=${on_path%/*}/$to
        done
        candidates+=("${on_path%/bin/java}")
    fi
    candidates+=(
        /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* /opt/*/*jdk*
        "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/*
        /Library/Java/JavaVirtualMachines/*/Contents/Home
        "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
    )
    for candidate in "${candidates[@]}"; do
        if [[ -x $candidate/bin/$tool ]] && java_major "$candidate" && ((java_found >= 25)); then
            java_home=$candidate
            return 0
        fi
    done
    return 1
}

#!/usr/bin/env bash
# Shows that clients without a key cannot stop the server: hostile clients from 127.0.0.2 and others flood a small server (256 MiB heap,
# 1,500 descriptors), while a client with a key puts objects from 127.0.0.1. All its PUTs are answered 200, no request is answered 500,
# and the server is healthy at the end. Takes about a minute, on loopback only, and ends only processes that it started.
# Run as: bash .ci/campaigns/edges.sh
# shellcheck source=../clients/lib.bash
source "$(dirname "$0")/../clients/lib.bash"

client() { /usr/bin/python3 "$root/.ci/campaigns/edges_client.py" "$@"; }

figure() { # the sum of a metric over its labels
    curl -sf "$admin/metrics" | awk -v name="$1" '{ split($1, n, "{") } n[1] == name { sum += $2 } END { printf "%.0f", sum }'
}

flood() { # flood URL KIND COUNT FROM SECONDS, beside a client that puts objects
    local name="the good client's PUTs beside $3 connections of kind $2"
    client flood "$1" "$2" "$3" "$4" "$5" >"$work/flood.out" 2>&1 &
    local flood_pid=$!
    check "$name" client puts "$s3" "$5"
    cat "$work/check.out"
    wait "$flood_pid" || true
    cat "$work/flood.out"
    check "the server lives" kill -0 "$server_pid"
}

# The soft limit of this shell holds for the server; -MaxFDLimit keeps Java from raising it.
export CARILLON_JAVA_OPTS="-Xmx256m -XX:-MaxFDLimit"
"$root/carillon" --help >/dev/null # builds what is stale before the limit holds
soft=$(ulimit -Sn)
ulimit -Sn 1500
start_server
ulimit -Sn "$soft"
check "a client with a key puts objects" client puts "$s3" 1

# Memory: bodies of 1 MiB, announced and nearly all sent, then held.
flood "$s3" sns 600 127.0.0.2 4
flood "$s3" sns-unknown 600 127.0.0.2 4
flood "$admin" admin 600 127.0.0.2 4
flood "$b2" b2 600 127.0.0.2 4
flood "$s3" put 600 127.0.0.2 4
# Headers that do not end, bodies of 3 bytes, connections without a request.
flood "$s3" head 1000 127.0.0.2 4
flood "$s3" three 1000 127.0.0.2 4
flood "$s3" idle 3000 127.0.0.2 4
# Descriptors: many addresses fill the port; when they are gone, the server continues without a restart.
for from in 127.0.0.{3..8}; do
    client flood "$s3" idle 1000 "$from" 3 &
done
wait $(jobs -p | grep -v "^$server_pid$")
check "the server lives after more connections than it has descriptors" kill -0 "$server_pid"
check "its descriptors were not used up" test "$(figure carillon_connections_refused)" -gt 0
check "a client with a key puts objects afterwards" client puts "$s3" 2
cat "$work/check.out"
# A malformed request is answered with a client error, never with a server error.
check "hostile requests are answered 400 or 505, never 500" client hostile "$s3" "$b2" "$admin"
cat "$work/check.out"
check "health says ok" curl -sf "$admin/healthz"
check "nothing ran out of memory or descriptors" bash -c "! grep -E 'OutOfMemory|Too many open files' '$work/server.err'"
summary

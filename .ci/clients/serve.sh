#!/usr/bin/env bash
# How the server starts and stops, as a process: its one line, its exit codes, and what keeps it from starting.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

carillon() { timeout 30 "$root/carillon" "$@"; }

start_server
check "says one line on stdout" test "$(cat "$work/server.out")" = "carillon ready s3=$s3 b2=$b2 admin=$admin"
check "healthz" test "$(curl -sf "$admin/healthz")" = ok
check "metrics" bash -c "curl -sf $admin/metrics | grep -q '^pubsub_event_triggered_total 0'"
refuses "admin wants a signature for all else" "403\|401" curl -sSf "$admin/v1/anything"
check "status" env CARILLON_ADMIN="$admin" "$root/carillon" status
refuses "a second server on the same folder is refused" "in use by another server" \
    carillon serve --data "$work/data" --s3-port 0 --b2-port 0 --admin-port 0
check "in one line" test "$(wc -l <"$work/check.out")" = 1
refuses "a taken port is refused" "cannot listen on" carillon serve --data "$work/other" --s3-port "${s3##*:}" --b2-port 0 --admin-port 0
check "in one line" test "$(wc -l <"$work/check.out")" = 1
refuses "a folder that is a file is refused" "is a file" carillon serve --data "$work/server.out" --s3-port 0 --b2-port 0 --admin-port 0
refuses "a folder that cannot be made is refused" "name another with --data" \
    carillon serve --data /proc/none --s3-port 0 --b2-port 0 --admin-port 0
refuses "an unknown setting is refused" "did you mean s3-port" \
    carillon serve --config <(echo "s3-prot: 1") --s3-port 0 --b2-port 0
kill -HUP "$server_pid"
check "SIGHUP without TLS says that there is nothing to reload" await 10 "the log line" grep -q "nothing to reload" "$work/server.err"
check "and the server goes on" test "$(curl -sf "$admin/healthz")" = ok

/usr/bin/aws --endpoint-url "$s3" s3 mb s3://kept
started=$SECONDS
kill -TERM "$server_pid"
code=0
wait "$server_pid" || code=$?
check "SIGTERM ends it with 0" test "$code" = 0
check "within ten seconds ($((SECONDS - started)) s)" test $((SECONDS - started)) -le 10
start_server
check "what was made is there after the restart" /usr/bin/aws --endpoint-url "$s3" s3api head-bucket --bucket kept
code=0
kill -INT "$server_pid"
wait "$server_pid" || code=$?
check "Ctrl-C ends it with 0" test "$code" = 0
server_pid=""

unset CARILLON_ACCESS_KEY CARILLON_SECRET_KEY
work_first=$work/first
"$root/carillon" serve --data "$work_first" --s3-port 0 --b2-port 0 --admin-port 0 >"$work/first.out" 2>"$work/first.err" &
server_pid=$!
await 30 "the ready line" grep -q '^carillon ready' "$work/first.out"
check "the key pair it made is shown" grep -q "CARILLON_SECRET_KEY=" "$work/first.err"
check "and kept for its owner only" test "$(stat -c %a "$work_first/root-key")" = 600
summary

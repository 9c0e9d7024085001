#!/usr/bin/env bash
# Accepted means synced: while objects are put, the operating system sees at least one sync of a file for each group of commits,
# and the engine counts the same.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

figure() { # the value of a metric
    curl -sf "$admin/metrics" | awk -v name="$1" '$1 == name { printf "%.0f", $2 }'
}

start_server
/usr/bin/aws --endpoint-url "$s3" s3 mb s3://ledger
groups=$(figure carillon_state_commit_groups)
syncs=$(figure carillon_state_syncs)
commits=$(figure carillon_state_commits)

strace -f -q -e trace=fsync,fdatasync,sync_file_range,msync -o "$work/strace.out" -p "$server_pid" 2>"$work/strace.err" &
strace_pid=$!
attached() { [[ -n $(grep -ls "^TracerPid:[[:space:]]*$strace_pid$" /proc/"$server_pid"/task/*/status) ]]; }
await 10 "strace to attach: $(cat "$work/strace.err")" attached
check "1,000 objects are put, eight at a time" /usr/bin/python3 "$root/.ci/clients/restart_puts.py" "$work/put.txt"
stop "$strace_pid" INT

groups=$(($(figure carillon_state_commit_groups) - groups))
syncs=$(($(figure carillon_state_syncs) - syncs))
commits=$(($(figure carillon_state_commits) - commits))
seen=$(grep -cE '(fsync|fdatasync)\(' "$work/strace.out" || true)
echo "$commits commits in $groups groups; the engine counts $syncs syncs, the kernel saw $seen"
check "every put was a commit" test "$commits" -ge 1000
check "the engine synced each group" test "$syncs" -ge "$groups"
check "the kernel saw a sync for each group" test "$seen" -ge "$groups"
summary

#!/usr/bin/env bash
# rclone's B2 backend (path version 1): 500 small files copied, synced, checked, deleted; each change told to a rule, signed, in batches.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

start_server
start_receiver
export RCLONE_CONFIG=/dev/null RCLONE_CONFIG_BELLS_TYPE=b2 RCLONE_CONFIG_BELLS_ENDPOINT=$b2
export RCLONE_CONFIG_BELLS_ACCOUNT=$CARILLON_ACCESS_KEY RCLONE_CONFIG_BELLS_KEY=$CARILLON_SECRET_KEY
secret=0123456789abcdefghijABCDEFGHIJ32

check "makes a bucket" rclone mkdir bells:backup-b2
check "a rule is set" b2_rule backup-b2 everything "" "$secret" 50

mkdir -p "$work/tree"
for ((i = 0; i < 500; i++)); do
    mkdir -p "$work/tree/$((i % 7))"
    echo "file number $i" >"$work/tree/$((i % 7))/file $i + more.txt"
done
check "copies 500 files up" rclone copy "$work/tree" bells:backup-b2 --transfers 8
check "finds nothing different" rclone check "$work/tree" bells:backup-b2
lists() { [[ $(rclone lsf -R --files-only bells:backup-b2 | wc -l) == "$1" ]]; }
check "lists 500" lists 500
echo changed >"$work/tree/0/file 0 + more.txt"
rm "$work/tree/1/file 1 + more.txt"
check "syncs what changed" rclone sync "$work/tree" bells:backup-b2
check "finds nothing different again" rclone check "$work/tree" bells:backup-b2
check "lists 499" lists 499
check "copies on the server" rclone copyto "bells:backup-b2/2/file 2 + more.txt" bells:backup-b2/copy.txt
check "reads all back" bash -c "rclone copy bells:backup-b2 $work/back && diff '$work/tree/0/file 0 + more.txt' '$work/back/0/file 0 + more.txt'"
check "hides the copy" rclone deletefile bells:backup-b2/copy.txt
check "deletes all, with every version" rclone delete --b2-hard-delete bells:backup-b2
check "cleans up hidden versions" rclone cleanup bells:backup-b2

told() { received_b2 | awk '{print $1}' | sort | uniq -c | awk '{print $2 "=" $1}' | paste -sd' '; }
everything_told() {
    local created copied hidden
    created=$(received_b2 | grep -c '^b2:ObjectCreated:Upload') || true
    copied=$(received_b2 | grep -c '^b2:ObjectCreated:Copy copy.txt 14 everything$') || true
    hidden=$(received_b2 | grep -c '^b2:HideMarkerCreated:Hide') || true
    [[ $created == 501 && $copied == 1 && $hidden -ge 2 ]]
}
await 30 "the events" everything_told || true
check "501 uploads, one copy, the hides: $(told)" everything_told
each_once() { [[ $(jq -r '.body.events[]?.eventId' "$work/received.jsonl" | sort | uniq -d | wc -l) == 0 ]]; }
check "each event once" each_once
batched() { jq -e -s 'map(.body.events | length) | max > 1 and max <= 50' "$work/received.jsonl"; }
check "in batches of at most 50" batched
check "every signature verified independently" /usr/bin/python3 "$root/.ci/clients/b2_verify.py" "$secret" "$work/received.jsonl"
check "removes the bucket" rclone purge bells:backup-b2
summary

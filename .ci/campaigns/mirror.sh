#!/usr/bin/env bash
# Tests examples/mirror while the server of the original, the receiver and the server of the backup are killed with kill -9: 1,000
# random puts, overwrites and deletes of objects with odd names. At the end both buckets are equal.
# Takes minutes: awscli needs almost half a second of processor time for a call, and there are about a thousand.
# Run as: bash .ci/campaigns/mirror.sh [CHANGES [SEED]]     (with DRAIN=1 until the very last event has run, which takes twice as long)
# shellcheck source=../../examples/lib.bash
source "$(dirname "$0")/../../examples/lib.bash"
changes=${1:-1000}
seed=${2:-$RANDOM}
campaigns=$(cd "$(dirname "$0")" && pwd)
client() { /usr/bin/python3 "$campaigns/mirror_client.py" "$@"; }

export PATH=/usr/bin:$PATH
export FROM_BUCKET=photos TO_BUCKET=photos-backup MIRROR_BACKUP=photos-backup MIRROR_STATE=$work/state
export FROM=http://127.0.0.1:$(free_port) TO=http://127.0.0.1:$(free_port)
export MIRROR_FROM=$FROM MIRROR_TO=$TO
webhook=http://127.0.0.1:$(free_port)/webhook
declare -A pids=()

start() { # start from|to|receiver: the same folder and port each time
    case $1 in
        from) begin "$1" "$carillon" serve --data "$work/from.data" --s3-port "$(port "$FROM")" --b2-port off --admin-port 0 ;;
        to) begin "$1" "$carillon" serve --data "$work/to.data" --s3-port "$(port "$TO")" --b2-port off --admin-port 0 ;;
        receiver)
            begin "$1" env HOME="$work/home" "$carillon" receive --port "$(port "$webhook")" --public-url "$webhook" \
                --allow-topic 'root|photos|s3:ObjectCreated:*,s3:ObjectRemoved:*' --data "$work/inbox" --retries 100 \
                --script "$examples/mirror/mirror.sh" --pass-env MIRROR_FROM --pass-env MIRROR_TO --pass-env MIRROR_BACKUP \
                --pass-env MIRROR_STATE --verbose
            ;;
    esac
    pids[$1]=$pid
}

there() { # there from|to|receiver
    case $1 in
        from) curl -s -o "$work/there" "$FROM" ;;
        to) curl -s -o "$work/there" "$TO" ;;
        receiver) curl -s -o "$work/there" "${webhook%/webhook}/ping" ;;
    esac
}

restart() { # restart from|to|receiver, after kill -9
    end "${pids[$1]}" KILL
    start "$1"
    await 60 "$1 after kill -9" there "$1"
    echo "killed and started again: $1"
}

mkdir -p "$work/home/.aws" "$work/state"
for profile in from to; do
    printf '[%s]\nregion = default\naws_access_key_id = %s\naws_secret_access_key = %s\n' \
        "$profile" "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" >>"$work/home/.aws/credentials"
done
for part in from to receiver; do
    start "$part"
    await 200 "$part" there "$part"
done
signed() { # signed CURL-ARGUMENT…
    curl -sS --fail-with-body -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --aws-sigv4 aws:amz:default:s3 \
        --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -X PUT "$@"
}
signed "$FROM/$FROM_BUCKET"
signed "$TO/$TO_BUCKET"
signed "$FROM/$FROM_BUCKET?notification=" --data-binary "<NotificationConfiguration><SimpleTopicConfiguration><Id>mirror</Id>
    <Url>$webhook</Url><Event>s3:ObjectCreated:*</Event><Event>s3:ObjectRemoved:*</Event></SimpleTopicConfiguration>
    </NotificationConfiguration>"

say "$changes changes, seed $seed"
began=$SECONDS
begin changes /usr/bin/python3 "$campaigns/mirror_client.py" change "$changes" "$seed" "$work/expected.json"
changing=$pid
while kill -0 "$changing" 2>/dev/null; do
    for part in receiver from receiver to; do
        sleep $((1 + RANDOM % 4))
        restart "$part"
    done
done
wait "$changing"
cat "$work/changes.out"
echo "changed after $((SECONDS - began)) s"

settled() { client compare "$work/expected.json"; }
for part in receiver from receiver to receiver; do
    sleep 5
    restart "$part"
done
if ! await 900 "equal buckets" settled; then
    settled >&2 || true
    exit 1
fi
echo "equal after $((SECONDS - began)) s"
# What is left are events of changes that were changed again: they change nothing any more.
quiet() { [[ -z $(find "$MIRROR_STATE" -newermt '-8 seconds' -print -quit) ]]; } # each run writes there
if [[ -n ${DRAIN:-} ]]; then
    await 1800 "the last event" quiet
else
    sleep 20
fi
settled
end "${pids[receiver]}"
settled
grep -q '^carillon received' "$work"/receiver.* || { echo "the receiver did not end by itself" >&2; exit 1; }
letters=$("$carillon" deadletter list --data "$work/inbox" --json)
[[ -z $(tr -d '[]\n ' <<<"$letters") ]] || {
    "$carillon" deadletter list --data "$work/inbox" >&2
    echo "there are dead letters" >&2
    exit 1
}
echo "all done after $((SECONDS - began)) s"

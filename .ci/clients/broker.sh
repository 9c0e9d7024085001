#!/usr/bin/env bash
# The event broker, with the commands of docs/operations.md as written: subscribe with curl and openssl, publish, list in both
# signed forms; then the carillon command, and kill -9 between acknowledgement and delivery.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

export SIGNING_SECRET=01234567890123456789012345678901

start_broker() { # start_broker PORT [OPTION…]: the same data folder each time
    : >"$work/server.out"
    "$root/carillon" broker --data "$work/broker" --broker-port "$1" --admin-port 0 "${@:2}" \
        >"$work/server.out" 2>>"$work/server.err" &
    server_pid=$!
    await 30 "the broker's ready line" server_is_ready_or_gone
    broker=$(sed -n 's/^carillon ready broker=\([^ ]*\).*/\1/p' "$work/server.out")
    [[ -n $broker ]]
}

documented() { # documented TEXT: the sh block of docs/operations.md that has this text
    awk -v text="$1" '
        /^```sh$/ { inside = 1; block = ""; next }
        /^```$/   { if (inside && index(block, text)) printf "%s", block; inside = 0 }
        inside    { block = block $0 "\n" }' "$root/docs/operations.md"
}

events() { [[ -s $work/received.jsonl ]] && jq -r '.body.event[]?.eventId' "$work/received.jsonl" | sort; }

have_events() { (($(events | wc -l) >= $1)); }

refuses "a broker without a secret says what to set" SIGNING_SECRET env -u SIGNING_SECRET "$root/carillon" broker --data "$work/none"
start_broker 0
start_receiver
{
    documented 'sign() {' | sed "s|http://127.0.0.1:8080/listener|${receiver}listener|; s|http://127.0.0.1:9002|$broker|"
} >"$work/v1.sh"
check "the document's curl commands subscribe and list" bash -euo pipefail "$work/v1.sh"
cp "$work/check.out" "$work/shown"
check "they show the subscription" grep -q "\"url\":\"${receiver}listener\"" "$work/shown"

sign() { printf %s "$1" | openssl dgst -sha256 -hmac "$SIGNING_SECRET" -r | cut -d' ' -f1; }
publish() { # publish FROM TO: a message of B2 for each number
    local number body
    for ((number = $1; number <= $2; number++)); do
        body='{"events":[{"accountId":"a","bucketId":"id","bucketName":"my-bucket","eventId":"e'$number'","eventTimestamp":1684793309123,"eventType":"b2:ObjectCreated:Upload","eventVersion":1,"matchedRuleName":"my-rule","objectName":"o'$number'","objectSize":3,"objectVersionId":"v"}]}'
        curl -sf "$broker/in" --data-binary "$body" -H "x-bz-event-notification-signature: v1=$(sign "$body")"
    done
}
check "events are published" publish 1 5
check "a repeated event is acknowledged" publish 5 5
await 20 "5 events" have_events 5 || true
sleep 0.5
check "each arrived once" test "$(events | tr '\n' ' ')" == "e1 e2 e3 e4 e5 "

stop "$receiver_pid"
"$root/carillon" subscription create my-bucket my-rule "${receiver}kept" --keep --broker "$broker" >"$work/id"
publish 6 25
stop "$server_pid" KILL
start_broker "${broker##*:}" --strict
start_receiver "$receiver_port"
await 60 "20 events twice" have_events 45 || true
check "after kill -9 both subscribers have every event" test "$(events | uniq -c | awk '$1 >= 2 { n++ } END { print n }')" -ge 20

refuses "a strict broker refuses the old form" 401 \
    curl -sfS "$broker/@subscriptions" -H "x-bz-event-notification-signature: v1=$(sign "")"
{
    echo "broker=$broker"
    documented 'sign() {' | grep '^sign()'
    documented 'sign2() {'
} >"$work/v2.sh"
check "the document's strict form lists" bash -euo pipefail "$work/v2.sh"
cp "$work/check.out" "$work/shown"
check "it shows the kept subscription" grep -q "$(tail -n 1 "$work/id" | tr -d '[:space:]')" "$work/shown"
check "the test event reaches every subscriber" "$root/carillon" subscription test my-bucket my-rule --broker "$broker"
check "a subscription is deleted" "$root/carillon" subscription delete my-bucket my-rule "$(tail -n 1 "$work/id")" --broker "$broker"
summary

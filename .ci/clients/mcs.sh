#!/usr/bin/env bash
# MCS webhooks: a plain Python client that writes and signs SimpleTopicConfiguration, a plain Python receiver that confirms, and
# Carillon's own receiver in its place.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

start_mcs_receiver() { # sets hooks, its URL without a path
    : >"$work/receiver.port"
    /usr/bin/python3 "$root/.ci/clients/mcs_receiver.py" 0 "$work/received.jsonl" >"$work/receiver.port" &
    receiver_pid=$!
    await 10 "the receiver" test -s "$work/receiver.port"
    hooks=http://127.0.0.1:$(cat "$work/receiver.port")
}

s3call() { # s3call METHOD BODY [HEADER=VALUE…]: succeeds if the answer's status is 200; prints it
    local answer method=$1 body=$2
    shift 2
    answer=$(/usr/bin/python3 "$root/.ci/clients/mcs_client.py" "$method" "$s3" photos "$body" "$@")
    echo "$answer"
    [[ ${answer%%$'\n'*} == 200 ]]
}

webhook() { # webhook ID URL [FILTER]: prints the element, in MCS's order
    printf '<SimpleTopicConfiguration><Id>%s</Id><Event>s3:ObjectCreated:*</Event><Event>s3:ObjectRemoved:*</Event>' "$1"
    printf '<Url>%s</Url>%s</SimpleTopicConfiguration>' "$2" "${3:-}"
}

put() { # put ELEMENTS [HEADER=VALUE…]
    local elements=$1
    shift
    s3call PUT "<NotificationConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">$elements</NotificationConfiguration>" "$@"
}

get() { s3call GET ""; }

got() { get | grep -q -- "$1"; }

got_not() { # and the document is there
    local all
    all=$(get) && [[ $all == *NotificationConfiguration* && $all != *"$1"* ]]
}

confirmations() { # of a path
    [[ -s $work/received.jsonl.confirmations ]] || return 0
    jq -r --arg path "$1" 'select(.path == $path) | .body.Token' "$work/received.jsonl.confirmations"
}

aws_s3() { /usr/bin/aws --endpoint-url "$s3" s3api "$@"; }

upload() { printf '%s' "$2" >"$work/upload" && aws_s3 put-object --bucket photos --key "$1" --body "$work/upload"; }

topic_test() { "$root/carillon" topic test "$1" --admin "$admin"; }

start_server
start_mcs_receiver
check "a bucket" aws_s3 create-bucket --bucket photos
check "nothing is set at the start" got "<NotificationConfiguration></NotificationConfiguration>"

png="<Filter><S3Key><FilterRule><Name>Prefix</Name><Value>img/</Value></FilterRule><FilterRule><Name>Suffix</Name>"
png+="<Value>.png</Value></FilterRule></S3Key></Filter>"
check "a webhook is confirmed and stored" put "$(webhook 1 "$hooks/hook?a=b" "$png")"
check "its token has 48 characters" grep -qxE '[0-9A-Za-z]{48}' <(confirmations "/hook?a=b")
check "it is got back" got "<Id>1</Id><Url>$hooks/hook?a=b</Url>"
check "an upload" upload "img/a b+c.png" hello
check "one that is not asked for" upload "img/a.jpg" hello
check "a removal" aws_s3 delete-object --bucket photos --key "img/a b+c.png"
expect_events "the receiver got records in MCS's form" <<EVENTS
s3:ObjectCreated:Put img/a b+c.png 5 1
s3:ObjectRemoved:Delete img/a b+c.png 5 1
EVENTS

for mode in wrong html; do
    refuses "an endpoint that answers $mode is refused, and the answer says what was expected" "TopicArn root|photos|s3:ObjectCreated:\*," \
        put "$(webhook 2 "$hooks/$mode")"
done
refuses "one that does not answer is refused" "no answer within" put "$(webhook 2 "$hooks/hang")"
refuses "an address inside the network is refused" "allow-targets" put "$(webhook 2 http://169.254.169.254/latest)"
refuses "one bad webhook keeps the good one out" "photos/3" put "$(webhook 2 "$hooks/two")$(webhook 3 "$hooks/wrong")"
check "the bad one was not stored" got_not "<Id>3</Id>"
check "neither was the good one" got_not "<Id>2</Id>"
check "the handshake can be skipped" put "$(webhook 2 "$hooks/wrong")" x-amz-skip-destination-validation=true
refuses "a test shows that it is not confirmed" "confirm *FAILED" topic_test photos/2
check "a test of the other one makes the handshake" topic_test photos/1
grep -q "^confirm *ok" "$work/check.out" || fail "the test has no step confirm: $(cat "$work/check.out")"

receiver=$hooks/b2 check "a B2 rule beside them" b2_rule photos reads-too img/ abcdefghijklmnopqrstuvwxyz012345 1
check "webhooks stay" got "<Id>2</Id>"

asked() { [[ -n $(confirmations "$1") ]]; }

kill_in_handshake() { # kill -9 while an endpoint holds its confirmation: nothing is stored
    (put "$(webhook 4 "$hooks/hang/4")" >/dev/null 2>&1 || true) &
    local client=$!
    await 10 "the confirmation" asked /hang/4
    stop "$server_pid" KILL
    wait "$client" || true
    start_server
    got_not "<Id>4</Id>" && got "<Id>1</Id>"
}
check "a kill -9 between handshake and commit stores nothing" kill_in_handshake

check "a webhook that answers 410" put "$(webhook 2 "$hooks/gone")"
check "an upload for it" upload gone.txt bye
letters() { "$root/carillon" deadletter list --topic photos/2 --admin "$admin" --json; }
lettered() { letters | grep -q gone.txt; }
check "its record is a dead letter" await 10 "the dead letter" lettered
check "a URL that works" put "$(webhook 2 "$hooks/works")"
: >"$work/received.jsonl"
check "the dead letter is sent again" "$root/carillon" deadletter replay --topic photos/2 --admin "$admin"
expect_events "the new URL got it" <<EVENTS
s3:ObjectCreated:Put gone.txt 3 2
EVENTS

# Carillon's own receiver, with a script
cat >"$work/on-change" <<'SCRIPT'
#!/bin/sh
printf '%s|%s|%s\n' "$1" "$2" "$3" >>"$OUT"
SCRIPT
chmod +x "$work/on-change"
export OUT=$work/ran
stop "$receiver_pid"
receive_port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
own=http://127.0.0.1:$receive_port/webhook
"$root/carillon" receive --port "$receive_port" --script "$work/on-change" --data "$work/inbox" --pass-env OUT --public-url "$own" \
    --allow-topic 'root|photos|s3:ObjectCreated:*,s3:ObjectRemoved:*' >"$work/receive.out" 2>&1 &
receiver_pid=$!
pong() { [[ $(curl -s "http://127.0.0.1:$receive_port/ping") == Pong ]]; }
check "carillon receive starts" await 30 "the receiver" pong
check "it confirms the webhook" put "$(webhook own "$own" "$png")" x-carillon-replace=true
refuses "not one of another topic" "403" put "$(webhook own2 "$own" | sed 's/<Event>s3:ObjectRemoved:\*<.Event>//')"
check "uploads for it" upload "img/-rf \$(x) ü.png" hello
check "and a removal" aws_s3 delete-object --bucket photos --key "img/-rf \$(x) ü.png"
ran() { [[ $(cat "$work/ran" 2>/dev/null) == 'photos|img/-rf $(x) ü.png|copy'$'\n''photos|img/-rf $(x) ü.png|delete' ]]; }
check "its script was run for each" await 20 "the script" ran || cat "$work/ran" "$work/receive.out"
summary

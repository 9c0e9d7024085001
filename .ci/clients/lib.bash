# What the client scripts share: a server and a receiver of their own, and the counting of checks. Sourced, not run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/carillon-clients-XXXXXX")
passed=0
failed=0
server_pid=""
receiver_pid=""

export CARILLON_ACCESS_KEY=AKIDCARILLONCLIENTS CARILLON_SECRET_KEY=a-secret-for-tests-only
export AWS_ACCESS_KEY_ID=$CARILLON_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$CARILLON_SECRET_KEY
export AWS_DEFAULT_REGION=default AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_PAGER=""
export AWS_EC2_METADATA_DISABLED=true
unset B2_APPLICATION_KEY_ID B2_APPLICATION_KEY B2_ENVIRONMENT
unset AWS_CA_BUNDLE AWS_ENDPOINT_URL AWS_PROFILE AWS_SESSION_TOKEN http_proxy https_proxy HTTP_PROXY HTTPS_PROXY

stop() { # stop PID [SIGNAL]: and wait until it is gone
    [[ -n $1 ]] || return 0
    kill -"${2:-TERM}" "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

tidy() {
    stop "$receiver_pid"
    stop "$server_pid"
    rm -rf "$work"
}
trap tidy EXIT

await() { # await SECONDS WHAT COMMAND…: until the command succeeds
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        if ((SECONDS >= end)); then
            echo "gave up waiting for $what" >&2
            return 1
        fi
        sleep 0.1
    done
}

start_server() { # the same data folder each time; sets s3, b2 and admin
    : >"$work/server.out"
    env --default-signal=INT,HUP "$root/carillon" serve --data "$work/data" --s3-port 0 --b2-port 0 --admin-port 0 "$@" \
        >"$work/server.out" 2>>"$work/server.err" &
    server_pid=$!
    if ! await 30 "the server's ready line" server_is_ready_or_gone || ! grep -q '^carillon ready' "$work/server.out"; then
        cat "$work/server.err" >&2
        return 1
    fi
    s3=$(sed -n 's/^carillon ready s3=\([^ ]*\).*/\1/p' "$work/server.out")
    b2=$(sed -n 's/^carillon ready .* b2=\([^ ]*\).*/\1/p' "$work/server.out")
    admin=$(sed -n 's/^carillon ready .*admin=\([^ ]*\).*/\1/p' "$work/server.out")
    export s3 b2 admin
}

server_is_ready_or_gone() {
    grep -q '^carillon ready' "$work/server.out" || ! kill -0 "$server_pid" 2>/dev/null
}

start_receiver() { # start_receiver [PORT]: sets receiver, the URL to deliver to
    : >"$work/receiver.port"
    /usr/bin/python3 "$root/.ci/clients/receiver.py" "${1:-0}" "$work/received.jsonl" >"$work/receiver.port" &
    receiver_pid=$!
    await 10 "the receiver" test -s "$work/receiver.port"
    receiver_port=$(cat "$work/receiver.port")
    receiver=http://127.0.0.1:$receiver_port/
}

received() { # one line a delivery of S3 records: event, key, size, id of the rule
    [[ -s $work/received.jsonl ]] || return 0
    jq -r '.body.Records[]? | [.eventName, .s3.object.key, .s3.object.size, .s3.configurationId] | map(tostring) | join(" ")' \
        "$work/received.jsonl"
}

received_b2() { # one line an event in B2's messages: type, name, size, rule
    [[ -s $work/received.jsonl ]] || return 0
    jq -r '.body.events[]? | [.eventType, .objectName, .objectSize, .matchedRuleName] | map(tostring) | join(" ")' \
        "$work/received.jsonl"
}

received_count() { received | wc -l; }

has_received() { (($(received_count) >= $1)); }

expect_events() { # expect_events NAME <<expected lines: exactly these, in any order; then forgets them
    local expected
    expected=$(sort)
    await 20 "$(wc -l <<<"$expected") events, have: $(received)" has_received "$(wc -l <<<"$expected")" || true
    sleep 0.5 # one too many would come now
    if [[ $(received | sort) == "$expected" ]]; then
        pass "$1"
    else
        diff <(echo "$expected") <(received | sort) >&2 || true
        fail "$1"
    fi
    : >"$work/received.jsonl"
}

pass() {
    passed=$((passed + 1))
    echo "ok   $1"
}

fail() {
    failed=$((failed + 1))
    echo "FAIL $1"
}

check() { # check NAME COMMAND…: passes when the command succeeds
    local name=$1
    shift
    if "$@" >"$work/check.out" 2>&1; then
        pass "$name"
    else
        cat "$work/check.out" >&2
        fail "$name"
    fi
}

refuses() { # refuses NAME TEXT COMMAND…: passes when the command fails and says TEXT
    local name=$1 text=$2
    shift 2
    if "$@" >"$work/check.out" 2>&1; then
        echo "it succeeded" >&2
        fail "$name"
    elif grep -q -- "$text" "$work/check.out"; then
        pass "$name"
    else
        cat "$work/check.out" >&2
        fail "$name"
    fi
}

summary() {
    if ((failed > 0)); then
        echo "--- the server's log:" >&2
        tail -n 40 "$work/server.err" >&2
    fi
    echo "$passed passed, $failed failed"
    ((failed == 0 && passed > 0))
}

rule() { "$root/carillon" rule "$@" --endpoint "$b2"; }

b2_rule() { # b2_rule BUCKET RULE PREFIX SECRET MOST: one rule for all that is created, hidden and deleted, told to the receiver
    rule create "b2://$1/$3" "$2" --event-type 'b2:ObjectCreated:*' --event-type 'b2:ObjectDeleted:*' --event-type 'b2:HideMarkerCreated:*' \
        --webhook-url "$receiver" --sign-secret "$4" --max-events-per-batch "$5" --custom-header X-Team=bells
}

configure_s3cmd() { # makes s3cmd talk to the server that was started
    local address=${s3#http://}
    cat >"$work/s3cfg" <<CONFIG
[default]
access_key = $AWS_ACCESS_KEY_ID
secret_key = $AWS_SECRET_ACCESS_KEY
host_base = $address
host_bucket = $address
bucket_location = default
use_https = False
CONFIG
    s3cmd() { command s3cmd -c "$work/s3cfg" --no-progress "$@"; }
}

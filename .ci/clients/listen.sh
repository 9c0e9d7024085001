#!/usr/bin/env bash
# Events on a desk: carillon listen and tail against a server, with uploads of the AWS command line; a listener with a rule is
# killed, and cleanup removes what it left.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

export B2_APPLICATION_KEY_ID=$CARILLON_ACCESS_KEY B2_APPLICATION_KEY=$CARILLON_SECRET_KEY XDG_STATE_HOME=$work/state
listener_pid=""
tail_pid=""

tidy_all() {
    stop "$listener_pid" KILL
    stop "$tail_pid" KILL
    tidy
}
trap tidy_all EXIT

put() { echo hello | /usr/bin/aws --endpoint-url "$s3" s3 cp - "s3://desk/$1"; }

start_listener() { # start_listener OPTION…
    : >"$work/listener.err"
    env --default-signal=INT,HUP "$root/carillon" listen desk --endpoint "$b2" --url "$receiver" "$@" >>"$work/listener.out" 2>"$work/listener.err" &
    listener_pid=$!
    await 30 "the listener" grep -q 'Ready to deliver events' "$work/listener.err"
}

rules() { "$root/carillon" rule list b2://desk --endpoint "$b2" --json | jq -r '.. | objects | .name? // empty'; }

arrived() { received_b2 | grep -q " $1 "; }

start_server
start_receiver
/usr/bin/aws --endpoint-url "$s3" s3 mb s3://desk

"$root/carillon" tail s3://desk/in/ --endpoint "$s3" --json >"$work/tail.out" 2>"$work/tail.err" &
tail_pid=$!
start_listener
check "a listener that pulls makes no rule" test -z "$(rules)"
check "an object is put" put in/one
check "its event reaches the local URL" await 20 "the event" arrived in/one
check "the tail shows it, with a cursor" await 20 "the line" grep -q '"cursor"' "$work/tail.out"
stop "$server_pid" KILL
server=${s3##*:}
: >"$work/server.out"
"$root/carillon" serve --data "$work/data" --s3-port "$server" --b2-port "${b2##*:}" --admin-port 0 >"$work/server.out" 2>>"$work/server.err" &
server_pid=$!
await 30 "the server again" server_is_ready_or_gone
check "an object is put after kill -9 of the server" put in/two
check "the listener goes on" await 30 "the event" arrived in/two
check "the tail goes on" await 30 "the line" grep -q 'in/two' "$work/tail.out"
stop "$listener_pid" INT
stop "$tail_pid" TERM
check "the listener counted" grep -q '2 received, 2 delivered' "$work/listener.out"

port=$((20000 + RANDOM % 10000))
start_listener --public-url "http://127.0.0.1:$port" --port "$port"
check "a public URL needs a rule" grep -q autocreated <(rules)
check "an object is put" put in/three
check "its event comes through the rule" await 20 "the event" arrived in/three
stop "$listener_pid" KILL
check "kill -9 leaves the rule" grep -q autocreated <(rules)
check "cleanup removes it" "$root/carillon" cleanup desk --endpoint "$b2"
check "no rule is left" test -z "$(rules)"
refuses "a bucket that is not there is told" 'does not exist' "$root/carillon" listen nowhere --endpoint "$b2"
summary

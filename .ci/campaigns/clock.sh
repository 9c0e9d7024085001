#!/usr/bin/env bash
# Runs real server processes whose clock libfaketime moves: the machine's clock is wrong, or the server was off for long.
# 1. The clock is a day ahead while deliveries fail, the server is killed, and started again with the right time: what waits
#    for a retry is delivered within seconds, not a day later, and the lag says that it waits.
# 2. A server is off for longer than b2-suspend-after: the deliveries of a rule are attempted after the start, not given up.
# shellcheck source=../clients/lib.bash
source "$(dirname "$0")/../clients/lib.bash"

fake=$(compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' | head -n 1)
[[ -n $fake ]] || { echo "clock.sh: needs libfaketime: apt-get install faketime" >&2; exit 1; }

at() { # at OFFSET COMMAND…: with a clock that is so far ahead; what counts time that passed is left alone
    local offset=$1
    shift
    LD_PRELOAD=$fake FAKETIME=$offset FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0 NO_FAKE_STAT=1 "$@"
}

signed() { # signed CURL-ARGUMENT…
    curl -sS --fail-with-body -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --aws-sigv4 aws:amz:default:s3 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$@"
}

put_all() { # put_all BUCKET: 20 objects
    local i
    for i in $(seq 20); do signed -X PUT --data-binary "$i" "$s3/$1/key-$i" || return 1; done
}

figure() { # figure NAME: its value, of all topics together
    curl -sS "$admin/metrics" | awk -v name="$1" '$1 ~ "^" name "([{]|$)" {sum += $2} END {print sum + 0}'
}

figure_is() { # figure_is NAME CONDITION, for awk
    awk -v it="$(figure "$1")" "BEGIN {exit !(it $2)}"
}

start_receiver
stop "$receiver_pid" # its port is known now, and nobody is there

at +1d start_server
check "makes a topic with pauses of 2 s" at +1d signed "$s3/" -d Action=CreateTopic -d Name=late -d Version=2010-03-31 \
    -d Attributes.entry.1.key=push-endpoint --data-urlencode "Attributes.entry.1.value=$receiver" \
    -d Attributes.entry.2.key=persistent -d Attributes.entry.2.value=true \
    -d Attributes.entry.3.key=retry_sleep_duration -d Attributes.entry.3.value=2
check "makes a bucket" at +1d signed -X PUT "$s3/ahead"
check "binds it" at +1d signed -X PUT "$s3/ahead?notification=" --data-binary '<NotificationConfiguration><TopicConfiguration><Id>all</Id>
<Topic>arn:aws:sns:default::late</Topic><Event>s3:ObjectCreated:*</Event></TopicConfiguration></NotificationConfiguration>'
check "puts 20 objects while nobody takes their events" at +1d put_all ahead
check "each attempt fails" await 10 "failures" figure_is pubsub_push_fail_total '>= 8'
stop "$server_pid" KILL

start_server
check "what waits since before the clock was set back shows as lag" await 10 "lag" figure_is carillon_topic_lag_seconds '>= 2'
start_receiver "$receiver_port"
has_all() { (($(received | sort -u | wc -l) >= 20)); }
check "all 20 arrive within seconds of the endpoint's return" await 15 "20 events, has $(received_count)" has_all
check "nothing is owed" await 5 "an empty queue" figure_is persistent_topic_len '== 0'
stop "$server_pid"
stop "$receiver_pid"
: >"$work/received.jsonl"

start_server --b2-suspend-after 1h
check "makes another bucket" signed -X PUT "$s3/patient"
check "makes a B2 rule" b2_rule patient the-only-rule "" abcdefghijklmnopqrstuvwxyz012345 1
check "puts 20 objects while nobody takes their events" put_all patient
check "attempts fail" await 10 "failures" figure_is pubsub_push_fail_total '>= 5'
stop "$server_pid"
start_receiver "$receiver_port"
at +5h start_server --b2-suspend-after 1h
has_all_b2() { (($(received_b2 | sort -u | wc -l) >= 20)); }
check "a server that was off for 5 h tries what a rule with a patience of 1 h is owed" await 20 "20 events" has_all_b2
check "nothing was given up" figure_is carillon_dead_letters '== 0'
summary

#!/usr/bin/env bash
# AMQP endpoints with RabbitMQ and pika as an independent consumer: the broker of this machine, and one of our own that is
# killed, blocked and started again while events flow.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

consumer() { /usr/bin/python3 "$root/.ci/clients/amqp_consumer.py" "$@"; }

free_ports() { # as many as asked for
    /usr/bin/python3 -c '
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in sockets))' "$1"
}

read -r amqp_port dist_port epmd_port < <(free_ports 3)
node=carillon$$@localhost
mkdir -p "$work/rabbit"
echo '[].' >"$work/rabbit/enabled_plugins"
cat >"$work/rabbit/rabbitmq.conf" <<CONFIG
listeners.tcp.1 = 127.0.0.1:$amqp_port
max_message_size = 2000
CONFIG
own_rabbit=(env HOME="$work/rabbit" ERL_EPMD_PORT="$epmd_port" ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_NODENAME="$node"
    RABBITMQ_DIST_PORT="$dist_port" RABBITMQ_MNESIA_BASE="$work/rabbit/mnesia" RABBITMQ_LOG_BASE="$work/rabbit/log"
    RABBITMQ_ENABLED_PLUGINS_FILE="$work/rabbit/enabled_plugins" RABBITMQ_CONFIG_FILE="$work/rabbit/rabbitmq.conf"
    RABBITMQ_PID_FILE="$work/rabbit/pid" RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+S 1:1 +sbwt none")
programs=/usr/lib/rabbitmq/bin # not the wrapper, which changes the user
rabbit_group="" # the script that starts it and all its processes
epmd_pid=""
putting=""

start_rabbit() {
    rm -f "$work/rabbit/pid"
    setsid "${own_rabbit[@]}" "$programs/rabbitmq-server" >>"$work/rabbit/out" 2>&1 &
    rabbit_group=$!
    if ! await 120 "RabbitMQ" answers "$amqp_port"; then
        tail -n 20 "$work/rabbit/out" >&2
        return 1
    fi
}

stop_rabbit() { # stop_rabbit SIGNAL: and wait until it is gone
    local rabbit
    rabbit=$(cat "$work/rabbit/pid")
    kill -"$1" "$rabbit"
    await 60 "RabbitMQ's end" gone "$rabbit"
    end_group
}

end_group() { # ends what is left of RabbitMQ
    [[ -n $rabbit_group ]] || return 0
    kill -KILL -- "-$rabbit_group" 2>/dev/null || true
    wait "$rabbit_group" 2>/dev/null || true
    rabbit_group=""
}

gone() { ! kill -0 "$1" 2>/dev/null; }

rabbitmqctl() { "${own_rabbit[@]}" "$programs/rabbitmqctl" -q -n "$node" "$@"; }

answers() { # whether a broker takes guest at this port
    /usr/bin/python3 -c '
import sys, pika
pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", int(sys.argv[1]), socket_timeout=2)).close()' "$1" 2>/dev/null
}

tidy_amqp() {
    set +e # whatever fails, the rest is tidied
    stop "$putting"
    stop "$server_pid"
    server_pid=""
    [[ -n ${name:-} && $port != "$amqp_port" ]] && consumer "$port" remove "$name" "$name" 2>/dev/null
    end_group
    stop "$epmd_pid"
    tidy
}
trap tidy_amqp EXIT

topic() { # topic NAME PORT EXCHANGE [ATTRIBUTE VALUE]…: makes it and lets the bucket of that name tell it everything
    local name=$1 attributes
    attributes=$(jq -nc --arg url "amqp://127.0.0.1:$2" --arg exchange "$3" \
        '{"push-endpoint": $url, "persistent": "true", "amqp-exchange": $exchange} + ($ARGS.positional as $more | [range(0; $more | length; 2) | {($more[.]): $more[. + 1]}] | add // {})' \
        --args "${@:4}")
    /usr/bin/python3 - "$name" "$attributes" <<'PYTHON'
import json, os, sys
import boto3
from botocore.config import Config

name, attributes = sys.argv[1], json.loads(sys.argv[2])
s3 = boto3.client("s3", endpoint_url=os.environ["s3"], config=Config(s3={"addressing_style": "path"}))
arn = boto3.client("sns", endpoint_url=os.environ["s3"]).create_topic(Name=name, Attributes=attributes)["TopicArn"]
s3.create_bucket(Bucket=name)
rule = {"Id": "all", "TopicArn": arn, "Events": ["s3:ObjectCreated:*"]}
s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={"TopicConfigurations": [rule]})
PYTHON
}

cat >"$work/puts.py" <<'PYTHON'
import os, sys, time
import boto3
from botocore.config import Config

bucket, first, last, pause = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float((sys.argv[4:] or ["0"])[0])
name = (sys.argv[5:] or ["o"])[0]
s3 = boto3.client("s3", endpoint_url=os.environ["s3"], config=Config(s3={"addressing_style": "path"}))
for number in range(first, last + 1):
    s3.put_object(Bucket=bucket, Key=f"{name}{number}", Body=b"x")
    time.sleep(pause)
PYTHON
puts() { /usr/bin/python3 "$work/puts.py" "$@"; } # puts BUCKET FIRST LAST [PAUSE [NAME]]: one object a number, with a pause between

take() { consumer "$1" take "$2" >>"$work/$2.jsonl"; } # take PORT QUEUE

keys() { jq -r '.body.Records[0].s3.object.key' "$work/$1.jsonl" | sort -u; }

have() { # have PORT QUEUE COUNT: takes what is there, and counts different events
    take "$1" "$2" 2>/dev/null || return 1
    (($(keys "$2" | wc -l) >= $3))
}

letters() { # letters TOPIC: its dead letters; fails if they cannot be listed
    "$root/carillon" deadletter list --topic "$1" --json --admin "$admin" >"$work/letters"
}

none_given_up() { letters "$1" && ! [[ -s $work/letters ]]; }

one_given_up() { letters "$1" && (($(wc -l <"$work/letters") == 1)) && grep -q "$2" "$work/letters"; }

logged() { grep -q -- "$1" "$work/server.err"; }

ERL_EPMD_ADDRESS=127.0.0.1 epmd -port "$epmd_port" >/dev/null 2>&1 &
epmd_pid=$!
start_rabbit
start_server
port=5672
whose="the machine's own"
answers 5672 || { port=$amqp_port whose="the one that is killed"; }
name=carillon-$$
echo "RabbitMQ $(rabbitmqctl version) at port $amqp_port is killed and blocked; the first checks are with port $port, $whose"

consumer "$port" declare "$name" "$name" "$name"
topic "$name" "$port" "$name" amqp-ack-level routable cloudevents spec
check "a topic to RabbitMQ passes its test" "$root/carillon" topic test "$name" --admin "$admin"
cp "$work/check.out" "$work/shown"
check "the test shows that the exchange is there" grep -q "'$name' exists" "$work/shown"
check "and that the broker confirmed" grep -q "the broker has the message" "$work/shown"
: >"$work/$name.jsonl"
take "$port" "$name"
: >"$work/$name.jsonl"
puts "$name" 1 5
check "every event arrives" await 20 "5 events" have "$port" "$name" 5
check "with its routing key, its headers, and kept on disk" jq -e -s --arg name "$name" \
    'length >= 5 and all(.[]; .routing_key == $name and .exchange == $name and .delivery_mode == 2
        and .headers["x-carillon-bucket"] == $name and .headers["x-carillon-event-type"] == "ObjectCreated:Put"
        and .message_id == .headers["x-carillon-event-id"] + ".all" and .headers["cloudEvents_specversion"] == "1.0")' \
    "$work/$name.jsonl"

consumer "$amqp_port" declare lost lost lost
topic lost "$amqp_port" lost amqp-ack-level routable
consumer "$amqp_port" unbind lost lost lost
puts lost 1 1
check "what no queue takes is not delivered" await 20 "a try" logged "no queue is bound"
consumer "$amqp_port" declare lost lost lost
: >"$work/lost.jsonl"
check "and is, when a queue is bound" await 60 "1 event" have "$amqp_port" lost 1

consumer "$amqp_port" declare size size size
topic size "$amqp_port" size
: >"$work/size.jsonl"
puts size 1 3
puts size 1 1 0 "$(printf '"%.0s' {1..1000})" # two bytes each in JSON: more than the broker takes
puts size 4 6
check "the events around one that is too large arrive" await 60 "6 events" have "$amqp_port" size 6
check "and that one is given up for its size" await 30 "a dead letter" one_given_up size "larger than .*max size"
check "which did not arrive" test "$(keys size | wc -l)" = 6

consumer "$amqp_port" declare storm storm storm
topic storm "$amqp_port" storm
: >"$work/storm.jsonl"
/usr/bin/python3 "$work/puts.py" storm 1 300 0.1 &
putting=$!
for signal in KILL TERM KILL; do
    sleep "0.$((RANDOM % 9))"
    stop_rabbit "$signal"
    start_rabbit
done
check "all PUTs succeed while RabbitMQ is killed, stopped and started" wait "$putting"
putting=""
check "every event arrives" await 60 "300 events" have "$amqp_port" storm 300

consumer "$amqp_port" declare alarm alarm alarm
topic alarm "$amqp_port" alarm
: >"$work/alarm.jsonl"
rabbitmqctl set_vm_memory_high_watermark 0
puts alarm 1 10
check "a memory alarm is noticed by an attempt" await 30 "the log line" logged "takes no messages for now: low on memory"
sleep 3
take "$amqp_port" alarm
check "and waited for" test ! -s "$work/alarm.jsonl"
check "and no event is given up" none_given_up alarm
rabbitmqctl set_vm_memory_high_watermark 0.6
check "all are delivered when it is over" await 60 "10 events" have "$amqp_port" alarm 10
summary

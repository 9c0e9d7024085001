#!/usr/bin/env bash
# Kafka: a real broker, started from its jars, that is killed with -9 while events flow; kcat reads what it has.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

kafka_pid=""
writer_pid=""
tidy_kafka() {
    stop "$writer_pid" KILL
    stop "$kafka_pid" KILL
    tidy
}
trap tidy_kafka EXIT

version=$(sed -n 's|.*<kafka.version>\(.*\)</kafka.version>.*|\1|p' "$root/pom.xml")
cat >"$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.carillon</groupId><artifactId>broker</artifactId><version>0</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
POM
mvn -B -q -f "$work/pom.xml" dependency:build-classpath "-Dmdep.outputFile=$work/classpath" >"$work/maven.out" 2>&1 ||
    { cat "$work/maven.out" >&2; exit 1; }
read -r port controller < <(/usr/bin/python3 -c '
import socket
free = [socket.socket() for _ in range(2)]
for one in free: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in free))')
cat >"$work/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=CLIENTS://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=CLIENTS://127.0.0.1:$port
listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=CLIENTS
controller.listener.names=CONTROLLER
log.dirs=$work/kafka
num.partitions=4
offsets.topic.replication.factor=1
PROPERTIES

kafka() { "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx256m -XX:+UseSerialGC -cp "$(cat "$work/classpath")" "$@" >>"$work/kafka.out" 2>&1; }
broker_answers() { kcat -b "127.0.0.1:$port" -L -m 2 >/dev/null 2>&1; }
start_kafka() {
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx256m -XX:+UseSerialGC -cp "$(cat "$work/classpath")" \
        kafka.Kafka "$work/server.properties" >>"$work/kafka.out" 2>&1 &
    kafka_pid=$!
    await 60 "the broker" broker_answers
}
kill_kafka() { stop "$kafka_pid" KILL; }

kafka kafka.tools.StorageTool format -t "$(/usr/bin/python3 -c 'import base64,uuid; print(base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("="))')" \
    -c "$work/server.properties" || { cat "$work/kafka.out" >&2; exit 1; }
start_kafka
start_server

sns() { aws --endpoint-url "$s3" sns "$@"; }
s3api() { aws --endpoint-url "$s3" s3api "$@"; }
refuses "an unknown acknowledgement level is refused" "kafka-ack-level" \
    sns create-topic --name wrong --attributes "push-endpoint=kafka://127.0.0.1:$port,kafka-ack-level=all"
check "a topic in Kafka is created" \
    sns create-topic --name changes --attributes "push-endpoint=kafka://127.0.0.1:$port,persistent=true,retry_sleep_duration=1"
s3api create-bucket --bucket photos >"$work/check.out"
check "a bucket sends its events there" s3api put-bucket-notification-configuration --bucket photos --notification-configuration \
    '{"TopicConfigurations":[{"Id":"all","TopicArn":"arn:aws:sns:default::changes","Events":["s3:ObjectCreated:*"]}]}'
check "carillon topic test shows each step" "$root/carillon" topic test changes --admin "$admin"
cp "$work/check.out" "$work/shown"
check "it names what was confirmed" grep -q "confirmed by all replicas in sync" "$work/shown"

cat >"$work/writer.py" <<'PYTHON'
import os, sys, time, boto3
s3 = boto3.client("s3", endpoint_url=os.environ["s3"])
number = 0
while not os.path.exists(sys.argv[1]): # so that PUTs go on while the broker is killed and started
    time.sleep(0.02)
    s3.put_object(Bucket="photos", Key="album %d/é.jpg" % (number % 7), Body=b"v%d" % number)
    print(number, flush=True)
    number += 1
PYTHON
client_lines() { grep -c -E '\[Producer clientId=|\[nodes\]|org\.apache\.kafka' "$work/server.err" || true; }
: >"$work/written"
/usr/bin/python3 "$work/writer.py" "$work/enough" >"$work/written" 2>"$work/writer.err" &
writer_pid=$!
puts() { wc -l <"$work/written"; }
written() { (($(puts) >= $1)); }
for part in 1 2 3; do
    await 60 "PUTs" written $(($(puts) + 200))
    check "PUTs go on when the broker is killed, time $part" kill -0 "$writer_pid"
    kill_kafka
    sleep 1.5 # events pile up meanwhile
    start_kafka
done
touch "$work/enough"
check "all PUTs succeed while the broker is killed and started" wait "$writer_pid"
writer_pid=""
many=$(puts)

cat >"$work/judge.py" <<'PYTHON'
import json, sys
newest, different, repeated = {}, 0, 0
for line in sys.stdin:
    key, body = line.rstrip("\n").split("\t", 1)
    if key == "carillon-test":
        continue
    record = json.loads(body)["Records"][0]
    assert key == "photos/" + record["s3"]["object"]["key"], key
    sequencer = record["s3"]["object"]["sequencer"]
    assert newest.get(key, "") <= sequencer, "%s: %s after %s" % (key, sequencer, newest[key])
    different += newest.get(key) != sequencer
    repeated += newest.get(key) == sequencer
    newest[key] = sequencer
print(different, "different,", repeated, "repeated")
sys.exit(different != int(sys.argv[1]))
PYTHON
events() { kcat -b "127.0.0.1:$port" -C -t changes -o beginning -e -q -f '%k\t%s\n'; }
complete() { events | /usr/bin/python3 "$work/judge.py" "$many" >"$work/judged" 2>&1; }
await 60 "$many events" complete || cat "$work/judged" >&2
check "kcat reads every event, each object's in order, repetitions only in place" complete
cat "$work/judged"
kcat -b "127.0.0.1:$port" -C -t changes -o beginning -e -q -f '%h\n' >"$work/headers"
check "records have their headers" grep -q "x-carillon-event-type=ObjectCreated:Put" "$work/headers"
check "the log stays readable while the broker is away" test "$(client_lines)" -le 40
summary

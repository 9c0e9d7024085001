#!/usr/bin/env bash
# Nothing accepted is lost: the receiver is down, 1,000 objects are put, the server is killed and started again,
# the receiver comes up, and all 1,000 events arrive, each at least once, in order per key.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

start_server
start_receiver
stop "$receiver_pid" # its port is known now, and nobody is there

topic=$(/usr/bin/aws --endpoint-url "$s3" sns create-topic --name kept --attributes "push-endpoint=$receiver,persistent=true" \
    --query TopicArn --output text)
/usr/bin/aws --endpoint-url "$s3" s3 mb s3://ledger
/usr/bin/aws --endpoint-url "$s3" s3api put-bucket-notification-configuration --bucket ledger \
    --notification-configuration "{\"TopicConfigurations\":[{\"Id\":\"all\",\"TopicArn\":\"$topic\",\"Events\":[\"s3:ObjectCreated:*\"]}]}"

check "1,000 objects are put on 100 keys while the receiver is down" /usr/bin/python3 "$root/.ci/clients/restart_puts.py" "$work/put.txt"
stop "$server_pid" KILL
started=$SECONDS
start_server
pass "the server starts again after kill -9"
start_receiver "$receiver_port"

all_arrived() { /usr/bin/python3 "$root/.ci/clients/restart_check.py" "$work/put.txt" "$work/received.jsonl" --quiet; }
await 120 "1,000 events" all_arrived || true
echo "all there $((SECONDS - started)) s after the restart"
check "all 1,000 arrived, each at least once, in order per key" \
    /usr/bin/python3 "$root/.ci/clients/restart_check.py" "$work/put.txt" "$work/received.jsonl"
cat "$work/check.out"
summary

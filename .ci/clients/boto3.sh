#!/usr/bin/env bash
# boto3 (Debian's): see boto3_client.py.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

start_server
start_receiver
check "boto3: bucket, topic, binding, objects" env receiver="$receiver" /usr/bin/python3 "$root/.ci/clients/boto3_client.py"
cat "$work/check.out"
expect_events "the receiver got exactly the right events" <<EVENTS
ObjectCreated:Put docs/plain.txt 5 all-of-docs
ObjectCreated:Put docs/tagged.txt 6 all-of-docs
ObjectCreated:Put docs/tagged.txt 6 red-ones
ObjectCreated:Copy docs/copy.txt 6 all-of-docs
ObjectCreated:Copy docs/copy.txt 6 red-ones
ObjectCreated:Put docs/streamed.bin 300000 all-of-docs
ObjectRemoved:Delete docs/plain.txt 5 all-of-docs
ObjectRemoved:Delete docs/tagged.txt 6 all-of-docs
EVENTS
summary

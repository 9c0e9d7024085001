#!/usr/bin/env bash
# One bucket, two dialects: Debian's b2sdk and boto3, see b2_both_client.py. An S3 topic and a B2 rule are told of the same changes.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

start_server
start_receiver
secret=abcdefghijABCDEFGHIJ012345678932
story() { receiver="$receiver" /usr/bin/python3 "$root/.ci/clients/b2_both_client.py" "$1"; }

check "b2sdk makes the bucket, boto3 binds a topic" story begin
check "a rule is set" b2_rule both-worlds docs-rule docs/ "$secret" 1
check "both clients change and read the bucket" story changes
cat "$work/check.out"
told() { received_b2 | sort; }
expected_b2=$(sort <<EVENTS
b2:ObjectCreated:Upload docs/by-b2.txt 5 docs-rule
b2:ObjectCreated:Upload docs/by-s3.txt 7 docs-rule
b2:ObjectCreated:Copy docs/copy.txt 7 docs-rule
b2:ObjectCreated:MultipartUpload docs/parts.bin 5242881 docs-rule
b2:HideMarkerCreated:Hide docs/by-b2.txt 0 docs-rule
b2:HideMarkerCreated:Hide docs/by-s3.txt 0 docs-rule
b2:ObjectDeleted:Delete docs/copy.txt 7 docs-rule
EVENTS
)
all_told() { [[ $(told) == "$expected_b2" ]]; }
await 20 "the B2 events, have: $(told)" all_told || true
check "the B2 rule was told in B2's words" all_told
all_told || diff <(echo "$expected_b2") <(told) >&2 || true
header() { jq -e -s 'map(select(.body.events)) | all(.headers["X-Team"] == "bells" and .headers["User-Agent"] == "B2/EventNotifications")' "$work/received.jsonl"; }
check "with its header and user agent" header
check "every signature verified independently" /usr/bin/python3 "$root/.ci/clients/b2_verify.py" "$secret" "$work/received.jsonl"
check "a test event arrives" rule test both-worlds docs-rule
test_told() { received_b2 | grep -q '^b2:TestEvent null null docs-rule'; }
check "as b2:TestEvent" await 10 "the test event" test_told
expect_events "the S3 topic was told in S3's words" <<EVENTS
ObjectCreated:Put docs/by-b2.txt 5 all
ObjectCreated:Put docs/by-s3.txt 7 all
ObjectCreated:Copy docs/copy.txt 7 all
ObjectCreated:CompleteMultipartUpload docs/parts.bin 5242881 all
ObjectRemoved:DeleteMarkerCreated docs/by-b2.txt 5 all
ObjectRemoved:DeleteMarkerCreated docs/by-s3.txt 7 all
ObjectRemoved:Delete docs/copy.txt 7 all
EVENTS
rules=$work/rules.yaml
check "the rules are exported" bash -c "'$root/carillon' rule export both-worlds --endpoint '$b2' >'$rules'"
unchanged() { rule apply "$rules" | grep -q 'nothing differs'; }
check "applied again, nothing differs" unchanged
sed -i 's/maxEventsPerBatch: 1/maxEventsPerBatch: 9/' "$rules"
check "what differs is applied" rule apply "$rules"
of_nine() { rule list both-worlds --json | jq -e '.[0].maxEventsPerBatch == 9'; }
check "and read back" of_nine
receiver=http://example.com/
refuses "an http target elsewhere is refused" target_url_protocol_invalid b2_rule both-worlds other-rule other/ "$secret" 1
receiver=https://example.com/
refuses "so is a secret of 31 characters" signing_secret_invalid b2_rule both-worlds other-rule other/ "${secret:1}" 1
summary

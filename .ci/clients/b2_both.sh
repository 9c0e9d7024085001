#!/usr/bin/env bash
# One bucket, two dialects: Debian's b2sdk and boto3, see b2_both_client.py. An S3 topic and a B2 rule are told of the same changes.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

start_server
start_receiver
secret=abcdefghijABCDEFGHIJ012345678932
export B2_APPLICATION_KEY_ID=$CARILLON_ACCESS_KEY B2_APPLICATION_KEY=$CARILLON_SECRET_KEY
carillon() { "$root/carillon" "$@"; }
story() { receiver="$receiver" /usr/bin/python3 "$root/.ci/clients/b2_both_client.py" "$1"; }

check "b2sdk makes the bucket, boto3 binds a topic" story begin
check "the command line makes a rule" carillon rule create --endpoint "$b2" b2://both-worlds docs-rule --prefix docs/ \
    --event-type 'b2:ObjectCreated:*' --event-type 'b2:ObjectDeleted:*' --event-type 'b2:HideMarkerCreated:*' \
    --webhook-url "$receiver" --sign-secret "$secret" --custom-header X-Team=bells
check "and lists it" bash -c "'$root/carillon' rule list --endpoint $b2 both-worlds | grep -q docs-rule"
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
check "a test event arrives" carillon rule test --endpoint "$b2" both-worlds docs-rule
test_told() { received_b2 | grep -q '^b2:TestEvent null null docs-rule'; }
check "as b2:TestEvent" await 10 "the test event" test_told
expect_events "the S3 topic was told in S3's words" <<EVENTS
ObjectCreated:Put docs/by-b2.txt 5 all
ObjectCreated:Put docs/by-s3.txt 7 all
ObjectCreated:Copy docs/copy.txt 7 all
ObjectCreated:CompleteMultipartUpload docs/parts.bin 5242881 all
ObjectRemoved:DeleteMarkerCreated docs/by-b2.txt 0 all
ObjectRemoved:DeleteMarkerCreated docs/by-s3.txt 0 all
ObjectRemoved:Delete docs/copy.txt 7 all
EVENTS
carillon rule export --endpoint "$b2" both-worlds >"$work/rules.yaml"
check "what is exported applies without a change" bash -c "'$root/carillon' rule apply --endpoint $b2 $work/rules.yaml | grep -qi 'unchanged\|nothing'"
check "the rule is deleted" carillon rule delete --endpoint "$b2" both-worlds docs-rule
refuses "a rule that is not there" "does not exist" carillon rule enable --endpoint "$b2" both-worlds docs-rule
summary

#!/usr/bin/env bash
# The AWS command line (Debian's): make a bucket, bind a topic, put, copy, delete; the receiver gets exactly the right events.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

aws() { /usr/bin/aws --endpoint-url "$s3" "$@"; } # another aws in PATH may be anything

start_server
start_receiver
aws --version

check "makes a bucket" aws s3 mb s3://photos
check "lists it" bash -c "[[ \$(/usr/bin/aws --endpoint-url $s3 s3 ls) == *photos* ]]"

topic=$(aws sns create-topic --name uploads --attributes "push-endpoint=$receiver,persistent=true,OpaqueData=for-me" \
    --query TopicArn --output text)
check "makes a topic" test "$topic" = "arn:aws:sns:default::uploads"
check "reads its attributes" bash -c "/usr/bin/aws --endpoint-url $s3 sns get-topic-attributes --topic-arn $topic | jq -e '.Attributes.EndPoint | fromjson | .EndpointAddress == \"$receiver\"'"
check "lists topics" bash -c "/usr/bin/aws --endpoint-url $s3 sns list-topics | jq -e '.Topics[].TopicArn == \"$topic\"'"

cat >"$work/notification.json" <<JSON
{"TopicConfigurations": [{
  "Id": "jpegs", "TopicArn": "$topic", "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
  "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}, {"Name": "suffix", "Value": ".jpg"}]}}}]}
JSON
check "binds the topic to the bucket" aws s3api put-bucket-notification-configuration --bucket photos \
    --notification-configuration "file://$work/notification.json"
check "reads the binding back" bash -c "/usr/bin/aws --endpoint-url $s3 s3api get-bucket-notification-configuration --bucket photos \
    | jq -e '.TopicConfigurations[0].Id == \"jpegs\" and (.TopicConfigurations[0].Filter.Key.FilterRules | length) == 2'"

head -c 1000 /dev/urandom >"$work/one.jpg"
head -c 70000 /dev/urandom >"$work/two.jpg"
check "puts a small object" aws s3 cp "$work/one.jpg" "s3://photos/in/one.jpg"
check "puts a larger object under a name that wants care" aws s3 cp "$work/two.jpg" "s3://photos/in/zwei & drei+é.jpg"
check "puts what the filter leaves out" aws s3 cp "$work/one.jpg" "s3://photos/in/one.txt"
check "copies within the bucket" aws s3 cp "s3://photos/in/one.jpg" "s3://photos/in/copy.jpg"
check "gets what it put" bash -c "/usr/bin/aws --endpoint-url $s3 s3 cp 's3://photos/in/zwei & drei+é.jpg' - | cmp - $work/two.jpg"
check "deletes one" aws s3 rm "s3://photos/in/one.jpg"
check "deletes several at once" aws s3api delete-objects --bucket photos \
    --delete 'Objects=[{Key=in/copy.jpg},{Key=in/one.txt}]'

expect_events "the receiver got exactly the right events" <<EVENTS
ObjectCreated:Put in/one.jpg 1000 jpegs
ObjectCreated:Put in/zwei & drei+é.jpg 70000 jpegs
ObjectCreated:Copy in/copy.jpg 1000 jpegs
ObjectRemoved:Delete in/one.jpg 1000 jpegs
ObjectRemoved:Delete in/copy.jpg 1000 jpegs
EVENTS

mkdir "$work/tree"
for i in 1 2 3 4 5; do echo "$i" >"$work/tree/$i.jpg"; done
check "syncs a folder up" aws s3 sync "$work/tree" s3://photos/in/tree
check "syncs it down again" bash -c "/usr/bin/aws --endpoint-url $s3 s3 sync s3://photos/in/tree $work/back && diff -r $work/tree $work/back"
check "removes everything" aws s3 rm --recursive s3://photos/
expect_events "a sync and a removal are told object by object" <<EVENTS
$(for i in 1 2 3 4 5; do printf 'ObjectCreated:Put in/tree/%s.jpg 2 jpegs\nObjectRemoved:Delete in/tree/%s.jpg 2 jpegs\n' "$i" "$i"; done)
ObjectRemoved:Delete in/zwei & drei+é.jpg 70000 jpegs
EVENTS

refuses "an unknown topic is refused" NoSuchKey aws s3api put-bucket-notification-configuration --bucket photos \
    --notification-configuration '{"TopicConfigurations":[{"Id":"x","TopicArn":"arn:aws:sns:default::none","Events":["s3:ObjectCreated:*"]}]}'
refuses "a wrong secret is refused" SignatureDoesNotMatch env AWS_SECRET_ACCESS_KEY=wrong /usr/bin/aws --endpoint-url "$s3" s3 ls
check "unbinds" aws s3api put-bucket-notification-configuration --bucket photos --notification-configuration '{}'
check "deletes the topic" aws sns delete-topic --topic-arn "$topic"
check "deletes the bucket" aws s3 rb s3://photos
summary

#!/usr/bin/env bash
# rclone's S3 backend: bucket and objects. Topic and binding are made with the AWS command line: rclone has none.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

start_server
start_receiver
export RCLONE_CONFIG=/dev/null RCLONE_CONFIG_BELLS_TYPE=s3 RCLONE_CONFIG_BELLS_PROVIDER=Other RCLONE_CONFIG_BELLS_ENDPOINT=$s3
export RCLONE_CONFIG_BELLS_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID RCLONE_CONFIG_BELLS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY
rclone version | sed -n 1p

check "makes a bucket" rclone mkdir bells:backup
topic=$(/usr/bin/aws --endpoint-url "$s3" sns create-topic --name all --attributes "push-endpoint=$receiver,persistent=true" \
    --query TopicArn --output text)
check "binds a topic (AWS command line)" /usr/bin/aws --endpoint-url "$s3" s3api put-bucket-notification-configuration --bucket backup \
    --notification-configuration "{\"TopicConfigurations\":[{\"Id\":\"all\",\"TopicArn\":\"$topic\",\"Events\":[\"s3:ObjectCreated:*\",\"s3:ObjectRemoved:*\"]}]}"

mkdir -p "$work/tree/deep/er"
echo one >"$work/tree/one"
echo three >"$work/tree/deep/er/three & four"
head -c 200000 /dev/urandom >"$work/tree/deep/blob"
check "copies a tree up" rclone copy "$work/tree" bells:backup
check "finds nothing different" rclone check "$work/tree" bells:backup
check "copies on the server" rclone copyto bells:backup/one bells:backup/two
check "moves on the server" rclone moveto bells:backup/two bells:backup/zwei
check "reads a tree back" bash -c "rclone copy bells:backup $work/back && diff $work/tree/deep/blob $work/back/deep/blob"
check "deletes one" rclone deletefile bells:backup/zwei
check "deletes all" rclone delete bells:backup
expect_events "the receiver got exactly the right events" <<EVENTS
ObjectCreated:Put one 4 all
ObjectCreated:Put deep/er/three & four 6 all
ObjectCreated:Put deep/blob 200000 all
ObjectCreated:Copy two 4 all
ObjectCreated:Copy zwei 4 all
ObjectRemoved:Delete two 4 all
ObjectRemoved:Delete zwei 4 all
ObjectRemoved:Delete one 4 all
ObjectRemoved:Delete deep/er/three & four 6 all
ObjectRemoved:Delete deep/blob 200000 all
EVENTS
check "removes the bucket" rclone rmdir bells:backup
summary

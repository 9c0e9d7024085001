#!/usr/bin/env bash
# Files so large that clients send them in parts by themselves, with default settings: one event each, and the same bytes back.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

aws() { /usr/bin/aws --endpoint-url "$s3" "$@"; } # another aws in PATH may be anything

start_server
start_receiver
configure_s3cmd
export RCLONE_CONFIG=/dev/null RCLONE_CONFIG_BELLS_TYPE=s3 RCLONE_CONFIG_BELLS_PROVIDER=Other RCLONE_CONFIG_BELLS_ENDPOINT=$s3
export RCLONE_CONFIG_BELLS_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID RCLONE_CONFIG_BELLS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY

check "makes a bucket" aws s3 mb s3://large
topic=$(aws sns create-topic --name all --attributes "push-endpoint=$receiver,persistent=true" --query TopicArn --output text)
check "binds a topic" aws s3api put-bucket-notification-configuration --bucket large --notification-configuration \
    "{\"TopicConfigurations\":[{\"Id\":\"all\",\"TopicArn\":\"$topic\",\"Events\":[\"s3:ObjectCreated:*\"]}]}"

head -c 20971520 /dev/urandom >"$work/file"
check "aws puts 20 MiB" aws s3 cp "$work/file" s3://large/aws
check "aws gets it back" aws s3 cp s3://large/aws "$work/aws"
check "the same" cmp "$work/file" "$work/aws"
check "aws copies it on the server" aws s3 cp s3://large/aws s3://large/copy
check "s3cmd puts 20 MiB" s3cmd put "$work/file" s3://large/s3cmd
check "s3cmd gets it back" s3cmd get s3://large/s3cmd "$work/s3cmd"
check "the same" cmp "$work/file" "$work/s3cmd"
check "rclone puts 20 MiB in parts" rclone copyto --s3-upload-cutoff 6Mi "$work/file" bells:large/rclone
check "rclone gets it back in pieces" rclone copyto --multi-thread-cutoff 6Mi bells:large/rclone "$work/rclone"
check "the same" cmp "$work/file" "$work/rclone"
expect_events "the receiver got one event an object" <<EVENTS
ObjectCreated:CompleteMultipartUpload aws 20971520 all
ObjectCreated:CompleteMultipartUpload copy 20971520 all
ObjectCreated:CompleteMultipartUpload s3cmd 20971520 all
ObjectCreated:CompleteMultipartUpload rclone 20971520 all
EVENTS
check "no upload is left" bash -c "! /usr/bin/aws --endpoint-url $s3 s3api list-multipart-uploads --bucket large | grep -q UploadId"
check "begins one" aws s3api create-multipart-upload --bucket large --key gone
check "removes the bucket, and with it what was begun" aws s3 rb --force s3://large
summary

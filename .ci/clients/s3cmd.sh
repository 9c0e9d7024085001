#!/usr/bin/env bash
# s3cmd: bucket, binding (its setnotification), objects. The topic is made with the AWS command line: s3cmd has no topics.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

start_server
start_receiver
configure_s3cmd
s3cmd --version

topic=$(/usr/bin/aws --endpoint-url "$s3" sns create-topic --name all --attributes "push-endpoint=$receiver,persistent=true" \
    --query TopicArn --output text)
check "makes a bucket" s3cmd mb s3://music
cat >"$work/notification.xml" <<XML
<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TopicConfiguration><Id>songs</Id><Topic>$topic</Topic>
<Event>s3:ObjectCreated:*</Event><Event>s3:ObjectRemoved:*</Event><Filter><S3Key><FilterRule><Name>suffix</Name><Value>.ogg</Value></FilterRule></S3Key></Filter>
</TopicConfiguration></NotificationConfiguration>
XML
check "binds the topic" s3cmd setnotification "$work/notification.xml" s3://music
check "reads the binding back" bash -c "command s3cmd -c $work/s3cfg getnotification s3://music | grep -q songs"

head -c 5000 /dev/urandom >"$work/a.ogg"
check "puts" s3cmd put "$work/a.ogg" "s3://music/a song.ogg"
check "puts what the filter leaves out" s3cmd put "$work/a.ogg" s3://music/cover.png
check "copies" s3cmd cp "s3://music/a song.ogg" s3://music/b.ogg
check "gets what it put" bash -c "command s3cmd -c $work/s3cfg get --force s3://music/b.ogg $work/back.ogg && cmp $work/a.ogg $work/back.ogg"
check "lists" bash -c "[[ \$(command s3cmd -c $work/s3cfg ls s3://music | wc -l) == 3 ]]"
check "moves" s3cmd mv s3://music/b.ogg s3://music/c.ogg
check "deletes one" s3cmd del "s3://music/a song.ogg"
check "deletes all" s3cmd del --recursive --force s3://music
expect_events "the receiver got exactly the right events" <<EVENTS
ObjectCreated:Put a song.ogg 5000 songs
ObjectCreated:Copy b.ogg 5000 songs
ObjectCreated:Copy c.ogg 5000 songs
ObjectRemoved:Delete b.ogg 5000 songs
ObjectRemoved:Delete a song.ogg 5000 songs
ObjectRemoved:Delete c.ogg 5000 songs
EVENTS
check "unbinds" s3cmd delnotification s3://music
check "removes the bucket" s3cmd rb s3://music
summary

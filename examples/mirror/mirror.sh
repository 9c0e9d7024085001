#!/usr/bin/env bash
# Makes one object of the backup equal to the original. A receiver calls it: mirror.sh BUCKET KEY copy|delete
#
# MIRROR_FROM and MIRROR_TO are the addresses of two S3 services, and "from" and "to" are the profiles of awscli with their keys.
# MIRROR_BACKUP is the bucket of the backup. MIRROR_STATE is a folder for what is known about it: a small file for each object.
#
# An event is only a reason to look: what the original is now decides, so a repeated, late or interrupted event does no harm. No
# name is ever interpreted: "-rf", "../", line ends and "file:///etc/passwd" (which awscli would read) are just text.
set -euo pipefail
bucket=$1 key=$2 action=$3

from() { aws --profile from --endpoint-url "$MIRROR_FROM" s3api "$@"; }
to() { aws --profile to --endpoint-url "$MIRROR_TO" s3api "$@"; }
object() { jq -acn --arg bucket "$1" --arg key "$key" '{Bucket: $bucket, Key: $key}'; }
know() { printf '%s' "$1" >"$known" && sync "$known"; }

# One run for an object at a time: that of a receiver that was killed may still go on. The file says what the backup has.
known=$MIRROR_STATE/$(printf '%s/%s' "$bucket" "$key" | sha256sum | cut -d ' ' -f 1)
exec 9>>"$known"
flock 9
has=$(<"$known")
[[ $action == delete && $has == nothing ]] && exit 0 # if it was put again, that has an event of its own

content=$known.content
trap 'rm -f "$content" "$known.why" "$known.name"' EXIT
named=$key
if [[ $key =~ ^(fileb?|https?):// ]]; then # get-object takes no JSON
    printf '%s' "$key" >"$known.name"
    named=file://$known.name
fi
if original=$(from get-object --bucket="$bucket" --key="$named" "$content" 2>"$known.why"); then
    [[ $original == "$has" ]] && exit 0
    know "" # until it is done, nothing is known
    facts=$(jq -ac '{ContentType, ContentEncoding, ContentDisposition, ContentLanguage, CacheControl, Metadata}
        | with_entries(select(.value))' <<<"$original")
    to put-object --cli-input-json "$(object "$MIRROR_BACKUP" | jq -ac --argjson facts "$facts" '. + $facts')" --body "$content"
    know "$original"
elif grep -q -F '(NoSuchKey)' "$known.why"; then
    [[ $has == nothing ]] && exit 0
    know ""
    to delete-object --cli-input-json "$(object "$MIRROR_BACKUP")"
    know nothing
else
    cat "$known.why" >&2
    exit 1
fi

#!/usr/bin/env bash
# CloudEvents in every form, signed: a Node receiver with the SDK of the CloudEvents project and the library of Standard Webhooks.
# Needs Node and npm, and npm's registry.
# shellcheck source=lib.bash
source "$(dirname "$0")/lib.bash"

old=whsec_$(openssl rand -base64 24)
new=whsec_$(openssl rand -base64 32)
trace=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01

cp "$root/.ci/clients/cloudevents_receiver.mjs" "$work/receiver.mjs"
if ! npm install --prefix "$work" --no-audit --no-fund --ignore-scripts cloudevents@10 standardwebhooks@1 >"$work/npm.out" 2>&1; then
    tail -n 3 "$work/npm.out" >&2
    echo "npm cannot get the libraries" >&2
    exit 1
fi

start_reader() { # start_reader SECRET: sets hook
    : >"$work/port"
    WEBHOOK_SECRET=$1 node "$work/receiver.mjs" "$work/read.jsonl" >"$work/port" 2>"$work/reader.err" &
    receiver_pid=$!
    await 20 "the receiver" test -s "$work/port"
    hook=http://127.0.0.1:$(cat "$work/port")/
}

sns() { /usr/bin/aws --endpoint-url "$s3" sns "$@"; }

topic() { # topic NAME ATTRIBUTES…: a signed topic for the keys that begin with its name
    local name=$1 pair attributes="push-endpoint=$hook,webhook-secret=$old" filter
    shift
    for pair in "$@"; do attributes+=",$pair"; done
    arn=$(sns create-topic --name "$name" --attributes "$attributes" --query TopicArn --output text) || return 1
    filter="{\"Key\":{\"FilterRules\":[{\"Name\":\"prefix\",\"Value\":\"$name/\"}]}}"
    /usr/bin/aws --endpoint-url "$s3" s3api put-bucket-notification-configuration --bucket photos --notification-configuration \
        "{\"TopicConfigurations\":[{\"Id\":\"$name.rule\",\"TopicArn\":\"$arn\",\"Events\":[\"s3:ObjectCreated:*\"],\"Filter\":$filter}]}"
}

put() { # put KEY: with a trace, and with the signature of curl
    curl -sS -f -o "$work/answer" --aws-sigv4 aws:amz:default:s3 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
        -H "traceparent: $trace" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --upload-file "$root/LICENSE" "$s3/photos/$1"
}

reads() { # reads FILTER: the last line that the receiver wrote
    await 20 "a message for $1" test -s "$work/read.jsonl" || return 1
    local line
    line=$(tail -n 1 "$work/read.jsonl")
    echo "$line"
    : >"$work/read.jsonl"
    jq -e --arg trace "$trace" "$1" <<<"$line"
}

start_server --allow-secrets-in-cleartext
start_reader "$old"
check "a bucket" /usr/bin/aws --endpoint-url "$s3" s3api create-bucket --bucket photos
common='.type == "com.amazonaws.ObjectCreated:Put" and .source == "ceph:s3.default.photos" and (.time | startswith("20"))'

check "a topic of records" topic records
check "a put" put records/a
check "the record is signed" reads '.plain.Records[0].s3.object.key == "records/a"'

check "a topic in Ceph's form" topic ceph cloudevents=true
check "a put" put ceph/a%20b%C3%A9
check "Ceph's form is read" reads "$common"' and .mode == "application/json" and .key == "ceph/a bé" and (.traceparent | not)
    and .subject == "ceph/a b%C3%A9" and (.id | test("^[^.]+[.][^.]+$"))'

check "a topic in binary mode" topic binary cloudevents=spec
check "a put" put binary/a%20b%C3%A9
check "binary mode is read" reads "$common"' and .mode == "application/json" and .key == "binary/a bé" and .traceparent == $trace
    and .subject == "binary/a%20b%C3%A9" and (.id | test("^[0-9a-f]{64}[.]binary[.]rule$"))'

check "a topic in structured mode" topic structured cloudevents=spec cloudevents-mode=structured
check "a put" put structured/a%20b%C3%A9
check "structured mode is read" reads "$common"' and .mode == "application/cloudevents+json" and .key == "structured/a bé"
    and .traceparent == $trace and .subject == .key'

check "two secrets" sns set-topic-attributes --topic-arn "$arn" --attribute-name webhook-secret --attribute-value "$new $old"
check "a put" put structured/rotating
check "one of two signatures is enough" reads '.key == "structured/rotating"'
check "the new secret alone" sns set-topic-attributes --topic-arn "$arn" --attribute-name webhook-secret --attribute-value "$new"
check "a put" put structured/unknown
check "a signature of another secret is refused" reads '.refused | test("(?i)signature")'
stop "$receiver_pid"
start_reader "$new"
check "the new receiver" sns set-topic-attributes --topic-arn "$arn" --attribute-name push-endpoint --attribute-value "$hook"
check "the test message is signed too" "$root/carillon" topic test structured --admin "$admin"
check "and is a CloudEvent of the same form" reads '.mode == "application/cloudevents+json" and .test == "s3:TestEvent"'
refuses "a secret of another form" "24 to 64 random bytes" \
    sns set-topic-attributes --topic-arn "$arn" --attribute-name webhook-secret --attribute-value secret
summary

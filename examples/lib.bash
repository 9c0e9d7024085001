# What the stories share: a temporary folder, servers on free ports, and their end. Sourced by each run, not run itself.
# CARILLON names another carillon command than the one of this clone.
set -euo pipefail

examples=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
carillon=${CARILLON:-$examples/../carillon}
work=$(mktemp -d "${TMPDIR:-/tmp}/carillon-story-XXXXXX")
declare -A children=() # by process id

# The key pair of the servers here, and everything that could lead a client elsewhere.
export CARILLON_ACCESS_KEY=story CARILLON_SECRET_KEY=a-secret-for-stories-only
export AWS_ACCESS_KEY_ID=$CARILLON_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$CARILLON_SECRET_KEY AWS_DEFAULT_REGION=default
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_PAGER="" AWS_EC2_METADATA_DISABLED=true
export XDG_STATE_HOME=$work/state
unset B2_APPLICATION_KEY_ID B2_APPLICATION_KEY B2_ENVIRONMENT SIGNING_SECRET
unset AWS_CA_BUNDLE AWS_ENDPOINT_URL AWS_PROFILE AWS_SESSION_TOKEN http_proxy https_proxy HTTP_PROXY HTTPS_PROXY

say() { printf '\n-- %s\n' "$*"; }

needs() { # needs PROGRAM…: ends the story with what to install
    local program
    for program in "$@"; do
        type -P "$program" >/dev/null || { echo "this story needs $program: install it first" >&2; exit 1; }
    done
}

begin() { # begin NAME COMMAND…: runs it beside the story until its end, its output in $work/NAME.out and .err; sets pid
    local name=$1
    shift
    env --default-signal=INT,HUP "$@" >"$work/$name.out" 2>>"$work/$name.err" &
    pid=$!
    children[$pid]=$name
}

end() { # end PID [SIGNAL]: and waits until it is gone
    kill -"${2:-TERM}" "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
    unset "children[$1]"
}

tidy() {
    local code=$? child
    for child in "${!children[@]}"; do end "$child"; done
    ((code == 0)) || tail -n 20 "$work"/*.err >&2 || true
    rm -rf "$work"
}
trap tidy EXIT

await() { # await SECONDS WHAT COMMAND…: until the command succeeds
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        if ((SECONDS >= deadline)); then
            echo "gave up waiting for $what" >&2
            return 1
        fi
        sleep 0.1
    done
}

said_or_gone() { # said_or_gone NAME PATTERN: it has printed that; or it has ended, which no wait would change
    grep -q -- "$2" "$work/$1.out" "$work/$1.err" || ! kill -0 "$pid"
}

arrives() { # arrives NAME TEXT: waits until the output of NAME has a line with the text, and shows it
    await 30 "$2 in $1" grep -q -F -- "$2" "$work/$1.out"
    grep -F -m 1 -- "$2" "$work/$1.out"
}

serve() { # serve NAME [OPTION…]: a server with a folder of that name; sets s3, b2, admin and, with SIGNING_SECRET, broker
    begin "$1" "$carillon" serve --data "$work/$1" --s3-port 0 --b2-port 0 --admin-port 0 \
        ${SIGNING_SECRET:+--broker-port 0} "${@:2}"
    await 200 "the server" said_or_gone "$1" '^carillon ready' # the first call in a clone builds it
    grep -q '^carillon ready' "$work/$1.out"
    s3=$(address "$1" s3) b2=$(address "$1" b2) broker=$(address "$1" broker) admin=$(address "$1" admin)
}

address() { sed -n "s/^carillon ready.* $2=\([^ ]*\).*/\1/p" "$work/$1.out"; }

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

port() { sed -E 's|.*:([0-9]+).*|\1|' <<<"$1"; } # port URL

receive() { # receive NAME [OPTION…]: prints what arrives, in place of your code; sets url
    begin "$1" "$carillon" receive "${@:2}"
    await 60 "the receiver" said_or_gone "$1" 'http://127.0.0.1:'
    url=$(sed -n 's|.*\(http://127.0.0.1:[0-9]*\).*|\1|p' "$work/$1.out" "$work/$1.err" | tail -n 1)
    [[ -n $url ]]
}

run() { # run COMMAND…: shows the command, and runs it
    printf '$'
    printf ' %q' "$@"
    printf '\n'
    case $1 in
        carillon) shift && "$carillon" "$@" ;;
        aws) shift && command aws --endpoint-url "$s3" "$@" ;;
        *) "$@" ;;
    esac
}

put() { # put BUCKET/KEY [TEXT]: one object
    echo "\$ aws s3 cp - s3://$1"
    printf '%s\n' "${2:-hello}" | command aws --endpoint-url "$s3" s3 cp - "s3://$1"
}

#!/usr/bin/env bash
# What the live page's server answers to those who ask wrongly, one line each, and that the monitor goes on unharmed.
# usage: bad-requests.sh     (UNDERTONE=PROGRAM for another build)
set -euo pipefail
. "$(dirname "$0")/common.sh"
for tool in curl socat; do
    command -v $tool >/dev/null || { echo "$tool is missing: apt-get install $tool" >&2; exit 1; }
done
port=18793
token=a-token-of-twenty-one
monitor=0
finish() {
    [ "$monitor" = 0 ] || kill "$monitor" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
passed=0
check() { # WORDS FOUND EXPECTED
    [ "$2" = "$3" ] || { echo "FAIL  $1: $2, not $3" >&2; exit 1; }
    passed=$((passed + 1))
    echo "ok    $1: $2"
}
status() { curl -s -m 30 -o "$work/body" -w '%{http_code}' "$@" || true; }
url=http://127.0.0.1:$port
# The status line's code of whatever standard input says, as it stands.
raw() { socat -t 30 - "TCP:127.0.0.1:$port" 2>/dev/null | head -n 1 | tr -d '\r' | cut -d' ' -f2 || true; }
code() { local code=0; "$@" >"$work/out" 2>"$work/err" || code=$?; echo "$code"; }
says() { echo "    $(head -n 1 "$work/err")"; }

speech "$work/speech.wav" 600 16000 1 16
listen=("$undertone" listen --input "$work/speech.wav" --stdout off)
check "a port that is none, exit code" "$(code "${listen[@]}" --http 127.0.0.1:99999)" 64
says
check "an address that is none, exit code" "$(code "${listen[@]}" --http localhost)" 64
says
check "another machine's reach without leave, exit code" "$(code "${listen[@]}" --http 0.0.0.0:$port)" 64
says
check "leave, but no token, exit code" "$(code "${listen[@]}" --http 0.0.0.0:$port --http-allow-remote)" 64
says
check "a token too short, exit code" "$(UNDERTONE_HTTP_TOKEN=short code "${listen[@]}" --http 127.0.0.1:$port)" 1
says

UNDERTONE_HTTP_TOKEN=$token "${listen[@]}" --http 127.0.0.1:$port 2>"$work/log" &
monitor=$!
for _ in $(seq 300); do [ "$(status $url/healthz)" = 200 ] && break; sleep 0.1; done
check "a port in use, exit code" "$(code "${listen[@]}" --http 127.0.0.1:$port)" 1
says

own=(-H "Authorization: Bearer $token")
check "without the token" "$(status $url/events)" 401
check "a wrong token" "$(status -H 'Authorization: Bearer another-token-of-20' $url/events)" 401
check "a wrong token, by the form" "$(status -d token=another-token-of-20 $url/login)" 401
check "a cookie made up" "$(status -H 'Cookie: undertone=abc' $url/metrics)" 401
check "the token" "$(status "${own[@]}" $url/metrics)" 200
check "the token, by the form" "$(status -d token=$token $url/login)" 303
check "the token in the address" "$(status "$url/metrics?token=$token")" 401
check "an unknown path" "$(status "${own[@]}" $url/secret)" 404
check "a path upwards" "$(status "${own[@]}" --path-as-is $url/../../etc/passwd)" 404
check "an unknown method" "$(status "${own[@]}" -X DELETE $url/)" 405
check "another host's name" "$(status "${own[@]}" -H 'Host: evil.example' $url/)" 421
check "another site's page" "$(status "${own[@]}" -H 'Origin: http://evil.example' $url/events)" 403
check "no host" "$(printf 'GET / HTTP/1.1\r\n\r\n' | raw)" 421
check "no HTTP" "$(printf 'hello\r\n\r\n' | raw)" 400
check "a body too long" "$(head -c 100000 /dev/zero | status --data-binary @- $url/login)" 413
check "a header of 10 MB" "$({
    printf 'GET / HTTP/1.1\r\nHost: localhost\r\nX: '
    head -c 10000000 /dev/zero | tr '\0' a
    printf '\r\n\r\n'
} | raw)" 431
check "a head that comes a byte a second, after $( (
    began=$SECONDS
    { printf 'GET / HTTP/1.1\r\nHost: localhost\r\n'; for _ in $(seq 40); do printf 'a'; sleep 1; done; } 2>/dev/null | raw > "$work/slow"
    echo $((SECONDS - began))
) ) s" "$(cat "$work/slow")" 408
for id in nonsense ':' 'x:y' '0:99999999999999999999' "$(printf 'a%.0s' {1..3000})"; do
    answer=$(curl -s -m 2 "${own[@]}" -H "Last-Event-ID: $id" -w '%{http_code}' $url/events || true)
    check "Last-Event-ID ${id:0:24}: status and first event" \
        "${answer: -3} $(sed -n 's/^data: //p' <<<"$answer" | head -n 1 | jq -r .event)" "200 hello"
done
check "afterwards it is well" "$(status $url/healthz)" 200
check "and the same process" "$(kill -0 $monitor && echo yes)" yes
echo "      $(peak_memory $monitor) MB at most; $passed passed, 0 failed"

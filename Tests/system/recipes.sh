#!/usr/bin/env bash
# Runs every recipe of the README as it stands there, against real programs: jq, socat, mosquitto with a broker of its
# own, sqlite3, Prometheus. `undertone listen` plays a recording; sockets and ports are the script's own.
# usage: recipes.sh [RECORDING]     (UNDERTONE=PROGRAM for another build)
set -euo pipefail
. "$(dirname "$0")/common.sh"
for tool in socat mosquitto mosquitto_pub mosquitto_sub sqlite3 curl promtool prometheus; do
    command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 1; }
done
started=()
finish() {
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
recording=${1:-$work/speech.wav}
[ -n "${1:-}" ] || speech "$recording" 24 16000 1 16
mkdir "$work/bin" "$work/here"
socket=$work/socket
page=18789 broker=18790 bridge=18791 prometheus=18792

# The programs as the README names them, with this script's recording and ports.
printf '#!/bin/sh\nexec "%s" "$@" --input "%s"\n' "$undertone" "$recording" > "$work/bin/undertone"
for program in mosquitto_pub mosquitto_sub; do
    printf '#!/bin/sh\nexec "%s" -p %s "$@"\n' "$(command -v $program)" $broker > "$work/bin/$program"
done
chmod +x "$work"/bin/*
export PATH=$work/bin:$PATH
cd "$work/here"

# recipe WORDS: the lines of the README below the comment that begins with them, to the next empty line.
recipe() {
    local lines
    lines=$(awk -v words="# $1" 'index($0, words) == 1 {on = 1; next} on && (/^$/ || /^```/) {exit} on' "$root/README.md")
    [ -n "$lines" ] || { echo "no recipe: $1" >&2; exit 1; }
    sed -e "s|/run/undertone/socket|$socket|" -e "s|TCP-LISTEN:8788|TCP-LISTEN:$bridge|" <<< "$lines"
}
check() { # WORDS COMMAND…
    local words=$1
    shift
    if "$@"; then echo "ok    $words"; else echo "FAIL  $words" >&2; exit 1; fi
}
until_true() { for _ in $(seq 300); do "$@" 2>/dev/null && return; sleep 0.1; done; return 1; }
emotions='angry|disgust|fear|happy|neutral|sad'

bash -c "$(recipe 'jq: labels as they change')" > labels
check "jq, labels: $(tail -n 1 labels)" grep -Eq "^20[0-9-]+T[0-9:.]+Z ($emotions) 0\.[0-9]+$" labels

bash -c "$(recipe 'jq: only when the label')" > changes
check "jq, changes: $(tr '\n' ' ' < changes)" grep -Eqx "$emotions" changes
check "jq, no label stands twice" [ "$(uniq changes | wc -l)" = "$(wc -l < changes)" ]

mosquitto -p $broker > "$work/broker" 2>&1 &
started+=($!)
until_true mosquitto_pub -h 127.0.0.1 -t test -m up
mosquitto_sub -h 127.0.0.1 -t undertone/lines > messages &
started+=($!)
sleep 1
bash -c "$(recipe 'MQTT: every line')"
until_true grep -q '"event":"end"' messages
check "MQTT, $(wc -l < messages) messages" [ "$(jq -r .seq messages | tail -n 1)" = "$(($(wc -l < messages) - 1))" ]
bash -c "$(recipe 'MQTT: the emotion alone')"
kept=$(mosquitto_sub -h 127.0.0.1 -t undertone/emotion -C 1 -W 10)
check "MQTT, kept: $kept" grep -Eqx "$emotions" <<< "$kept"

bash -c "$(recipe 'OBS: a text source')"
check "OBS, the file is whole at every moment, and left empty at the end" [ "$(wc -l < overlay.txt)" = 1 ]

bash -c "$(recipe 'SQLite: every utterance')" > summary
check "SQLite: $(tr '\n' ' ' < summary)" grep -Eq "^($emotions)\|[0-9]+\|0\.[0-9]+$" summary
check "SQLite, probabilities are JSON" [ "$(sqlite3 voice.db "SELECT count(*) FROM utterance WHERE NOT json_valid(probs)")" = 0 ]

# What is served goes on for as long as somebody asks.
sox "$recording" "$work/long.wav" repeat 20
"$undertone" listen --input "$work/long.wav" --stdout off --socket "$socket" --http 127.0.0.1:$page 2> "$work/log" &
monitor=$!
started+=($monitor)
until_true test -S "$socket"
timeout 6 bash -c "$(recipe 'socat: from the socket')" > second || true
check "socat, one a second: $(grep -c estimate second) estimates in 6 s" [ "$(grep -c estimate second)" -le 7 ]

bash -c "exec $(recipe 'Node-RED')" &
started+=($!)
until_true bash -c "exec 3<>/dev/tcp/127.0.0.1/$bridge"
# As a "tcp in" node does: connect, split at line feeds, parse.
timeout 3 bash -c "exec 3<>/dev/tcp/127.0.0.1/$bridge; cat <&3" > node || true
check "Node-RED, $(wc -l < node) lines by TCP, the first a $(head -n 1 node | jq -r .event)" [ "$(head -n 1 node | jq -r .event)" = hello ]

curl -s "http://127.0.0.1:$page/metrics" > metrics
check "promtool has nothing to say" [ -z "$(promtool check metrics < metrics 2>&1)" ]
{
    echo 'global: {scrape_interval: 1s}'
    awk '/^scrape_configs:/ {on = 1} on && /^```/ {exit} on' "$root/README.md" | sed "s/8787/$page/"
} > prometheus.yml
prometheus --config.file=prometheus.yml --storage.tsdb.path="$work/tsdb" --web.listen-address=127.0.0.1:$prometheus \
    > "$work/prometheus" 2>&1 &
started+=($!)
query() { curl -s "http://127.0.0.1:$prometheus/api/v1/query" --data-urlencode "query=$1" | jq -r '.data.result[0].value[1]'; }
scraped() { [ "$(query 'up{job="undertone"}')" = 1 ] && [ "$(query undertone_input_seconds_total)" != null ]; }
check "Prometheus scrapes it" until_true scraped
check "Prometheus, seconds heard: $(query undertone_input_seconds_total)" [ "$(query 'sum(undertone_windows_total)')" -gt 0 ]

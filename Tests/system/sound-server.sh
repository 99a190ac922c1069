#!/usr/bin/env bash
# A real sound server: PulseAudio with a null sink, speech played in by its own player, the server killed and
# started again by its process number. Needs pulseaudio, pulseaudio-utils and libasound2-plugins.
# usage: sound-server.sh            (UNDERTONE=PROGRAM for another build)
set -euo pipefail
. "$(dirname "$0")/common.sh"
for tool in pulseaudio paplay; do command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 1; }; done
export HOME=$work XDG_RUNTIME_DIR=$work PULSE_SERVER=unix:$work/native
cat > "$work/asound.conf" <<CONF
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse server "unix:$work/native" device "mic.monitor" }
CONF
export ALSA_CONFIG_PATH=$work/asound.conf
server() {
    pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no \
        -L "module-native-protocol-unix socket=$work/native auth-anonymous=1" \
        -L "module-null-sink sink_name=mic rate=48000 channels=2 norewinds=1" \
        -L "module-suspend-on-idle timeout=3600" > "$work/pulse.log" 2>&1 &
    pulse=$!
    until [ -S "$work/native" ]; do sleep 0.1; done
}
lines() { jq -c "select(.event == \"$1\")$2" "$work/lines" | wc -l; }
wait_for() { # EVENT FILTER COUNT
    for _ in $(seq 300); do [ "$(lines "$1" "$2")" -ge "$3" ] && return; sleep 0.1; done
    echo "no $3 of $1$2:" >&2; grep -v '"estimate"' "$work/lines" | tail >&2; exit 1
}
speech "$work/speech.wav" 6 48000 2 16
server
"$undertone" listen --wait > "$work/lines" 2> "$work/errors" &
monitor=$!
trap 'kill $monitor $pulse 2>/dev/null || true; rm -rf "$work"' EXIT
wait_for device '|select(.state == "opened")' 1
paplay "$work/speech.wav"
wait_for estimate '|select(.state == "speech")' 4
echo "speech heard: $(lines estimate '|select(.state == "speech")') estimates of speech"
kill -KILL $pulse
wait $pulse 2>/dev/null || true
wait_for device '|select(.state == "lost")' 1
rm -f "$work/native"
wait_for device '|select(.state == "waiting")' 1
before=$(lines estimate '')
server
wait_for device '|select(.state == "opened")' 2
paplay "$work/speech.wav"
wait_for gap '' 1
wait_for estimate '' $((before + 8))
kill -0 $monitor
kill -TERM $monitor
wait $monitor
jq -c 'select(.event == "device" or .event == "gap") | {event, state, reason, t, cause, seconds}' "$work/lines"
echo "the server was killed and restarted, and capture resumed in the same process"

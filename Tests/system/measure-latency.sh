#!/bin/sh
# How late an estimate is: lag_ms over paced runs. Prints figures; decides nothing.
#
#   Tests/system/measure-latency.sh [seconds, default 300]
#
# Four inputs, one after another: a file at 16 kHz mono and at 48 kHz stereo, and the same two through
# libasound, from the plugin device of the tests. The lag counts from the read (or the due time) of a window's
# last frame to the line's hand-over.
set -eu
. "$(dirname "$0")/common.sh"
duration=${1:-300}
export OPENBLAS_NUM_THREADS=1

# The lags on stdin, one a line.
quantiles() {
    sort -n | awk '{v[NR] = $1}
        function q(p) {i = int(p * NR + 0.999999); if (i < 1) i = 1; return v[i]}
        END {if (!NR) {printf "no estimates"; exit}
             printf "median %.1f ms, p99 %.1f ms, largest %.1f ms of %d", q(0.5), q(0.99), v[NR], NR}'
}

# report NAME LINES BEFORE
report() {
    printf '  %s: ' "$1"
    jq -r 'select(.event == "estimate") | .lag_ms' "$2" | quantiles
    printf ', %d gaps, steal %s\n' "$(jq -c 'select(.event == "gap")' "$2" | wc -l)" "$(percent "$3" "$(steal)")"
}

echo "lag_ms over $duration s each:"
for layout in "16000 1 16" "48000 2 32"; do
    set -- $layout
    speech "$work/paced.wav" "$duration" "$1" "$2" "$3"
    before=$(steal)
    "$undertone" listen --input "$work/paced.wav" >"$work/lines"
    report "file, $1 Hz, $2 ch" "$work/lines" "$before"
done

plugin="$root/Tests/AudioCaptureTests/Plugin/undertone_test_pcm.c"
if ! cc -shared -fPIC -O2 -DPIC -o "$work/plugin.so" "$plugin" -lasound 2>/dev/null; then
    echo "  no C compiler or no ALSA headers: the device is left out"
    exit 0
fi
for layout in "16000 1 16 S16_LE" "48000 2 32 S32_LE"; do
    set -- $layout
    speech "$work/speech.wav" 60 "$1" "$2" "$3"
    sox "$work/speech.wav" -t raw "$work/speech.raw"
    cat >"$work/asound.conf" <<END
</usr/share/alsa/alsa.conf>
pcm_type.undertone_test { lib "$work/plugin.so" }
pcm.!default { type undertone_test format $4 rate $1 channels $2 speed 1 infile "$work/speech.raw" loop 1 }
END
    before=$(steal)
    status=0
    ALSA_CONFIG_PATH="$work/asound.conf" timeout "$duration" "$undertone" listen >"$work/lines" || status=$?
    # 124 is the time-out's own way of saying that the time was up.
    [ $status -eq 0 ] || [ $status -eq 124 ] || exit 1
    report "ALSA $4, $1 Hz, $2 ch" "$work/lines" "$before"
done

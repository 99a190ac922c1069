#!/bin/sh
# How fast `analyze` is and how little `listen` needs. Prints figures; decides nothing.
#
#   Tests/system/measure-speed.sh [seconds of listening, default 60]
#
# analyze: a file of ten minutes on one core, model loading included; the best and the median of five runs.
# listen:  a paced file, 16 kHz mono and 48 kHz stereo; processor and memory over the time given.
set -eu
. "$(dirname "$0")/common.sh"
listening=${1:-60}
export OPENBLAS_NUM_THREADS=1

echo "analyze, 600 s of speech, one core:"
for layout in "16000 1 16" "48000 2 24"; do
    set -- $layout
    speech "$work/long.wav" 600 "$1" "$2" "$3"
    before=$(steal)
    for run in 1 2 3 4 5; do
        start=$(date +%s%N)
        taskset -c 0 "$undertone" analyze "$work/long.wav" >/dev/null
        end=$(date +%s%N)
        echo "$start $end"
    done | awk '{print ($2 - $1) / 1e9}' | sort -n | awk -v layout="$1 Hz, $2 ch" '
        {t[NR] = $1}
        END {printf "  %s: best %.2f s = %.0f x real time, median %.2f s = %.0f x", layout,
             t[1], 600 / t[1], t[3], 600 / t[3]}'
    echo ", steal $(percent "$before" "$(steal)")"
done

echo "listen, $listening s at the pace of real time:"
for layout in "16000 1 16" "48000 2 24"; do
    set -- $layout
    speech "$work/paced.wav" "$((listening + 10))" "$1" "$2" "$3"
    "$undertone" listen --input "$work/paced.wav" >/dev/null &
    pid=$!
    sleep 2
    before=$(steal)
    used=$(seconds_used $pid)
    sleep "$listening"
    echo "$used $(seconds_used $pid) $listening $(peak_memory $pid)" | awk -v layout="$1 Hz, $2 ch" '
        {printf "  %s: %.2f %% of one core, %s MB resident at most", layout, 100 * ($2 - $1) / $3, $4}'
    echo ", steal $(percent "$before" "$(steal)")"
    kill $pid
    wait $pid
done

#!/bin/bash
# What comes from outside meets libFuzzer: clients' lines, the configuration, model files, audio.
#
# usage: fuzz.sh [SECONDS [TARGET…]]     default: 600 seconds each of clients, configuration, model, audio
#
# Prints what each run found; inputs that crash are kept in .build-fuzz/crashes. Exits 1 where there is one.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
seconds=${1:-600}
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || targets=(clients configuration model audio)
export UNDERTONE_FUZZ=1
# The language's own report of a crash would come before libFuzzer could keep the input.
export SWIFT_BACKTRACE=enable=no

swift build --scratch-path .build-fuzz --product undertone-fuzz \
    -Xswiftc -sanitize=fuzzer -Xswiftc -parse-as-library -Xcc -O2 >&2
fuzz=.build-fuzz/debug/undertone-fuzz

crashes=.build-fuzz/crashes
mkdir -p "$crashes"
failed=0
for target in "${targets[@]}"; do
    corpus=.build-fuzz/corpus/$target
    mkdir -p "$corpus"
    longest=8192
    megabytes=2048
    case $target in
    clients)
        printf '\4{"subscribe":["estimate","utterance"],"every":1.0}\n' > "$corpus/seed-1"
        printf '\377{"every":0.25}\n{"subscribe":[]}\n' > "$corpus/seed-2" ;;
    configuration)
        # TOMLKit never frees a table: about a kilobyte each time a configuration is read.
        megabytes=8192
        cp systemd/undertone.toml "$corpus/seed-1"
        printf 'device = "hw:CARD=x"\nevery = 0.5\nwait = true\n[table]\na = [1, 2.5, 1979-05-27T07:32:00Z]\n' \
            > "$corpus/seed-2" ;;
    model) longest=65536; export UNDERTONE_FUZZ_SEED=$corpus/seed-1 ;;
    audio) longest=32768
        for kind in wav flac ogg mp3; do
            sox -n -r 8000 "$corpus/seed.$kind" synth 0.1 sine 200 vol 0.5 2> /dev/null || true
        done
        sox -n -r 8000 -e floating-point -b 32 -c 2 "$corpus/seed-float.wav" synth 0.1 sine 200 || true ;;
    *) echo "no such target: $target" >&2; exit 64 ;;
    esac
    log=$crashes/$target.log
    status=0
    UNDERTONE_FUZZ_TARGET=$target "$fuzz" -max_total_time="$seconds" -max_len=$longest -timeout=20 \
        -rss_limit_mb=$megabytes -print_final_stats=1 -artifact_prefix="$crashes/$target-" "$corpus" \
        > "$log" 2>&1 || status=$?
    runs=$(awk '/stat::number_of_executed_units/ {print $2}' "$log")
    covered=$(grep -o 'cov: [0-9]*' "$log" | tail -1 | cut -d' ' -f2)
    if [ $status -eq 0 ]; then
        echo "$target: $runs inputs in $seconds s, $covered places in the code reached, no crash"
    else
        failed=1
        echo "$target: FAILED (see $log)"
    fi
    unset UNDERTONE_FUZZ_SEED
done
exit $failed

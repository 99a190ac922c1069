#!/bin/sh
# Instructions that one second of audio costs, by callgrind, against those that were written down.
#
#   Tests/system/instruction-budget.sh            what moved since, and by how much; fails above 5 % more
#   Tests/system/instruction-budget.sh --update   writes the new numbers down
#
# Instructions do not depend on how busy the machine is, and hardly on which one it is: the set of kernels stands
# beside the numbers, and with another there is nothing to compare. Needs valgrind and a release build of
# undertone-bench; `make budget` builds it.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
bench=${UNDERTONE_BENCH:-$root/.build/release/undertone-bench}
stored=${UNDERTONE_BUDGET:-$root/Tests/system/instruction-budget.txt}
allowed=5
[ -x "$bench" ] || { echo "build it first: make bench" >&2; exit 1; }
command -v valgrind >/dev/null || { echo "valgrind is missing: apt-get install valgrind" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Valgrind cannot read Swift's debugging information.
strip -g -o "$work/bench" "$bench"
cd "$root"

# The instructions of a run; what it heard, and with which kernels, is in $work/heard.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file="$work/out" "$work/bench" --workload "$1" --audio "$2" \
        >"$work/heard" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
    awk '/Collected/ {print $NF}' "$work/log"
}

# One word of what was heard. Valgrind's processor is not the machine's: only the run itself knows its kernels.
heard() { sed -n "s/.*$1=\([a-z0-9]*\).*/\1/p" "$work/heard"; }

for workload in speech silence front-end; do
    # What a run costs whatever its length falls out of the difference.
    short=$(instructions $workload 2)
    long=$(instructions $workload 6)
    estimates=$(heard estimates) speech=$(heard speech)
    case $workload in
    speech) [ "$estimates" -gt 0 ] && [ $((10 * speech)) -ge $((9 * estimates)) ] ;;
    silence) [ "$estimates" -gt 0 ] && [ "$speech" -eq 0 ] ;;
    *) true ;;
    esac || { echo "$workload: $speech of $estimates estimates were heard as speech" >&2; exit 1; }
    echo "$workload $(((long - short) / 4))"
done >"$work/now"
kernels=$(heard kernels)

if [ "${1:-}" = --update ]; then
    { echo "# instructions per second of audio; kernels $kernels"; cat "$work/now"; } >"$stored"
    cat "$stored"
    exit 0
fi
grep -q "kernels $kernels\$" "$stored" || {
    echo "the numbers are not of these kernels, $kernels: $(head -n 1 "$stored")" >&2
    exit 1
}
awk -v allowed=$allowed '
    NR == FNR {if ($1 != "#") before[$1] = $2; next}
    !($1 in before) {printf "%-10s %10d instructions per second of audio, none written down\n", $1, $2; failed = 1; next}
    {
        change = 100 * ($2 - before[$1]) / before[$1]
        printf "%-10s %10d instructions per second of audio, %+.1f %%\n", $1, $2, change
        if (change > allowed) failed = 1
        delete before[$1]
    }
    END {
        for (row in before) {printf "%-10s was not counted\n", row; failed = 1}
        exit failed
    }' "$stored" "$work/now" || { echo "not within $allowed % of the budget" >&2; exit 1; }

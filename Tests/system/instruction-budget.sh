#!/bin/sh
# Instructions that one second of audio costs, by callgrind, against those that were written down.
#
#   Tests/system/instruction-budget.sh            what moved since, and by how much; fails above 5 % more
#   Tests/system/instruction-budget.sh --update   writes the new numbers down
#
# Instructions do not depend on how busy the machine is, and hardly on which one it is: the set of kernels stands
# beside the numbers. Needs valgrind and a release build of undertone-bench (make bench).
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
bench=${UNDERTONE_BENCH:-$root/.build/release/undertone-bench}
stored=$root/Tests/system/instruction-budget.txt
allowed=5
[ -x "$bench" ] || { echo "build it first: make bench" >&2; exit 1; }
command -v valgrind >/dev/null || { echo "valgrind is missing: apt-get install valgrind" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Valgrind cannot read Swift's debugging information.
strip -g -o "$work/bench" "$bench"
cd "$root"

# The instructions of the seconds between two runs' lengths: what a run costs whatever its length falls out.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file="$work/out" "$work/bench" --workload "$1" --audio "$2" \
        >/dev/null 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
    awk '/Collected/ {print $NF}' "$work/log"
}

for workload in speech silence front-end; do
    short=$(instructions $workload 2)
    long=$(instructions $workload 6)
    echo "$workload $(((long - short) / 4))"
done >"$work/now"
kernels=$("$bench" --only front-end --seconds 0.01 --json | sed 's/.*"kernels":"\([a-z0-9]*\)".*/\1/')

if [ "${1:-}" = --update ]; then
    { echo "# instructions per second of audio; kernels $kernels"; cat "$work/now"; } >"$stored"
    cat "$stored"
    exit 0
fi
grep -q "kernels $kernels\$" "$stored" || echo "the numbers are another processor's: kernels $kernels here" >&2
awk -v allowed=$allowed '
    NR == FNR {if ($1 != "#") before[$1] = $2; next}
    {
        change = before[$1] ? 100 * ($2 - before[$1]) / before[$1] : 0
        printf "%-10s %10d instructions per second of audio, %+.1f %%\n", $1, $2, change
        if (change > allowed) failed = 1
    }
    END {exit failed}' "$stored" "$work/now" || { echo "more than $allowed % above the budget" >&2; exit 1; }

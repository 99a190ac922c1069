# Shared by the measuring scripts: the program, a model, speech as long as needed, and the machine's own share.
# Sourced, not run.

root=$(cd "$(dirname "$0")/../.." && pwd)
undertone=${UNDERTONE:-$root/.build/release/undertone}
[ -x "$undertone" ] || { echo "build it first: swift build -c release --product undertone" >&2; exit 1; }
for tool in sox jq; do
    command -v $tool >/dev/null || { echo "$tool is missing: apt-get install $tool" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# speech FILE SECONDS RATE CHANNELS BITS: the bundled sample's speech, repeated.
speech() {
    sox "$root/Sources/undertone/Resources/sample.ogg" -r "$3" -c "$4" -b "$5" -e signed-integer "$1" \
        repeat - trim 0 "$2"
}

# Jiffies that the hypervisor gave to others, and all jiffies, since boot.
steal() { awk '/^cpu /{all = 0; for (i = 2; i <= 9; i++) all += $i; print $9, all}' /proc/stat; }

# percent BEFORE AFTER, each "steal all".
percent() { echo "$1 $2" | awk '{all = $4 - $2; printf "%.1f %%", (all > 0 ? 100 * ($3 - $1) / all : 0)}'; }

# Processor seconds of process $1, user and system.
seconds_used() { awk -v hz="$(getconf CLK_TCK)" '{sub(/.*\) /, ""); print ($12 + $13) / hz}' "/proc/$1/stat"; }

# Resident memory of process $1, in MB; the largest so far.
peak_memory() { awk '/^VmHWM/{printf "%.1f", $2 / 1024}' "/proc/$1/status"; }

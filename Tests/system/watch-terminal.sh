#!/usr/bin/env bash
# `undertone watch` on a real terminal, tmux's: at three sizes, resized, suspended, crashed, and with its monitor
# killed. Leaves the captures in the folder named by the first argument, where there is one.
#
#     Tests/system/watch-terminal.sh [FOLDER]
#     UNDERTONE=.build/debug/undertone Tests/system/watch-terminal.sh
set -euo pipefail
. "$(dirname "$0")/common.sh"
command -v tmux >/dev/null || { echo "tmux is missing: apt-get install tmux" >&2; exit 1; }

captures=${1:-$work/captures}
mkdir -p "$captures"
socket=$work/socket
export LC_ALL=C.UTF-8
unset NO_COLOR COLORTERM COLORFGBG UNDERTONE_SOCKET
tmux() { command tmux -L "undertone-$$" -f /dev/null "$@"; }
daemon=0
finish() {
    tmux kill-server 2>/dev/null || true
    [ "$daemon" = 0 ] || kill "$daemon" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

passed=0
ok() { passed=$((passed + 1)); echo "ok    $1"; }
fail() { echo "FAIL  $1" >&2; screen >&2; exit 1; }
screen() { tmux capture-pane -p -t watch 2>/dev/null || true; }
flag() { tmux display-message -p -t watch "#{$1}"; }

# until NAME COMMAND…: waits until the command succeeds.
until_true() {
    local name=$1
    shift
    for _ in $(seq 300); do
        "$@" && return 0
        sleep 0.1
    done
    fail "$name"
}
shows() { screen | grep -qF -- "$1"; }
shows_all() { local text; text=$(screen); for word in "$@"; do grep -qF -- "$word" <<<"$text" || return 1; done; }
drawn() { [ "$(flag alternate_on)" = 1 ] && shows_all angry disgust fear happy neutral sad; }
given_back() { [ "$(flag alternate_on)" = 0 ] && [ "$(flag cursor_flag)" = 1 ]; }
child() { pgrep -P "$(flag pane_pid)" | head -1; }
has_child() { [ -n "$(child)" ]; }

start_daemon() {
    "$undertone" listen --input "$work/speech.wav" --every 0.1 --socket "$socket" --stdout off 2>"$work/daemon.log" &
    daemon=$!
    until_true "the monitor's socket" test -S "$socket"
}

# The terminal's modes, as the shell in it sees them.
modes() {
    rm -f "$work/modes"
    tmux send-keys -t watch "stty -g > $work/modes; touch $work/modes.done" Enter
    until_true "an answer of the shell" test -e "$work/modes.done"
    rm -f "$work/modes.done"
    cat "$work/modes"
}
sane() {
    until_true "$1: the terminal is given back" given_back
    [ "$(modes)" = "$ordinary" ] || fail "$1: the modes are $(modes) and were $ordinary"
    ok "$1"
}
watch_again() {
    tmux send-keys -t watch "clear; $undertone watch $socket" Enter
    until_true "$1" drawn
}

speech "$work/speech.wav" 1200 16000 1 16
start_daemon

# With its last session the server would end, and the next one would find it ending.
tmux new-session -d -s keeper "sleep 86400"
for size in 40x10 80x24 200x50; do
    columns=${size%x*} rows=${size#*x}
    tmux new-session -d -s watch -x "$columns" -y "$rows" "bash --norc --noprofile"
    ordinary=$(modes)
    watch_again "$size: everything is on the screen"
    until_true "$size: it is live" shows "● live"
    until_true "$size: an emotion is named" shows " %"
    sleep 8
    screen >"$captures/$size.txt"
    tmux capture-pane -e -p -t watch >"$captures/$size.ansi"
    [ "$(wc -l <"$captures/$size.txt")" -le "$rows" ] || fail "$size: more rows than the terminal has"
    [ "$(wc -L <"$captures/$size.txt")" -le "$columns" ] || fail "$size: a row too long"
    ok "$size: the emotion, six bars, level, timeline, lag: $captures/$size.txt"

    tmux send-keys -t watch "?"
    until_true "$size: ? helps" shows "q quit"
    screen >"$captures/$size-help.txt"
    tmux send-keys -t watch "?"

    # Frozen, the same size shows the same picture, whatever came between.
    tmux send-keys -t watch Space
    until_true "$size: it freezes" shows frozen
    sleep 0.3
    screen >"$captures/$size-frozen.txt"
    sleep 1
    diff <(screen) "$captures/$size-frozen.txt" >/dev/null || fail "$size: a frozen picture moves"
    for other in 61x17 33x7 150x40 1x1 "$columns"x"$rows"; do
        tmux resize-window -t watch -x "${other%x*}" -y "${other#*x}"
        sleep 0.3
    done
    same() { diff <(screen) "$captures/$size-frozen.txt" >/dev/null; }
    until_true "$size: the same picture after other sizes" same
    tmux send-keys -t watch Space
    ok "$size: frozen, resized, and the same again"

    tmux send-keys -t watch q
    sane "$size: q"
    tmux kill-session -t watch
done

tmux new-session -d -s watch -x 80 -y 24 "bash --norc --noprofile"
ordinary=$(modes)

watch_again "for Ctrl-Z"
tmux send-keys -t watch C-z
sane "Ctrl-Z"
tmux send-keys -t watch "fg" Enter
until_true "fg draws again" drawn
ok "fg"
# SIGSTOP leaves no time to tidy up: the shell takes the terminal as it is, and fg brings the picture back.
kill -STOP "$(child)"
until_true "SIGSTOP" shows Stopped
tmux send-keys -t watch "fg" Enter
gone() { ! shows Stopped; }
until_true "the shell's words are painted over" gone
until_true "SIGSTOP and fg" drawn
ok "SIGSTOP and fg"

# SIGKILL: the monitor cannot say goodbye.
kill -KILL "$daemon"
wait "$daemon" 2>/dev/null || true
until_true "the monitor's death is seen" shows "not live"
screen >"$captures/away.txt"
start_daemon
until_true "the new monitor's stream is seen" shows "● live"
drawn || fail "a new stream"
ok "kill -9 of the monitor, and its restart"

for signal in TERM INT HUP SEGV ABRT BUS ILL TRAP FPE QUIT; do
    has_child || watch_again "for SIG$signal"
    kill -"$signal" "$(child)"
    sane "SIG$signal"
done

tmux send-keys -t watch "clear; NO_COLOR=1 $undertone watch $socket" Enter
until_true "NO_COLOR" drawn
sleep 2
tmux capture-pane -e -p -t watch >"$captures/no-color.ansi"
if grep -qP '\x1b\[[0-9;]*(3[0-8]|4[0-8])[;m]' "$captures/no-color.ansi"; then fail "NO_COLOR: a colour"; fi
ok "NO_COLOR"
tmux send-keys -t watch q
sane "q without colours"

# What is no terminal is refused, with the exit code of wrong use; a socket that is not there is a failure.
code() { local code=0; "$@" >"$work/out" 2>"$work/err" || code=$?; echo "$code"; }
[ "$(code "$undertone" watch "$socket")" = 64 ] || fail "standard output is no terminal"
[ "$(wc -l <"$work/err")" = 1 ] && [ ! -s "$work/out" ] || fail "one line, on stderr"
ok "no terminal: $(cat "$work/err")"
tmux send-keys -t watch "clear; TERM=dumb $undertone watch $socket; echo code \$?" Enter
until_true "TERM=dumb" shows "code 64"
ok "TERM=dumb"
tmux send-keys -t watch "clear; $undertone watch $work/nothing; echo code \$?" Enter
until_true "no monitor" shows "code 1"
ok "no monitor"
tmux send-keys -t watch "clear; $undertone watch --input $work/nothing.wav; echo code \$?" Enter
until_true "no such file" shows "code 1"
[ "$(flag alternate_on)" = 0 ] || fail "no such file: the screen is still taken"
ok "no such file"
tmux send-keys -t watch "clear; $undertone watch --input $work/speech.wav" Enter
until_true "by itself" drawn
until_true "by itself: live" shows "● live"
tmux send-keys -t watch q
sane "listening by itself"
echo "$passed passed, 0 failed"

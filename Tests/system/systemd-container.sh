#!/usr/bin/env bash
# A real systemd, booted in a container that is gone afterwards: installed units, no microphone, readers inside and
# outside of the group, reload, watchdog, stop and journal. As root; needs systemd-container, socat and jq.
# usage: systemd-container.sh       (UNDERTONE=PROGRAM for another build; undertone-train lies beside it)
set -euo pipefail
. "$(dirname "$0")/common.sh"
[ "$(id -u)" = 0 ] || { echo "as root only: systemd-nspawn makes the container" >&2; exit 1; }
for tool in systemd-nspawn nsenter setpriv socat; do
    command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 1; }
done

make -s -C "$root" install-files RELEASE="$(dirname "$undertone")" DESTDIR="$work/dest"
units=$work/dest/usr/local/lib/systemd/system
mkdir "$work/h" "$work/fast"
# The times of start, watchdog and restart are shortened: what is shown is that they come, and that the first passes.
printf '[Service]\nTimeoutStartSec=5\nWatchdogSec=4\nRestartSec=0\n' > "$work/fast/fast.conf"
mount --bind / "$work/h"
mount --make-private "$work/h"
systemd-nspawn -D "$work/h" --register=no --keep-unit --boot --machine=undertone-test --volatile=overlay \
    --private-network --link-journal=no --bind-ro="$units/undertone.service:/etc/systemd/system/undertone.service" \
    --bind-ro="$units/undertone.socket:/etc/systemd/system/undertone.socket" \
    --bind-ro="$work/fast:/etc/systemd/system/undertone.service.d" \
    --bind-ro="$work/dest/usr/local/lib/systemd/user/undertone.service:/etc/systemd/user/undertone.service" \
    --bind-ro="$work/dest/usr/local/lib/sysusers.d/undertone.conf:/etc/sysusers.d/undertone.conf" \
    --bind-ro="$work/dest/usr/local/bin/undertone:/usr/local/bin/undertone" \
    --bind-ro="$work/dest/usr/local/share/undertone:/usr/local/share/undertone" \
    --bind-ro="$work/dest/etc/undertone:/etc/undertone" systemd.unit=basic.target > "$work/boot" 2>&1 &
nspawn=$!
init=
finish() {
    [ -z "$init" ] || kill -s RTMIN+4 "$init" 2>/dev/null || true
    wait $nspawn 2>/dev/null || true
    umount "$work/h"
    rm -rf "$work"
}
trap finish EXIT
for _ in $(seq 100); do
    init=$(pgrep -P $nspawn | head -n 1) && [ "$(cat "/proc/$init/comm" 2>/dev/null)" = systemd ] && break
    sleep 0.1
done
inside() { nsenter -t "$init" -a "$@"; }
unit() { inside systemctl show undertone.service --value -p "$1"; }
check() { # WORDS COMMAND…
    local words=$1
    shift
    if "$@"; then echo "ok    $words"; else
        echo "FAIL  $words" >&2
        inside systemctl status undertone.service --no-pager >&2 || true
        inside journalctl --no-pager -n 30 >&2 || true
        exit 1
    fi
}
until inside systemctl is-active -q basic.target 2>/dev/null; do sleep 0.2; done
inside systemd-sysusers
inside systemctl start undertone.service
check "starts without a microphone" [ "$(unit ActiveState)" = active ]
check "STATUS says what it waits for" grep -q '^waiting for default' <<< "$(unit StatusText)"
main=$(unit MainPID)
group=$(inside getent group undertone-readers | cut -d: -f3)
reader() { inside setpriv --reuid 12345 --regid "$1" --clear-groups timeout 8 socat -u UNIX-CONNECT:/run/undertone/socket -; }
line=$(reader "$group" | head -n 1 || true)
check "a member of undertone-readers reads lines" grep -q '"event":"hello"' <<< "$line"
check "anybody else is refused" grep -q 'Permission denied' <<< "$(reader 12345 2>&1 || true)"
inside systemctl reload undertone.service
check "reload leaves it running" [ "$(unit MainPID)" = "$main" ]
sleep 10
check "stays up past the start time-out, the watchdog content" [ "$(unit MainPID)" = "$main" ]
inside kill -STOP "$main"
for _ in $(seq 200); do [ "$(unit NRestarts)" -ge 1 ] && [ "$(unit ActiveState)" = active ] && break; sleep 0.1; done
check "a stopped process is restarted by the watchdog" [ "$(unit NRestarts)" -ge 1 ]
check "and is another one" [ "$(unit MainPID)" != "$main" ]
until [ "$(unit ActiveState)" = active ]; do sleep 0.1; done
began=$(date +%s%N)
inside systemctl stop undertone.service
milliseconds=$((($(date +%s%N) - began) / 1000000))
check "stops within 2 s ($milliseconds ms)" [ $milliseconds -le 2000 ]
priorities=$(inside journalctl -u undertone.service _COMM=undertone -o json --no-pager | jq -r .PRIORITY | sort | uniq -c | tr -s ' \n' ' ')
check "journal lines carry priorities (count, priority:$priorities)" grep -q ' [45] ' <<< "$priorities "
check "no emotion in the journal" [ "$(inside journalctl --no-pager | grep -c '"event"' || true)" = 0 ]

# The service of one user, under a manager of that user's.
uid=12345
inside useradd -u $uid -M tester
inside install -d -o $uid -m 700 /run/user/$uid
inside systemd-run -q --unit=manager --uid=$uid -p Delegate=yes -E XDG_RUNTIME_DIR=/run/user/$uid \
    /lib/systemd/systemd --user
own() { inside setpriv --reuid $uid --regid $uid --clear-groups env XDG_RUNTIME_DIR=/run/user/$uid "$@"; }
for _ in $(seq 100); do own systemctl --user is-active -q basic.target 2>/dev/null && break; sleep 0.1; done
own systemctl --user start undertone.service
show() { own systemctl --user show undertone.service --value -p "$1"; }
check "the user's service starts without a microphone" [ "$(show ActiveState)" = active ]
check "its STATUS says what it waits for" grep -q '^waiting for default' <<< "$(show StatusText)"
line=$(own timeout 8 socat -u UNIX-CONNECT:/run/user/$uid/undertone/socket - | head -n 1 || true)
check "its user reads lines" grep -q '"event":"hello"' <<< "$line"
main=$(show MainPID)
own systemctl --user reload undertone.service
check "reload leaves it running" [ "$(show MainPID)" = "$main" ]
own systemctl --user stop undertone.service
check "and it stops" [ "$(show ActiveState)" = inactive ]

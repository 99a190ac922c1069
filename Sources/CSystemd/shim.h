// CSystemd: libsystemd's sd-daemon(3) as its own header declares it: readiness and the watchdog (sd_notify), and
// the sockets handed over at start (sd_listen_fds). Nothing of the journal: log lines go to stderr.
#pragma once
#include <systemd/sd-daemon.h>

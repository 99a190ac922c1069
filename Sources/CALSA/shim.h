// CALSA: libasound as its own header declares it, and beside it what capturing needs and Swift cannot say: a
// variadic error handler, and some Linux interfaces that the Glibc module leaves out.
#pragma once
#include <alsa/asoundlib.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

/// Where libasound's messages go: a pipe's write end, or -1 for nowhere. Static in the function, and so one for each
/// file that calls it: only one may.
static inline int *undertone_alsa_message_pipe(void) {
    static int pipe = -1;
    return &pipe;
}

/// An error handler of libasound that keeps off stderr: errors are returned, and the caller words them. One write of
/// at most 512 bytes to a non-blocking pipe, on whatever thread it comes: nothing is allocated, and nobody waited for.
static inline void undertone_alsa_report(
    const char *file, int line, const char *function, int code, const char *format, ...) {
    (void)file;
    int pipe = __atomic_load_n(undertone_alsa_message_pipe(), __ATOMIC_ACQUIRE);
    if (pipe < 0) return;
    char text[512];
    size_t room = sizeof text - 1, used = 0;
    int count = snprintf(text, room, "%s:%d: ", function ? function : "?", line);
    if (count > 0) used = (size_t)count < room ? (size_t)count : room - 1;
    va_list arguments;
    va_start(arguments, format);
    count = vsnprintf(text + used, room - used, format, arguments);
    va_end(arguments);
    if (count > 0) used += (size_t)count < room - used ? (size_t)count : room - used - 1;
    if (code != 0) {
        count = snprintf(text + used, room - used, ": %s", snd_strerror(code));
        if (count > 0) used += (size_t)count < room - used ? (size_t)count : room - used - 1;
    }
    text[used++] = '\n';
    // A full pipe loses the message: nothing here may wait.
    if (write(pipe, text, used) < 0) return;
}

/// Keeps libasound from writing to stderr, for the whole process, by `snd_lib_error_set_handler`.
static inline void undertone_alsa_take_messages(void) {
    snd_lib_error_set_handler(undertone_alsa_report);
}

/// Sends libasound's messages, a line each, to a non-blocking pipe from now on.
static inline void undertone_alsa_send_messages(int pipe) {
    __atomic_store_n(undertone_alsa_message_pipe(), pipe, __ATOMIC_RELEASE);
}

/// A non-blocking, close-on-exec eventfd(2) that is not readable yet, or -1.
static inline int undertone_eventfd(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

/// Keeps the process out of core files and away from debuggers of its own user (PR_SET_DUMPABLE).
static inline void undertone_forbid_dumps(void) {
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/// Names the calling thread, as /proc and debuggers show it (PR_SET_NAME; at most 15 characters).
static inline void undertone_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

// CALSA: libasound as its own header declares it, and beside it what capturing needs and Swift cannot say: a
// variadic error handler, and two Linux interfaces that the Glibc module leaves out.
#pragma once
#include <alsa/asoundlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

/// An error handler of libasound that says nothing: errors are returned, and the caller words them.
static inline void undertone_alsa_discard(
    const char *file, int line, const char *function, int code, const char *format, ...) {
    (void)file, (void)line, (void)function, (void)code, (void)format;
}

/// Keeps libasound from writing to stderr, for the whole process, by `snd_lib_error_set_handler`.
static inline void undertone_alsa_silence(void) {
    snd_lib_error_set_handler(undertone_alsa_discard);
}

/// A non-blocking, close-on-exec eventfd(2) that is not readable yet, or -1.
static inline int undertone_eventfd(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

/// Names the calling thread, as /proc and debuggers show it (PR_SET_NAME; at most 15 characters).
static inline void undertone_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

// A microphone without hardware: an external ioplug of libasound that plays a known signal at exact pace, and
// injects faults on a schedule. Loaded through a private configuration; see ALSATestDevice.swift.
//
//   rate      frames a second; 0: any from 8000 to 192000, as a sound server offers
//   channels  0: any from 1 to 32
//   format    S16_LE, S24_LE, S24_3LE, S32_LE, FLOAT_LE, S16_BE; "any": the first five
//   infile    raw frames in the granted format; else a hash of the frame's number and the channel
//   loop      1: the file begins again at its end; else zeros follow
//   speed     times faster than real time; 0: by hand, one period each time somebody polls
//   faults    KIND@FRAME+FRAMES, joined by '/': at FRAME of the device's time, and when all before it has been
//             read, nothing comes for FRAMES frames, then KIND happens: overrun, suspend, disconnect; or
//             error, from when on it polls as an error and stays RUNNING. fail@FRAME+ERRNO: the read that comes
//             to FRAME fails once with ERRNO; short@FRAME+ERRNO: it ends there, and then fails
//   log       a file that gets a line "KIND FRAME LOST" when the device runs again: frames really lost
//   clock     a file of 8 bytes that holds the device's time in nanoseconds (speed 0 only)
//   persist   1: the device's time goes on from where the clock's file stands (speed 0 only), and what was to
//             happen before does not
//   error     what open() fails with, an errno
//   gate      a file: while it holds a number, open() fails with that errno
//   patient   1: its time stands still while its buffer is full, so that a machine that is busy loses nothing
//   lock      a file: whoever has the device open holds its lock, and open() fails with EBUSY meanwhile, as hw: does
//
// The device's time never stops, so what a slow reader loses at a restart is lost here too, and logged.
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FAULTS = 64, KIND_LENGTH = 16 };
#define VIRTUAL_EPOCH_NS 1000000000000ull

typedef struct {
    char kind[KIND_LENGTH];
    uint64_t at, frames;
} fault_t;

typedef struct {
    snd_pcm_ioplug_t io;
    unsigned rate, channels;
    long speed;
    uint8_t *file;           // the raw file, or NULL
    uint64_t file_bytes;
    long loop, patient;
    fault_t faults[MAX_FAULTS];
    int fault_count, next_fault;
    const char *pending;     // the kind of loss to log at the next start, or NULL
    char *log;
    uint64_t *clock;         // mapped, or NULL
    uint64_t virtual_frames;
    uint64_t origin_ns;      // when frame 0 of the device's time was captured; 0 before the first start
    uint64_t base;           // the device's time at this stream's frame 0
    uint64_t lost_from;      // the device's time after the last frame read before a loss
    int lock;                // the descriptor that holds the lock, or -1
} device_t;

// The device's time.

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static uint64_t device_now(const device_t *d) {
    if (d->speed == 0) return d->virtual_frames;
    unsigned __int128 ns = now_ns() - d->origin_ns;
    return (uint64_t)(ns * d->io.rate * (unsigned long)d->speed / 1000000000ull);
}

static void arm(const device_t *d, uint64_t frame) {
    if (d->speed == 0) return;
    unsigned __int128 ns = (unsigned __int128)frame * 1000000000ull;
    uint64_t due = d->origin_ns + (uint64_t)(ns / (d->io.rate * (unsigned long)d->speed)) + 1000;
    struct itimerspec timer = {.it_value = {(time_t)(due / 1000000000ull), (long)(due % 1000000000ull)}};
    timerfd_settime(d->io.poll_fd, TFD_TIMER_ABSTIME, &timer, NULL);
}

static void advance(device_t *d, uint64_t frames) {
    d->virtual_frames += frames;
    if (d->clock == NULL) return;
    unsigned __int128 ns = (unsigned __int128)d->virtual_frames * 1000000000ull / d->io.rate;
    __atomic_store_n(d->clock, VIRTUAL_EPOCH_NS + (uint64_t)ns, __ATOMIC_RELEASE);
}

// Faults.

static fault_t *next_fault(device_t *d) {
    return d->next_fault < d->fault_count ? &d->faults[d->next_fault] : NULL;
}

static uint64_t read_so_far(const device_t *d) { return d->base + d->io.appl_ptr; }

/// Whether it is a result to be returned by a read, which holds nothing up.
static int is_fail(const fault_t *f) { return strcmp(f->kind, "fail") == 0 || strcmp(f->kind, "short") == 0; }

/// How far the device has come: its time, or the fault that holds it up.
static uint64_t position(device_t *d) {
    uint64_t now = device_now(d);
    fault_t *f = next_fault(d);
    return f != NULL && !is_fail(f) && now > f->at && f->at >= d->base ? f->at : now;
}

/// Whether the next fault is due: everything before it has been read, and its silence is over.
static int is_fault_due(device_t *d) {
    fault_t *f = next_fault(d);
    return f != NULL && !is_fail(f) && f->at >= d->base && read_so_far(d) >= f->at && device_now(d) >= f->at + f->frames;
}

/// Whether the fault that is due is the one that never ends.
static int is_error_due(device_t *d) { return is_fault_due(d) && strcmp(next_fault(d)->kind, "error") == 0; }

static void log_loss(device_t *d) {
    if (d->pending == NULL) return;
    FILE *file = d->log ? fopen(d->log, "a") : NULL;
    if (file != NULL) {
        fprintf(file, "%s %llu %llu\n", d->pending, (unsigned long long)d->lost_from,
                (unsigned long long)(read_so_far(d) - d->lost_from));
        fclose(file);
    }
    d->pending = NULL;
}

static void lose(device_t *d, const char *kind) {
    d->pending = kind;
    d->lost_from = read_so_far(d);
}

// Callbacks.

static snd_pcm_sframes_t on_pointer(snd_pcm_ioplug_t *io) {
    device_t *d = io->private_data;
    if (is_fault_due(d) && !is_error_due(d)) {
        fault_t *f = next_fault(d);
        d->next_fault++;
        lose(d, f->kind);
        if (strcmp(f->kind, "overrun") == 0) return -EPIPE;
        // Any negative result would become an overrun: the other states are set.
        int asleep = strcmp(f->kind, "suspend") == 0;
        snd_pcm_ioplug_set_state(io, asleep ? SND_PCM_STATE_SUSPENDED : SND_PCM_STATE_DISCONNECTED);
        return (snd_pcm_sframes_t)io->appl_ptr;
    }
    if (io->state != SND_PCM_STATE_RUNNING) return (snd_pcm_sframes_t)io->hw_ptr;
    uint64_t here = position(d);
    if (d->patient && here - read_so_far(d) > io->buffer_size) {
        uint64_t excess = here - read_so_far(d) - io->buffer_size;
        d->origin_ns += (excess + 1) * 1000000000ull / (d->io.rate * (unsigned long)d->speed);
        here -= excess;
    }
    if (here - read_so_far(d) > io->buffer_size) {
        lose(d, "overrun");
        return -EPIPE;
    }
    return (snd_pcm_sframes_t)(here - d->base);
}

static int on_start(snd_pcm_ioplug_t *io) {
    device_t *d = io->private_data;
    if (d->origin_ns == 0) {
        d->origin_ns = now_ns();
        advance(d, 0);
    }
    d->base = device_now(d);
    // A fault that a longer loss has swallowed will not come.
    while (next_fault(d) != NULL && next_fault(d)->at < d->base) d->next_fault++;
    log_loss(d);
    arm(d, d->base + io->period_size);
    return 0;
}

static int on_stop(snd_pcm_ioplug_t *io) {
    (void)io;
    return 0;
}

static int on_resume(snd_pcm_ioplug_t *io) {
    device_t *d = io->private_data;
    d->base = device_now(d) - io->appl_ptr;
    log_loss(d);
    snd_pcm_ioplug_set_state(io, SND_PCM_STATE_RUNNING);
    arm(d, read_so_far(d) + io->period_size);
    return 0;
}

static int on_poll_revents(snd_pcm_ioplug_t *io, struct pollfd *pfd, unsigned count, unsigned short *revents) {
    device_t *d = io->private_data;
    (void)pfd, (void)count;
    *revents = 0;
    if (io->state != SND_PCM_STATE_RUNNING) {
        *revents = POLLIN | POLLERR;
        return 0;
    }
    if (is_error_due(d)) {
        *revents = POLLERR;
        return 0;
    }
    if (d->speed == 0 && !is_fault_due(d) && position(d) - read_so_far(d) < io->period_size)
        advance(d, io->period_size);
    fault_t *f = next_fault(d);
    uint64_t here = position(d), available = here - read_so_far(d);
    if (f != NULL && is_fail(f)) f = NULL;
    int is_held = f != NULL && here == f->at;
    if (available >= io->period_size || (is_held && available > 0) || is_fault_due(d)) {
        *revents = POLLIN;
        return 0;
    }
    uint64_t due = read_so_far(d) + io->period_size;
    if (is_held) due = f->at + f->frames;
    else if (f != NULL && f->at < due && f->at >= d->base) due = f->at;
    arm(d, due);
    return 0;
}

// Not the C library's rand: the test computes the same, from the frame's number alone.
static uint32_t hash(uint64_t frame, unsigned channel, unsigned channels) {
    uint32_t x = (uint32_t)(frame * channels + channel) * 2654435761u;
    x ^= x >> 16;
    x *= 0x85ebca6bu;
    return x ^ (x >> 13);
}

static void put(snd_pcm_format_t format, uint8_t *to, uint32_t h) {
    switch (format) {
    case SND_PCM_FORMAT_S16_LE: to[0] = h >> 16, to[1] = h >> 24; break;
    case SND_PCM_FORMAT_S16_BE: to[0] = h >> 24, to[1] = h >> 16; break;
    case SND_PCM_FORMAT_S24_3LE: to[0] = h >> 8, to[1] = h >> 16, to[2] = h >> 24; break;
    // The fourth byte means nothing, so it is anything.
    case SND_PCM_FORMAT_S24_LE: to[0] = h >> 8, to[1] = h >> 16, to[2] = h >> 24, to[3] = 0xa5; break;
    case SND_PCM_FORMAT_S32_LE: to[0] = h, to[1] = h >> 8, to[2] = h >> 16, to[3] = h >> 24; break;
    default: {
        float value = (float)((int32_t)h >> 8) / 8388608.0f;
        memcpy(to, &value, 4);
    }
    }
}

static snd_pcm_sframes_t on_transfer(
    snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas, snd_pcm_uframes_t offset,
    snd_pcm_uframes_t size) {
    device_t *d = io->private_data;
    unsigned width = (unsigned)snd_pcm_format_physical_width(io->format) / 8;
    uint64_t file_frames = d->file_bytes / ((uint64_t)width * io->channels);
    fault_t *f = next_fault(d);
    if (f != NULL && is_fail(f)) {
        uint64_t reach = strcmp(f->kind, "fail") == 0 ? size - 1 : 0;
        if (read_so_far(d) + reach >= f->at) {
            d->next_fault++;
            return -(snd_pcm_sframes_t)f->frames;
        }
        if (f->at - read_so_far(d) < size) size = f->at - read_so_far(d);
    }
    for (snd_pcm_uframes_t i = 0; i < size; i++) {
        uint64_t frame = read_so_far(d) + i;
        for (unsigned c = 0; c < io->channels; c++) {
            const snd_pcm_channel_area_t *area = &areas[c];
            uint8_t *to = (uint8_t *)area->addr + (area->first + (offset + i) * area->step) / 8;
            if (d->file == NULL) {
                put(io->format, to, hash(frame, c, io->channels));
            } else if (d->loop && file_frames > 0) {
                memcpy(to, d->file + ((frame % file_frames) * io->channels + c) * width, width);
            } else if (frame < file_frames) {
                memcpy(to, d->file + (frame * io->channels + c) * width, width);
            } else {
                memset(to, 0, width);
            }
        }
    }
    return (snd_pcm_sframes_t)size;
}

static void destroy(device_t *d) {
    if (d->io.poll_fd >= 0) close(d->io.poll_fd);
    if (d->clock != NULL) munmap(d->clock, 8);
    if (d->lock >= 0) close(d->lock);
    free(d->file);
    free(d->log);
    free(d);
}

static int on_close(snd_pcm_ioplug_t *io) {
    destroy(io->private_data);
    return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
    .start = on_start,
    .stop = on_stop,
    .pointer = on_pointer,
    .transfer = on_transfer,
    .close = on_close,
    .resume = on_resume,
    .poll_revents = on_poll_revents,
};

// Opening.

static int constrain(device_t *d, const char *format) {
    // MMAP_INTERLEAVED too: without it `plug` cannot convert.
    static const unsigned accesses[] = {SND_PCM_ACCESS_RW_INTERLEAVED, SND_PCM_ACCESS_MMAP_INTERLEAVED};
    static const unsigned all[] = {
        SND_PCM_FORMAT_S16_LE, SND_PCM_FORMAT_S24_LE, SND_PCM_FORMAT_S24_3LE, SND_PCM_FORMAT_S32_LE,
        SND_PCM_FORMAT_FLOAT_LE};
    unsigned one = (unsigned)snd_pcm_format_value(format);
    int any = strcmp(format, "any") == 0;
    snd_pcm_ioplug_t *io = &d->io;
    int e = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 2, accesses);
    if (e >= 0) e = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, any ? 5 : 1, any ? all : &one);
    if (e >= 0)
        e = snd_pcm_ioplug_set_param_minmax(
            io, SND_PCM_IOPLUG_HW_RATE, d->rate ? d->rate : 8000, d->rate ? d->rate : 192000);
    if (e >= 0)
        e = snd_pcm_ioplug_set_param_minmax(
            io, SND_PCM_IOPLUG_HW_CHANNELS, d->channels ? d->channels : 1, d->channels ? d->channels : 32);
    if (e >= 0) e = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 64, 1 << 20);
    if (e >= 0) e = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, 128, 1 << 23);
    return e;
}

static int parse_faults(device_t *d, const char *text) {
    for (const char *at = text; *at != '\0';) {
        if (d->fault_count == MAX_FAULTS) return -EINVAL;
        fault_t *f = &d->faults[d->fault_count++];
        unsigned long long frame = 0, frames = 0;
        if (sscanf(at, "%15[a-z]@%llu+%llu", f->kind, &frame, &frames) != 3) return -EINVAL;
        f->at = frame, f->frames = frames;
        at += strcspn(at, "/");
        if (*at == '/') at++;
    }
    return 0;
}

static int load_file(device_t *d, const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return -errno;
    fseek(file, 0, SEEK_END);
    d->file_bytes = (uint64_t)ftell(file);
    rewind(file);
    d->file = malloc(d->file_bytes + 1);
    size_t got = d->file ? fread(d->file, 1, d->file_bytes, file) : 0;
    fclose(file);
    return got == d->file_bytes ? 0 : -EIO;
}

static int map_clock(device_t *d, const char *path) {
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return -errno;
    void *map = mmap(NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (map == MAP_FAILED) return -errno;
    d->clock = map;
    return 0;
}

static long read_number(const char *path) {
    FILE *file = fopen(path, "r");
    long number = 0;
    if (file == NULL) return 0;
    if (fscanf(file, "%ld", &number) != 1) number = 0;
    fclose(file);
    return number;
}

/// Whether nobody else has the device open: the lock is this open description's, whatever process holds it.
static int take_lock(device_t *d, const char *path) {
    d->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (d->lock < 0) return -errno;
    return flock(d->lock, LOCK_EX | LOCK_NB) == 0 ? 0 : -EBUSY;
}

/// Goes on where the clock stands; faults that lie before do not come.
static void resume_time(device_t *d) {
    if (d->clock == NULL || *d->clock == 0) return;
    // Rounded up, because advance() rounds down: back to the same frame.
    d->virtual_frames = (uint64_t)(((unsigned __int128)(*d->clock - VIRTUAL_EPOCH_NS) * d->rate + 999999999) / 1000000000ull);
    d->origin_ns = 1;
    while (next_fault(d) != NULL && next_fault(d)->at <= d->virtual_frames) d->next_fault++;
}

SND_PCM_PLUGIN_DEFINE_FUNC(undertone_test) {
    (void)root;
    long rate = 16000, channels = 1, speed = 1, error = 0, loop = 0, persist = 0, patient = 0;
    const char *format = "S16_LE", *infile = "", *faults = "", *log = "", *clock = "", *gate = "", *lock = "";
    snd_config_iterator_t i, next;
    snd_config_for_each(i, next, conf) {
        snd_config_t *n = snd_config_iterator_entry(i);
        const char *id;
        if (snd_config_get_id(n, &id) < 0) continue;
        if (strcmp(id, "rate") == 0) snd_config_get_integer(n, &rate);
        else if (strcmp(id, "channels") == 0) snd_config_get_integer(n, &channels);
        else if (strcmp(id, "speed") == 0) snd_config_get_integer(n, &speed);
        else if (strcmp(id, "error") == 0) snd_config_get_integer(n, &error);
        else if (strcmp(id, "loop") == 0) snd_config_get_integer(n, &loop);
        else if (strcmp(id, "format") == 0) snd_config_get_string(n, &format);
        else if (strcmp(id, "infile") == 0) snd_config_get_string(n, &infile);
        else if (strcmp(id, "faults") == 0) snd_config_get_string(n, &faults);
        else if (strcmp(id, "log") == 0) snd_config_get_string(n, &log);
        else if (strcmp(id, "clock") == 0) snd_config_get_string(n, &clock);
        else if (strcmp(id, "persist") == 0) snd_config_get_integer(n, &persist);
        else if (strcmp(id, "patient") == 0) snd_config_get_integer(n, &patient);
        else if (strcmp(id, "gate") == 0) snd_config_get_string(n, &gate);
        else if (strcmp(id, "lock") == 0) snd_config_get_string(n, &lock);
        else if (strcmp(id, "type") != 0 && strcmp(id, "hint") != 0 && strcmp(id, "comment") != 0) return -EINVAL;
    }
    if (gate[0]) error = read_number(gate);
    if (error != 0) return -(int)error;
    if (stream != SND_PCM_STREAM_CAPTURE) return -EINVAL;
    device_t *d = calloc(1, sizeof *d);
    if (d == NULL) return -ENOMEM;
    d->rate = (unsigned)rate, d->channels = (unsigned)channels, d->speed = speed, d->loop = loop, d->patient = patient && speed > 0;
    d->log = log[0] ? strdup(log) : NULL;
    d->lock = -1;
    d->io.version = SND_PCM_IOPLUG_VERSION;
    d->io.name = "a microphone for tests";
    d->io.flags = SND_PCM_IOPLUG_FLAG_BOUNDARY_WA | SND_PCM_IOPLUG_FLAG_MONOTONIC;
    d->io.callback = &callbacks;
    d->io.private_data = d;
    d->io.poll_events = POLLIN;
    // By hand, the descriptor is always readable: whoever polls moves the time on.
    d->io.poll_fd = speed == 0 ? eventfd(1, EFD_CLOEXEC) : timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    int e = d->io.poll_fd < 0 ? -errno : parse_faults(d, faults);
    if (e >= 0 && lock[0]) e = take_lock(d, lock);
    if (e >= 0 && infile[0]) e = load_file(d, infile);
    if (e >= 0 && clock[0]) e = map_clock(d, clock);
    if (e >= 0 && persist) resume_time(d);
    if (e >= 0) e = snd_pcm_ioplug_create(&d->io, name, stream, mode);
    if (e < 0) {
        destroy(d);
        return e;
    }
    e = constrain(d, format);
    if (e < 0) {
        snd_pcm_ioplug_delete(&d->io);  // closes, and so destroys
        return e;
    }
    *pcmp = d->io.pcm;
    return 0;
}

SND_PCM_PLUGIN_SYMBOL(undertone_test);

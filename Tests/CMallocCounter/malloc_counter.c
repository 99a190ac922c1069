#define _GNU_SOURCE
#include "malloc_counter.h"
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define INTERPOSE 0
#endif
#endif
#ifndef INTERPOSE
#define INTERPOSE 1
#endif

static _Thread_local uint64_t count;
static _Thread_local int counting;

int malloc_counter_available(void) { return INTERPOSE; }

void malloc_counter_start(void) {
    count = 0;
    counting = 1;
}

uint64_t malloc_counter_stop(void) {
    counting = 0;
    return count;
}

#if INTERPOSE
// glibc's own entry points: no dlsym, so nothing allocates on the way to the real function.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
    count += (uint64_t)counting;
    return __libc_malloc(size);
}
void *calloc(size_t n, size_t size) {
    count += (uint64_t)counting;
    return __libc_calloc(n, size);
}
void *realloc(void *p, size_t size) {
    count += (uint64_t)counting;
    return __libc_realloc(p, size);
}
void *memalign(size_t alignment, size_t size) {
    count += (uint64_t)counting;
    return __libc_memalign(alignment, size);
}
void *aligned_alloc(size_t alignment, size_t size) {
    count += (uint64_t)counting;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void **out, size_t alignment, size_t size) {
    count += (uint64_t)counting;
    void *p = __libc_memalign(alignment, size);
    if (p == NULL) return 12;  // ENOMEM
    *out = p;
    return 0;
}
#endif

// Counts heap allocations, so that a test can assert that the hot path makes none.
//
// The interposed malloc family is process-wide; the counter belongs to the calling thread and counts
// only between start and stop. Under a sanitizer, which brings a malloc of its own, nothing is
// interposed and `malloc_counter_available` is 0.
#pragma once
#include <stdint.h>

/// 1 where allocations are really counted, 0 under a sanitizer.
int malloc_counter_available(void);
/// Begins counting this thread's allocations, from zero.
void malloc_counter_start(void);
/// Ends counting and returns how many allocations this thread has made since `malloc_counter_start`.
uint64_t malloc_counter_stop(void);

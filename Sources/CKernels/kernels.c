#include "sets.h"

#if __has_include(<stdlib.h>)
#include <stdlib.h>
#define WANTED getenv("UNDERTONE_KERNELS")
#else
#define WANTED ((const char *)0)
#endif
#if defined(__linux__) && __has_include(<malloc.h>)
#include <malloc.h>
#endif
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define ELEMENTWISE _Pragma("clang loop vectorize(assume_safety)")
#define UNROLL _Pragma("clang loop unroll(full)")
#define INLINE static inline __attribute__((always_inline))

// Lags of ck_autocorrelation at most.
#define MOST_LAGS 64

// Vectors that bytes are multiplied by at a time in a batch.
#define BATCH_BYTES 64

// Inputs that a panel of ck_panel_product has at most: its 16 KB stay in the first cache while all rows pass by.
#define PANEL_INPUTS 256

// Groups of the next panel, `left` of them being left.
INLINE size_t panel_groups(size_t left) { return left == 6 ? 3 : left > 5 ? 4 : left; }

// A half-precision number's bits as a float; subnormals by arithmetic, which no flush-to-zero reaches.
INLINE float widened(uint16_t half) {
    const uint32_t sign = (uint32_t)(half & 0x8000) << 16, rest = half & 0x7fff;
    union { uint32_t i; float f; } value;
    if (rest < 0x0400) {
        value.f = (float)rest * 0x1p-24f;
        value.i |= sign;
    } else {
        value.i = sign | (rest >= 0x7c00 ? 0x7f800000 | (rest & 0x03ff) << 13 : (rest << 13) + 0x38000000);
    }
    return value.f;
}

// Eight floats; the compiler makes of them what the instruction set has.
typedef float Vector __attribute__((vector_size(32)));
typedef float Unaligned __attribute__((vector_size(32), aligned(4)));

#define ENTRY(result, name, parameters, arguments) .name = NAME(name),

// The portable bodies: SSE2 on x86-64, NEON on aarch64.
#define NAME(x) x##_baseline
#define TARGET
#define LANES 4
#if defined(__aarch64__)
#define HALF
#define SET "neon"
#define FLOAT16 1
#else
#define SET "baseline"
#define FLOAT16 0
#endif
#include "bodies.inc"
#undef HALF

#if defined(__x86_64__)
#define HALF
#define INTEL_INTEGERS

#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2,fma,f16c")))
#define LANES 8
#define SET "avx2"
#define FLOAT16 1
#include "bodies.inc"

#define NAME(x) x##_avx512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c")))
#define LANES 16
#define SET "avx512"
#define FLOAT16 1
#include "bodies.inc"

static int has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
}

static int has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

static int is_same(const char *a, const char *b) {
    for (; *a && *a == *b; ++a) ++b;
    return *a == *b;
}

const ck_kernels *ck_kernels_named(const char *set) {
    if (is_same(set, set_baseline.set)) return &set_baseline;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (is_same(set, set_avx2.set) && has_avx2()) return &set_avx2;
    if (is_same(set, set_avx512.set) && has_avx512()) return &set_avx512;
#endif
    return 0;
}

// Written once, before main and before any thread.
static const ck_kernels *chosen = &set_baseline;

// AVX-512 only where UNDERTONE_KERNELS asks for it: sixteen rows are one register of it, so that a product has
// half the sums in flight that AVX2's has: nearly half as long again for a step of the shipped networks (measured on Zen 4).
__attribute__((constructor)) static void choose(void) {
    const char *wanted = WANTED;
    const ck_kernels *set = wanted ? ck_kernels_named(wanted) : 0;
    if (!set) set = ck_kernels_named("avx2");
    if (set) chosen = set;
}

#define FORWARD(result, name, parameters, arguments) \
    result ck_##name parameters { return chosen->name arguments; }
CK_KERNELS(FORWARD)

const char *ck_instruction_set(void) { return chosen->set; }
int ck_has_float16(void) { return chosen->has_float16; }

#if defined(__x86_64__)
uint64_t ck_flush_denormals(void) {
    const unsigned control = _mm_getcsr();
    _mm_setcsr(control | 0x8040);
    return control;
}
void ck_restore_denormals(uint64_t control) { _mm_setcsr((unsigned)control); }
#elif defined(__aarch64__)
uint64_t ck_flush_denormals(void) {
    uint64_t control;
    __asm__ volatile("mrs %0, fpcr" : "=r"(control));
    __asm__ volatile("msr fpcr, %0" : : "r"(control | (1u << 24)));
    return control;
}
void ck_restore_denormals(uint64_t control) { __asm__ volatile("msr fpcr, %0" : : "r"(control)); }
#else
uint64_t ck_flush_denormals(void) { return 0; }
void ck_restore_denormals(uint64_t control) { (void)control; }
#endif

void ck_return_free_memory(void) {
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}

size_t ck_matrix_bytes(ck_element type, size_t columns, size_t groups) {
    const size_t size = type == CK_FLOAT32 ? 4 : type == CK_FLOAT16 ? 2 : 1;
    return size * columns * groups * CK_GROUP;
}

void ck_pack_panels(float *packed, const float *w, size_t input_stride, size_t output_stride, size_t inputs,
                    size_t outputs) {
    for (size_t block = 0; block < inputs; block += PANEL_INPUTS) {
        const size_t k = inputs - block < PANEL_INPUTS ? inputs - block : PANEL_INPUTS;
        for (size_t column = 0; column < outputs; column += 16) {
            const size_t width = outputs - column < 16 ? outputs - column : 16;
            float *panel = packed + block * outputs + column * k;
            for (size_t index = 0; index < k; index++)
                for (size_t j = 0; j < width; j++)
                    panel[width * index + j] = w[(block + index) * input_stride + (column + j) * output_stride];
        }
    }
}

#include "frontend.h"
#include "kernels.h"
#include "matrices.h"

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

// Samples that the high-pass takes at a time.
#define HIGH_PASS_BLOCK 160

// Vectors that bytes are multiplied by at a time in a batch.
#define BATCH_BYTES 64

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

// The portable bodies: SSE2 on x86-64, NEON on aarch64.
#define NAME(x) x##_baseline
#define TARGET
#define LANES 4
#if defined(__aarch64__)
#define HALF
#endif
#include "kernels.inc"
#include "matrices.inc"
#include "frontend.inc"
#undef NAME
#undef TARGET
#undef LANES
#undef HALF

#if defined(__x86_64__)
#define HALF
#define INTEL_INTEGERS
#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2,fma,f16c")))
#define LANES 8
#include "kernels.inc"
#include "matrices.inc"
#include "frontend.inc"
#undef NAME
#undef TARGET
#undef LANES

#define NAME(x) x##_avx512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c")))
#define LANES 16
#include "kernels.inc"
#include "matrices.inc"
#include "frontend.inc"
#undef NAME
#undef TARGET
#undef LANES

#define HAS_AVX2 (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c"))
#define HAS_AVX512                                                                                                  \
    (HAS_AVX2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&                         \
     __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
#define CHOOSE(name, ...)                                                                                           \
    (HAS_AVX512 ? name##_avx512(__VA_ARGS__) : HAS_AVX2 ? name##_avx2(__VA_ARGS__) : name##_baseline(__VA_ARGS__))
#else
#define CHOOSE(name, ...) name##_baseline(__VA_ARGS__)
#endif

#if defined(__x86_64__)
const char *ck_instruction_set(void) { return HAS_AVX512 ? "avx512" : HAS_AVX2 ? "avx2" : "baseline"; }
int ck_has_float16(void) { return HAS_AVX2; }
uint64_t ck_flush_denormals(void) {
    const unsigned control = _mm_getcsr();
    _mm_setcsr(control | 0x8040);
    return control;
}
void ck_restore_denormals(uint64_t control) { _mm_setcsr((unsigned)control); }
#elif defined(__aarch64__)
const char *ck_instruction_set(void) { return "neon"; }
int ck_has_float16(void) { return 1; }
uint64_t ck_flush_denormals(void) {
    uint64_t control;
    __asm__ volatile("mrs %0, fpcr" : "=r"(control));
    __asm__ volatile("msr fpcr, %0" : : "r"(control | (1u << 24)));
    return control;
}
void ck_restore_denormals(uint64_t control) { __asm__ volatile("msr fpcr, %0" : : "r"(control)); }
#else
const char *ck_instruction_set(void) { return "baseline"; }
int ck_has_float16(void) { return 0; }
uint64_t ck_flush_denormals(void) { return 0; }
void ck_restore_denormals(uint64_t control) { (void)control; }
#endif

void ck_return_free_memory(void) {
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}

// Activations, logarithm, sums, the training kernels.

void ck_exp(float *out, const float *x, size_t n) { CHOOSE(exp, out, x, n); }
void ck_sigmoid(float *out, const float *x, size_t n) { CHOOSE(sigmoid, out, x, n); }
void ck_tanh(float *out, const float *x, size_t n) { CHOOSE(tanh, out, x, n); }
void ck_log_offset(float *out, const float *x, float offset, size_t n) { CHOOSE(log_offset, out, x, offset, n); }

float ck_dot(const float *a, const float *b, size_t n) { return CHOOSE(dot, a, b, n); }

void ck_axpy(float *y, float a, const float *x, size_t n) { CHOOSE(axpy, y, a, x, n); }

void ck_lstm_step(float *gates, float *c, float *h, size_t n) { CHOOSE(lstm_step, gates, c, h, n); }

void ck_lstm_forward(float *gates, const float *c_previous, float *c, float *tanh_c, float *h, size_t n) {
    CHOOSE(lstm_forward, gates, c_previous, c, tanh_c, h, n);
}

void ck_lstm_backward(float *gates, const float *c_previous, const float *tanh_c, const float *dh, float *dc,
                      size_t n) {
    CHOOSE(lstm_backward, gates, c_previous, tanh_c, dh, dc, n);
}

void ck_adam(float *parameters, const float *gradient, float *m, float *v, size_t n, float scale, float beta1,
             float beta2, float rate, float root_correction, float epsilon, float decay) {
    CHOOSE(adam, parameters, gradient, m, v, n, scale, beta1, beta2, rate, root_correction, epsilon, decay);
}

// Packed matrices.

void ck_widen_float16(float *out, const uint8_t *bytes, size_t n) { CHOOSE(widen_float16, out, bytes, n); }

size_t ck_matrix_bytes(ck_element type, size_t columns, size_t groups) {
    const size_t size = type == CK_FLOAT32 ? 4 : type == CK_FLOAT16 ? 2 : 1;
    return size * columns * groups * CK_GROUP;
}

int ck_matrix_pack(const ck_matrix *m, const float *values) { return CHOOSE(matrix_pack, m, values); }

void ck_matrix_apply(const ck_matrix *m, float *y, const float *x, int16_t *scratch) {
    CHOOSE(matrix_apply, m, y, x, scratch);
}

void ck_matrix_lstm(const ck_matrix *m, const float *gates, float *c, float *h, const float *x, int16_t *scratch) {
    CHOOSE(matrix_lstm, m, gates, c, h, x, scratch);
}

void ck_matrix_apply_batch(const ck_matrix *m, float *y, size_t y_stride, const float *x, size_t x_stride,
                           size_t streams, int accumulate, int16_t *scratch) {
    CHOOSE(matrix_apply_batch, m, y, y_stride, x, x_stride, streams, accumulate, scratch);
}

void ck_lstm_cells(const float *gates, float *c, float *h, size_t units) { CHOOSE(lstm_cells, gates, c, h, units); }

void ck_normalize_rectify(float *y, const float *scale, const float *shift, const float *residual, float epsilon,
                          size_t n) {
    CHOOSE(normalize_rectify, y, scale, shift, residual, epsilon, n);
}

void ck_running_sum(float *sum, float *out, const float *x, float kept, float entering, float norm, size_t n) {
    CHOOSE(running_sum, sum, out, x, kept, entering, norm, n);
}

void ck_rectify(float *y, size_t n) { CHOOSE(rectify, y, n); }

// The front end.

void ck_high_pass_run(ck_high_pass *filter, float *out, const float *in, size_t n) {
    CHOOSE(high_pass_run, filter, out, in, n);
}

void ck_level_add(ck_level *level, const float *in, const float *out, size_t n) { CHOOSE(level_add, level, in, out, n); }

void ck_apply_window(double *out, const float *samples, const double *window, size_t n) {
    CHOOSE(apply_window, out, samples, window, n);
}

void ck_power(float *power, const double *spectrum, size_t n) { CHOOSE(power, power, spectrum, n); }

void ck_filterbank(float *energies, const float *power, const float *weights, const ck_band *bands, size_t n) {
    CHOOSE(filterbank, energies, power, weights, bands, n);
}

void ck_columns_product(float *y, const float *columns, const float *x, size_t n, size_t width, size_t count) {
    CHOOSE(columns_product, y, columns, x, n, width, count);
}

void ck_energy_peak(const float *x, size_t n, float *energy, float *peak) { CHOOSE(energy_peak, x, n, energy, peak); }

void ck_decimate(float *out, const float *x, size_t n) { CHOOSE(decimate, out, x, n); }

float ck_autocorrelation(float *out, const float *x, size_t count, size_t first, size_t last, float least) {
    return CHOOSE(autocorrelation, out, x, count, first, last, least);
}

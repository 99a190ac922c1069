#include "kernels.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#define ELEMENTWISE _Pragma("clang loop vectorize(assume_safety)")

#define NAME(x) x##_baseline
#define TARGET
#include "kernels.inc"
#undef NAME
#undef TARGET

#if defined(__x86_64__)
#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "kernels.inc"
#undef NAME
#undef TARGET
#define HAS_AVX2 (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
#define CHOOSE(name, ...) (HAS_AVX2 ? name##_avx2(__VA_ARGS__) : name##_baseline(__VA_ARGS__))
#else
#define HAS_AVX2 0
#define CHOOSE(name, ...) name##_baseline(__VA_ARGS__)
#endif

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

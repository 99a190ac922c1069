// The vector kernels that BLAS lacks: activations, logarithms, short dot products, Adam.
//
// Each has a portable body (NEON on aarch64, SSE2 on x86-64), one for AVX2 + FMA + F16C and one for AVX-512, made
// from the same sources (*.inc). AVX2 is used where the processor has it; UNDERTONE_KERNELS=baseline, avx2 or avx512
// in the environment chooses otherwise, once, as the program starts. For given data and a given machine a kernel's
// result is always the same bits, whatever the alignment; between the bodies results differ by rounding alone.
// Arrays must not overlap unless a comment says so. Lengths are in floats.
#pragma once
#include "panels.h"
#include <stddef.h>
#include <stdint.h>

/// Sets flush-to-zero and denormals-are-zero for the calling thread; threads made later inherit it.
/// Returns the control word as it was, for ck_restore_denormals.
uint64_t ck_flush_denormals(void);

/// Gives the calling thread back the control word that ck_flush_denormals returned.
void ck_restore_denormals(uint64_t control);

/// Gives the system back the memory that was freed; for programs, once what they load is loaded.
void ck_return_free_memory(void);

/// The bodies in use: "baseline", "avx2", "avx512" or "neon".
const char *ck_instruction_set(void);

/// out[k] = e^x[k] for x[k] <= 88; at most 2 ulp off down to -87, below it less than 2e-38. `out` may be `x`.
void ck_exp(float *out, const float *x, size_t n);

/// out[k] = 1 / (1 + e^-x[k]), at most 1e-6 off for every finite x[k]. `out` may be `x`.
void ck_sigmoid(float *out, const float *x, size_t n);

/// out[k] = tanh x[k], at most 1e-6 off for every finite x[k]. `out` may be `x`.
void ck_tanh(float *out, const float *x, size_t n);

/// out[k] = ln(x[k] + offset) for finite x[k] >= 0, offset > 0 and normal; at most 2 ulp or 1e-6 off,
/// whichever is more. `out` may be `x`.
void ck_log_offset(float *out, const float *x, float offset, size_t n);

/// Dot product of a and b, summed in a fixed order.
float ck_dot(const float *a, const float *b, size_t n);

/// y[k] += a * x[k].
void ck_axpy(float *y, float a, const float *x, size_t n);

/// One LSTM step from pre-activations, in place.
/// gates: [4H], order i, f, g, o, pre-activations in, activations out;
/// c: [H] cell state, updated; h: [H] hidden state, written.
/// i, f, o = sigmoid; g = tanh; c = f·c + i·g; h = o·tanh c.
void ck_lstm_step(float *gates, float *c, float *h, size_t hidden);

/// The same, keeping what the backward pass needs.
/// c_previous: [H]; c: [H] written; tanh_c: [H] written; h: [H] written.
void ck_lstm_forward(float *gates, const float *c_previous, float *c, float *tanh_c, float *h, size_t hidden);

/// Backward of one LSTM step.
/// gates: [4H] activations in, gradients of the pre-activations out; dh: [H] gradient of h;
/// dc: [H] gradient of c from the step after, replaced by that of c_previous.
void ck_lstm_backward(float *gates, const float *c_previous, const float *tanh_c, const float *dh, float *dc,
                      size_t hidden);

/// One Adam step (Kingma & Ba 2015) on n parameters.
/// m, v: the moments, updated; rate: step size with bias correction folded in;
/// decay: decoupled weight decay already multiplied by the learning rate.
void ck_adam(float *parameters, const float *gradient, float *m, float *v, size_t n, float scale, float beta1,
             float beta2, float rate, float root_correction, float epsilon, float decay);

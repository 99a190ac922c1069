// The kernels of each instruction set, side by side: one of the tables is what the functions in the other headers
// go through, and tests compare them.
#pragma once
#include "frontend.h"
#include "kernels.h"
#include "matrices.h"
#include "panels.h"

/// Every kernel as X(result, name, parameters, arguments); each is described where ck_ ## name is declared.
#define CK_KERNELS(X)                                                                                               \
    X(void, exp, (float *out, const float *x, size_t n), (out, x, n))                                               \
    X(void, sigmoid, (float *out, const float *x, size_t n), (out, x, n))                                           \
    X(void, tanh, (float *out, const float *x, size_t n), (out, x, n))                                              \
    X(void, log_offset, (float *out, const float *x, float offset, size_t n), (out, x, offset, n))                  \
    X(float, dot, (const float *a, const float *b, size_t n), (a, b, n))                                            \
    X(void, axpy, (float *y, float a, const float *x, size_t n), (y, a, x, n))                                      \
    X(void, lstm_step, (float *gates, float *c, float *h, size_t hidden), (gates, c, h, hidden))                    \
    X(void, lstm_forward,                                                                                           \
      (float *gates, const float *c_previous, float *c, float *tanh_c, float *h, size_t hidden),                    \
      (gates, c_previous, c, tanh_c, h, hidden))                                                                    \
    X(void, lstm_backward,                                                                                          \
      (float *gates, const float *c_previous, const float *tanh_c, const float *dh, float *dc, size_t hidden),      \
      (gates, c_previous, tanh_c, dh, dc, hidden))                                                                  \
    X(void, adam,                                                                                                   \
      (float *parameters, const float *gradient, float *m, float *v, size_t n, float scale, float beta1,            \
       float beta2, float rate, float root_correction, float epsilon, float decay),                                 \
      (parameters, gradient, m, v, n, scale, beta1, beta2, rate, root_correction, epsilon, decay))                  \
    X(void, widen_float16, (float *out, const uint8_t *bytes, size_t n), (out, bytes, n))                           \
    X(int, matrix_pack, (const ck_matrix *matrix, const float *values), (matrix, values))                           \
    X(void, matrix_apply, (const ck_matrix *matrix, float *y, const float *x, int16_t *scratch),                    \
      (matrix, y, x, scratch))                                                                                      \
    X(void, matrix_lstm,                                                                                            \
      (const ck_matrix *matrix, const float *gates, float *c, float *h, const float *x, int16_t *scratch),          \
      (matrix, gates, c, h, x, scratch))                                                                            \
    X(void, matrix_apply_batch,                                                                                     \
      (const ck_matrix *matrix, float *y, size_t y_stride, const float *x, size_t x_stride, size_t streams,         \
       int accumulate, int16_t *scratch),                                                                           \
      (matrix, y, y_stride, x, x_stride, streams, accumulate, scratch))                                             \
    X(void, lstm_cells, (const float *gates, float *c, float *h, size_t units), (gates, c, h, units))               \
    X(void, normalize_rectify,                                                                                      \
      (float *y, const float *scale, const float *shift, const float *residual, float epsilon, size_t n),           \
      (y, scale, shift, residual, epsilon, n))                                                                      \
    X(void, running_sum,                                                                                            \
      (float *sum, float *out, const float *x, float kept, float entering, float norm, size_t n),                   \
      (sum, out, x, kept, entering, norm, n))                                                                       \
    X(void, rectify, (float *y, size_t n), (y, n))                                                                  \
    X(void, panel_product,                                                                                          \
      (float *y, const float *x, size_t ldx, const float *packed, size_t rows, size_t inputs, size_t outputs),      \
      (y, x, ldx, packed, rows, inputs, outputs))                                                                   \
    X(void, high_pass_run, (ck_high_pass *filter, float *out, const float *in, size_t n), (filter, out, in, n))     \
    X(void, level_add, (ck_level *level, const float *in, const float *out, size_t n), (level, in, out, n))         \
    X(void, apply_window, (double *out, const float *samples, const double *window, size_t n),                      \
      (out, samples, window, n))                                                                                    \
    X(void, real_power, (float *power, const double *half, const double *twiddles, size_t n),                       \
      (power, half, twiddles, n))                                                                                   \
    X(void, filterbank,                                                                                             \
      (float *energies, const float *power, const float *weights, const ck_band *bands, size_t n),                  \
      (energies, power, weights, bands, n))                                                                         \
    X(void, columns_product,                                                                                        \
      (float *y, const float *columns, const float *x, size_t n, size_t width, size_t count),                       \
      (y, columns, x, n, width, count))                                                                             \
    X(void, energy_peak, (const float *x, size_t n, float *energy, float *peak), (x, n, energy, peak))              \
    X(void, decimate, (float *out, const float *x, size_t n), (out, x, n))                                          \
    X(float, autocorrelation,                                                                                       \
      (float *out, const float *x, size_t count, size_t first, size_t last, float least),                           \
      (out, x, count, first, last, least))

/// The kernels of one instruction set.
typedef struct {
    /// "baseline", "avx2", "avx512" or "neon".
    const char *set;
    /// What ck_has_float16 says.
    int has_float16;
#define CK_MEMBER(result, name, parameters, arguments) result(*name) parameters;
    CK_KERNELS(CK_MEMBER)
#undef CK_MEMBER
} ck_kernels;

/// The kernels of the set of this name; none where this processor lacks it.
const ck_kernels *ck_kernels_named(const char *set);

// The loops of the front end, from samples to cepstra.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// A second-order high-pass in transposed direct form II, and the level of what it lets through.
typedef struct {
    /// Numerator b0 = b2, and the coefficients of the state's recursion: b1 − a1·b0, b0 − a2·b0, a1, a2.
    double b0, p1, p2, a1, a2;
    double z1, z2;
} ck_high_pass;

/// Filters n samples; adds their squares to *energy in order and raises *peak to the largest |in|, where given.
/// Nothing is contracted: every processor gives the same bits. `out` may be `in`.
void ck_high_pass_run(ck_high_pass *filter, float *out, const float *in, size_t n, double *energy, float *peak);

/// out[k] = samples[k] · window[k] in double precision.
void ck_apply_window(double *out, const float *samples, const double *window, size_t n);

/// power[k] = |spectrum[k]|², spectrum in pairs (re, im).
void ck_power(float *power, const double *spectrum, size_t n);

/// One band of a sparse filterbank: `count` bins from `start`, a multiple of 8 with zero weights behind.
typedef struct {
    uint32_t start, offset, count;
} ck_band;

/// energies[k] = Σ power[start + j] · weights[offset + j]; power must reach as far as the last band does.
void ck_filterbank(float *energies, const float *power, const float *weights, const ck_band *bands, size_t n);

/// y = the first `count` values of Σ_k x[k] · columns[k]; columns: [n][width], width a multiple of 16.
void ck_columns_product(float *y, const float *columns, const float *x, size_t n, size_t width, size_t count);

/// Σ x² over n samples in a fixed order, and the largest |x|.
void ck_energy_peak(const float *x, size_t n, float *energy, float *peak);

/// Means of eight samples, four apart: out[k] = mean of x[4k − 4 … 4k + 3]; x[-4] must exist.
void ck_decimate(float *out, const float *x, size_t n);

/// Normalised cross-correlation of x[0 … count) with itself `first` to `last` samples earlier.
/// out: [last − first + 1], at most 64; x[-last] must exist, and last − first + 1 rounded up to 16 be <= last + 1.
/// Returns the energy of x; writes zeros where it is at most `least`.
float ck_autocorrelation(float *out, const float *x, size_t count, size_t first, size_t last, float least);

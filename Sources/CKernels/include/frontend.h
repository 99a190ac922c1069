// The loops of the front end, from samples to cepstra.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// A second-order high-pass b0·(1 − z⁻¹)² / (1 + a1·z⁻¹ + a2·z⁻²) whose recursion looks four samples back.
///
/// Multiplying numerator and denominator by (1 − a1·z⁻¹ + a2·z⁻²)·(1 − c1·z⁻² + c2·z⁻⁴) leaves powers of z⁻⁴ alone
/// below the line (scattered look-ahead: Parhi, Messerschmitt 1989), so that four samples go side by side.
typedef struct {
    /// c1 = 2·a2 − a1², c2 = a2², d1 = 2·c2 − c1², d2 = c2².
    double b0, a1, a2, c1, c2, d1, d2;
    /// The last samples, their second differences, what the two factors made of these, and the output; oldest first.
    double x[2], v[2], u[4], y[8];
} ck_high_pass;

/// Filters n samples, each by the same arithmetic wherever the signal is cut; nothing is contracted, so every
/// processor gives the same bits. `out` may be `in`.
void ck_high_pass_run(ck_high_pass *filter, float *out, const float *in, size_t n);

/// What has been heard since it was zeros: Σ y² of every fourth sample, the number of samples, the largest |x|.
typedef struct {
    double squares[4];
    size_t count;
    float largest;
} ck_level;

/// Adds n samples: the squares of `out`, the size of `in`. The sums do not depend on how the signal is cut.
void ck_level_add(ck_level *level, const float *in, const float *out, size_t n);

/// out[k] = samples[k] · window[k] in double precision.
void ck_apply_window(double *out, const float *samples, const double *window, size_t n);

/// power[k] = |X[k]|², k = 0 … n, of 2n real values x, from the n-point transform of the numbers x[2j] + i·x[2j + 1].
///
/// half: [n] in pairs (re, im); twiddles: exp(−πi·k/n) in pairs for k = 0 … n/2. X[k] is E + W·O, where E and O are the
/// transforms of the even and the odd values: half of half[k] ± its mirror image (Press et al., Numerical Recipes, 12.3).
void ck_real_power(float *power, const double *half, const double *twiddles, size_t n);

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

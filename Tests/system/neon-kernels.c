// Every kernel against a plain loop in double precision: what Tests/EmotionModelTests does, in C, so that it runs in
// an emulator of a processor that Swift's tests cannot be built for here.
#include "sets.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const ck_kernels *k;
static int failures;

static void check(const char *what, double worst, double bound) {
    printf("%-28s %10.3g of %.3g\n", what, worst, bound);
    if (!(worst <= bound)) failures++;
}

// Reproducible numbers in ±scale.
static float noise(float scale) {
    static uint64_t state = 1;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return scale * ((float)(state >> 40) * 0x1p-23f - 1);
}
static float *noises(size_t n, float scale) {
    float *x = calloc(n + 16, sizeof *x);
    for (size_t i = 0; i < n; i++) x[i] = noise(scale);
    return x;
}
static double largest(double a, double b) { return !(b <= a) ? b : a; }
static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

static double ulps(float value, double exact) {
    return fabs(value - exact) / (nextafterf(fabsf((float)exact), INFINITY) - fabsf((float)exact));
}

static void activations(void) {
    double worst[4] = {0};
    for (uint32_t bits = 0; bits < 0x7f800000; bits += 39989) {
        float x[2], y[2];
        memcpy(x, &bits, 4);
        x[1] = -x[0];
        k->sigmoid(y, x, 2);
        for (int i = 0; i < 2; i++) worst[0] = largest(worst[0], fabs(y[i] - sigmoid(x[i])));
        k->tanh(y, x, 2);
        for (int i = 0; i < 2; i++) worst[1] = largest(worst[1], fabs(y[i] - tanh(x[i])));
        k->log_offset(y, x, 1e-7f, 1);
        const double exact = log((double)(x[0] + 1e-7f));
        worst[2] = largest(worst[2], fmin(ulps(y[0], exact), fabs(y[0] - exact) * 2e6));
        k->exp(y, x, 2);
        if (x[0] <= 88) worst[3] = largest(worst[3], ulps(y[0], exp(x[0])));
        if (x[0] <= 87) worst[3] = largest(worst[3], ulps(y[1], exp(x[1])));
    }
    check("sigmoid, absolute", worst[0], 1e-6);
    check("tanh, absolute", worst[1], 1e-6);
    check("log, ulp or half a millionth", worst[2], 2);
    check("exp, ulp", worst[3], 2);
}

static void halves(void) {
    double worst = 0;
    for (uint32_t half = 0; half < 0x10000; half++) {
        const uint8_t bytes[32] = {[30] = (uint8_t)half, [31] = (uint8_t)(half >> 8)};
        float out[16];
        k->widen_float16(out, bytes, 16);
        const int e = half >> 10 & 31, m = half & 1023;
        const double exact = e == 31 ? (m ? NAN : INFINITY) : e ? ldexp(1024 + m, e - 25) : ldexp(m, -24);
        const double value = half & 0x8000 ? -exact : exact;
        if (isnan(value) ? !isnan(out[15]) : out[15] != value || !signbit(out[15]) != !(half & 0x8000)) worst = 1;
    }
    check("half precision, widened", worst, 0);
}

// Products of [16 · groups][inputs] with `streams` vectors, all kinds of weights.
static void matrices(size_t groups, size_t inputs, size_t streams) {
    const size_t rows = groups * CK_GROUP;
    for (int type = CK_FLOAT32; type <= CK_INT8; type++) {
        if (type == CK_FLOAT16 && !k->has_float16) continue;
        const size_t columns = inputs + (type == CK_INT8 ? inputs % 2 : 0);
        float *w = calloc(rows * columns, 4), *bias = noises(rows, 1), *scales = calloc(rows, 4);
        for (size_t r = 0; r < rows; r++)
            for (size_t c = 0; c < inputs; c++) {
                const float value = noise(1);
                w[r * columns + c] = type == CK_FLOAT32 ? value : rintf(127 * value) * (type == CK_INT8 ? 1 : 0x1p-7f);
            }
        for (size_t r = 0; r < rows; r++) scales[r] = 0.01f;
        ck_matrix m = {type, columns, inputs, groups, aligned_alloc(64, 4 * rows * columns + 64), bias, scales};
        if (!k->matrix_pack(&m, w)) failures++;
        // What lies behind a vector is no part of it.
        const size_t stride = inputs + 1;
        float *x = noises(streams * stride, 1), *y = calloc(streams * rows, 4), *alone = calloc(rows, 4);
        for (size_t s = 0; s < streams; s++) x[s * stride + inputs] = 1e9f;
        int16_t *scratch = calloc(streams * (columns + 1), 2);
        k->matrix_apply_batch(&m, y, rows, x, stride, streams, 0, scratch);
        double worst = 0, different = 0;
        for (size_t s = 0; s < streams; s++) {
            k->matrix_apply(&m, alone, x + s * stride, scratch);
            different += memcmp(alone, y + s * rows, rows * 4) != 0;
            for (size_t r = 0; r < rows; r++) {
                double sum = 0;
                for (size_t c = 0; c < inputs; c++) sum += (double)w[r * columns + c] * x[s * stride + c];
                worst = largest(worst, fabs(alone[r] - (bias[r] + sum * (type == CK_INT8 ? 0.01 : 1))));
            }
        }
        char what[64];
        static const char *names[] = {"float32", "float16", "int8"};
        snprintf(what, sizeof what, "%s %zu x %zu, %zu", names[type], rows, inputs, streams);
        check(what, worst, type == CK_INT8 ? 1.27 / 32767 * inputs + 1e-5 : 2e-6 * inputs);
        check("  bits of each alone", different, 0);
    }
}

static void cells(void) {
    enum { units = 32 };
    float *gates = noises(4 * units, 6), *c = noises(units, 1), h[units];
    double worst = 0, expected[units];
    for (int u = 0; u < units; u++) {
        const float *g = gates + u / 16 * 64 + u % 16;
        expected[u] = sigmoid(g[16]) * c[u] + sigmoid(g[0]) * tanh(g[32]);
    }
    k->lstm_cells(gates, c, h, units);
    for (int u = 0; u < units; u++) {
        worst = largest(worst, fabs(c[u] - expected[u]));
        worst = largest(worst, fabs(h[u] - sigmoid(gates[u / 16 * 64 + u % 16 + 48]) * tanh(expected[u])));
    }
    check("LSTM cells", worst, 3e-6);
}

// Of 2n values, by the definition; n odd, so that some bins are left over from the vectors.
static void spectrum(void) {
    enum { n = 27 };
    const double pi = 3.14159265358979323846;
    double half[2 * n] = {0}, twiddles[n + 3], worst = 0;
    const float *x = noises(2 * n, 0.5f);
    float power[n + 1];
    for (int bin = 0; bin < n; bin++)
        for (int j = 0; j < n; j++) {
            const double c = cos(2 * pi * bin * j / n), s = -sin(2 * pi * bin * j / n);
            half[2 * bin] += x[2 * j] * c - x[2 * j + 1] * s;
            half[2 * bin + 1] += x[2 * j] * s + x[2 * j + 1] * c;
        }
    for (int bin = 0; bin <= n / 2; bin++)
        twiddles[2 * bin] = cos(pi * bin / n), twiddles[2 * bin + 1] = -sin(pi * bin / n);
    k->real_power(power, half, twiddles, n);
    for (int bin = 0; bin <= n; bin++) {
        double re = 0, im = 0;
        for (int j = 0; j < 2 * n; j++) re += x[j] * cos(pi * bin * j / n), im += x[j] * sin(pi * bin * j / n);
        worst = largest(worst, fabs(power[bin] - (re * re + im * im)));
    }
    check("spectrum", worst, 1e-6);
}

static void frontEnd(void) {
    enum { n = 403 };
    float *x = noises(n + 100, 0.5f) + 100, out[n];
    ck_high_pass f = {.b0 = 0.98, .a1 = -1.96, .a2 = 0.9605};
    f.c1 = 2 * f.a2 - f.a1 * f.a1, f.c2 = f.a2 * f.a2;
    f.d1 = 2 * f.c2 - f.c1 * f.c1, f.d2 = f.c2 * f.c2;
    k->high_pass_run(&f, out, x, n);
    double worst = 0, y1 = 0, y2 = 0, energy = 0, peak = 0;
    for (int i = 0; i < n; i++) {
        const double x1 = i > 0 ? x[i - 1] : 0, x2 = i > 1 ? x[i - 2] : 0;
        const double y = 0.98 * (x[i] - 2 * x1 + x2) + 1.96 * y1 - 0.9605 * y2;
        worst = largest(worst, fabs(out[i] - y));
        y2 = y1, y1 = y, energy += (double)x[i] * x[i], peak = fmax(peak, fabs(x[i]));
    }
    check("high-pass", worst, 1e-6);
    float sum, most;
    k->energy_peak(x, n, &sum, &most);
    check("energy and peak", fabs(sum / energy - 1) + fabs(most - peak), 1e-6);
    k->decimate(out, x, 100);
    worst = 0;
    for (int i = 0; i < 100; i++) {
        double mean = 0;
        for (int j = -4; j < 4; j++) mean += x[4 * i + j] / 8.0;
        worst = largest(worst, fabs(out[i] - mean));
    }
    check("decimation", worst, 1e-6);
    k->autocorrelation(out, x, 300, 20, 83, 0);
    worst = 0;
    for (int lag = 20; lag <= 83; lag++) {
        double product = 0, a = 0, b = 0;
        for (int i = 0; i < 300; i++)
            product += (double)x[i] * x[i - lag], a += (double)x[i] * x[i], b += (double)x[i - lag] * x[i - lag];
        worst = largest(worst, fabs(out[lag - 20] - product / sqrt(a * b)));
    }
    check("autocorrelation", worst, 1e-5);
}

static void layers(void) {
    enum { n = 80, inputs = 300, outputs = 20, rows = 7 };
    float *y = noises(n, 1), *scale = noises(n, 1), *shift = noises(n, 1), *more = noises(n, 1), before[n];
    memcpy(before, y, sizeof before);
    double mean = 0, variance = 0, worst = 0;
    for (int i = 0; i < n; i++) mean += before[i] / (double)n;
    for (int i = 0; i < n; i++) variance += (before[i] - mean) * (before[i] - mean) / n;
    k->normalize_rectify(y, scale, shift, more, 1e-5f, n);
    for (int i = 0; i < n; i++)
        worst = largest(
            worst, fabs(y[i] - more[i] - fmax(0, (before[i] - mean) / sqrt(variance + 1e-5) * scale[i] + shift[i])));
    check("normalisation", worst, 3e-6);
    float *w = noises(inputs * outputs, 1), *x = noises(rows * inputs, 1), *packed = noises(inputs * outputs, 0);
    float *product = noises(rows * outputs, 0);
    ck_pack_panels(packed, w, outputs, 1, inputs, outputs);
    k->panel_product(product, x, inputs, packed, rows, inputs, outputs);
    worst = 0;
    for (int r = 0; r < rows; r++)
        for (int o = 0; o < outputs; o++) {
            double sum = 0;
            for (int i = 0; i < inputs; i++) sum += (double)x[r * inputs + i] * w[i * outputs + o];
            worst = largest(worst, fabs(product[r * outputs + o] - sum));
        }
    check("panels", worst, 1e-4);
}

static void denormals(void) {
    volatile float small = 0x1p-126f;
    const uint64_t control = ck_flush_denormals();
    const float flushed = small * 0.5f;
    ck_restore_denormals(control);
    check("denormals flushed, restored", (flushed != 0) + (small * 0.5f == 0), 0);
}

int main(int argc, char **argv) {
    k = ck_kernels_named(argc > 1 ? argv[1] : ck_instruction_set());
    if (!k) return fprintf(stderr, "no such kernels here\n"), 2;
    printf("kernels: %s\n", k->set);
    activations();
    halves();
    matrices(1, 1, 3);
    matrices(5, 241, 9);
    matrices(6, 13, 70);
    matrices(5, 1008, 5);
    cells();
    spectrum();
    frontEnd();
    layers();
    denormals();
    printf(failures ? "%d FAILED\n" : "all well\n", failures);
    return failures > 0;
}

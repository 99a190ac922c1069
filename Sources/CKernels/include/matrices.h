// Matrix times vector, for weights that are packed once and multiplied for ever.
//
// Rows come in groups of sixteen, groups in panels of at most five, and a panel's weights lie column by column:
// one sequential stream, in which a column of x meets a few whole vectors of weights. Each row's sum runs over
// the columns in order, one multiply-add each, so that a vector alone and a vector among others (`_batch`) give
// the same bits, and so do all the bodies that have a fused multiply-add.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Rows of a group. Rows that a matrix lacks are zeros.
#define CK_GROUP 16

/// How packed weights are stored.
typedef enum {
    /// Single precision.
    CK_FLOAT32,
    /// Half precision, widened exactly on the way.
    CK_FLOAT16,
    /// Bytes with a scale per row; x is rounded to 16 bits first, and sums are exact.
    CK_INT8,
} ck_element;

/// A packed matrix; owns nothing.
typedef struct {
    ck_element type;
    /// Columns as they are stored; even for CK_INT8.
    size_t columns;
    /// Values of x: `columns`, or for CK_INT8 one less where a column of zeros was added. Nothing behind them is read.
    size_t inputs;
    /// Groups of sixteen rows.
    size_t groups;
    /// ck_matrix_bytes() bytes, aligned to 64.
    void *weights;
    /// [16 · groups], what the product is added to.
    const float *bias;
    /// [16 · groups] for CK_INT8: what a byte of each row is worth.
    const float *scales;
} ck_matrix;

/// Whether half precision is widened by the processor.
int ck_has_float16(void);

/// out[k] = the half-precision number at bytes[2k], little-endian, exactly; NaN and infinity stay what they are.
void ck_widen_float16(float *out, const uint8_t *bytes, size_t n);

/// Bytes that a matrix's weights take.
size_t ck_matrix_bytes(ck_element type, size_t columns, size_t groups);

/// Packs row-major `values`, [16 · groups][columns], into `matrix->weights`.
/// For CK_INT8 they are whole numbers in ±127. Returns 0 when a value has no exact place in the type.
int ck_matrix_pack(const ck_matrix *matrix, const float *values);

/// y = W·x + bias. y: [16 · groups]; x: [inputs]; scratch: [columns], for CK_INT8.
void ck_matrix_apply(const ck_matrix *matrix, float *y, const float *x, int16_t *scratch);

/// One LSTM step on packed gates: each panel holds i, f, g and o of sixteen units.
/// gates: [16 · groups], the input's part of the pre-activations, in place of the matrix's bias; x: [inputs], h
/// before the step; c: [units], updated; h: [units], written; units: a multiple of 16, groups / 4 · 16.
void ck_matrix_lstm(const ck_matrix *matrix, const float *gates, float *c, float *h, const float *x,
                    int16_t *scratch);

/// y = W·x + bias for several x at once, or y += W·x where `accumulate` is not 0: y: [streams][y_stride];
/// x: [streams][x_stride]; scratch: [streams][columns], for CK_INT8.
void ck_matrix_apply_batch(const ck_matrix *matrix, float *y, size_t y_stride, const float *x, size_t x_stride,
                           size_t streams, int accumulate, int16_t *scratch);

/// The gates' part of ck_matrix_lstm: activations and cell of `units` units from packed pre-activations.
void ck_lstm_cells(const float *gates, float *c, float *h, size_t units);

/// Layer normalisation and rectifier in place: y = max(0, (y - mean) / sqrt(variance + epsilon) · scale + shift),
/// plus `residual` where it is given.
void ck_normalize_rectify(float *y, const float *scale, const float *shift, const float *residual, float epsilon,
                          size_t n);

/// One step of a running weighted sum: sum = sum · kept + x · entering; out = sum · norm.
void ck_running_sum(float *sum, float *out, const float *x, float kept, float entering, float norm, size_t n);

/// y[k] = max(0, y[k]).
void ck_rectify(float *y, size_t n);

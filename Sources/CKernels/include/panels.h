// Matrix products with a matrix that is used over and over: it is laid out for the product once.
//
// A recurrent layer multiplies a few rows by the same weights at every step of a batch. BLAS lays the weights out
// anew in each call, which costs a third as much as the product itself; here that happens once per batch.
// For given data and a given machine the result is always the same bits.
#pragma once
#include <stddef.h>

/// Lays W out in panels of 16 outputs, the last one narrower where they do not divide.
/// packed: [inputs * outputs], written; W[i][o] stands at w[i * input_stride + o * output_stride].
void ck_pack_panels(float *packed, const float *w, size_t input_stride, size_t output_stride, size_t inputs,
                    size_t outputs);

/// y += x·W with W as ck_pack_panels laid it out.
/// y: [rows][outputs]; x: [rows] rows of [inputs], ldx floats apart. No arrays may overlap.
void ck_panel_product(float *y, const float *x, size_t ldx, const float *packed, size_t rows, size_t inputs,
                      size_t outputs);

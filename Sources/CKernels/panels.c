#include "panels.h"

// Eight floats; the compiler makes of them what the instruction set has.
typedef float Vector __attribute__((vector_size(32)));
typedef float Unaligned __attribute__((vector_size(32), aligned(4)));

// Inputs at a time: a panel of 16 KB stays in the first cache while all rows pass by.
#define BLOCK 256

#define NAME(x) x##_baseline
#define TARGET
#include "panels.inc"
#undef NAME
#undef TARGET

#if defined(__x86_64__)
#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "panels.inc"
#undef NAME
#undef TARGET
#endif

void ck_pack_panels(float *packed, const float *w, size_t input_stride, size_t output_stride, size_t inputs,
                    size_t outputs) {
    for (size_t block = 0; block < inputs; block += BLOCK) {
        const size_t k = inputs - block < BLOCK ? inputs - block : BLOCK;
        for (size_t column = 0; column < outputs; column += 16) {
            const size_t width = outputs - column < 16 ? outputs - column : 16;
            float *panel = packed + block * outputs + column * k;
            for (size_t index = 0; index < k; index++)
                for (size_t j = 0; j < width; j++)
                    panel[width * index + j] = w[(block + index) * input_stride + (column + j) * output_stride];
        }
    }
}

void ck_panel_product(float *y, const float *x, size_t ldx, const float *packed, size_t rows, size_t inputs,
                      size_t outputs) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        panel_product_avx2(y, x, ldx, packed, rows, inputs, outputs);
        return;
    }
#endif
    panel_product_baseline(y, x, ldx, packed, rows, inputs, outputs);
}

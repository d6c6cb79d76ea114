// Loops over float32 values that lie one after another, the same operations for each instruction set.
// Every value is computed by itself and nothing is fused, so all levels give equal bytes.
#pragma once

#include <cstdint>

#include "gather/float16.hpp"

namespace ib {

struct Noise {
    uint64_t key;
    float amount;
};

/// v becomes (v - from) * factor + to, not below low nor above high.
struct Stretch {
    float from, factor, to;
    float low, high;
};

/// v becomes power((v - min) / divide, exponent) * range + min.
struct Power {
    float min, divide, exponent, range;
};

/// Of an index along x: a + (b - a) * t, with a at lower and b at upper.
struct Taps {
    const int32_t* lower;
    const int32_t* upper;
    const float* t;

    /// For each whole vector of indices the first of as many voxels as two vectors hold, among which
    /// all of its lie, counted from there; NULL if that cannot be.
    const int32_t* from;
    const int32_t* near_lower;
    const int32_t* near_upper;
};

/// Rows that are combined: w[0] * centre, then for each j + w[j] * (below[j] + above[j]).
struct Neighbours {
    const float* centre;
    const float* const* below;
    const float* const* above;
    const float* weights;
    int64_t radius;
};

/// Of q = v - first over some rows, and the range of v; rows are added by IntensityRows::add_rows.
struct RowSums {
    double sum, square;
    float min, max;
};

constexpr int kLanes = 32;

struct IntensityRows {
    int64_t width;  // values in a vector; 1 where there are none

    /// Adds the noise of elements first, first + 1 ... to n values.
    void (*noise)(const Noise& noise, int64_t first, int64_t n, float* v);
    void (*negate)(int64_t n, float* v);
    void (*scale)(float factor, int64_t n, float* v);
    void (*stretch)(const Stretch& stretch, int64_t n, float* v);
    void (*power)(const Power& power, int64_t n, float* v);

    /// Rows of n values: one after the other, its two sums are added to those of `sums`, its range
    /// widens theirs.
    void (*add_rows)(const float* v, int64_t rows, int64_t n, double first, RowSums& sums);

    /// Values begin to end of a row; those before may be written again.
    void (*combine)(const Neighbours& rows, int64_t begin, int64_t end, float* out);
    void (*pick)(const float* row, const Taps& taps, int64_t n, float* out);
    /// a + (b - a) * t
    void (*between)(const float* a, const float* b, float t, int64_t n, float* out);

    void (*widen)(const Half* halves, int64_t n, float* out);
    void (*narrow)(const float* v, int64_t n, Half* out);
};

const IntensityRows& intensity_rows(int32_t level);

const IntensityRows& intensity_rows_avx2();
const IntensityRows& intensity_rows_avx512();

}  // namespace ib

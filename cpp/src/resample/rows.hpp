// Loops over one row of float64 values, the same text compiled for each instruction set. Every value is
// computed by itself and nothing is fused, so all levels give equal bytes.
#pragma once

#include <cstdint>

#include "ib/ib_cpu.h"
#include "resample/axis.hpp"

namespace ib {

/// A row of the target: its first voxel is (0, y, z).
struct RowPlace {
    int64_t y, z;
};

/// For each voxel of a row: its position on an axis, the first voxel it takes there, and t.
struct Located {
    double* position;
    double* t;
    int32_t* first;
};

struct RowFunctions {
    /// Axis::position and Axis::first of n voxels of a row.
    void (*locate)(const Axis& axis, const RowPlace& row, int64_t n, const Located& out);

    /// n voxels of a type as float64, exact.
    void (*load[9])(const void* voxels, int64_t n, double* out);
    /// n values as voxels of a type, as ib_resample_volume converts them.
    void (*store[8])(const double* values, int64_t n, void* voxels);

    // Along a row: sample i of n takes values first[i], first[i] + 1 ...; weights as in AxisTable.
    void (*pick)(const double* values, const int32_t* first, int64_t n, double* out);
    void (*pick_lerp)(const double* values, const int32_t* first, const double* t, int64_t n,
                      double* out);
    void (*pick_sum)(const double* values, const int32_t* first, const double* weights, int64_t taps,
                     int64_t n, double* out);

    // Across rows: value i of each of them.
    void (*lerp)(const double* a, const double* b, double t, int64_t n, double* out);
    void (*sum)(const double* const* rows, const double* weights, int64_t taps, int64_t n, double* out);
};

const RowFunctions& row_functions(int32_t level);

const RowFunctions& row_functions_avx2();
const RowFunctions& row_functions_avx512();

}  // namespace ib

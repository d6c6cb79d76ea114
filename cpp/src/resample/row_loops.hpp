// The loops of rows.hpp, to be included once for each instruction set with IB_ROW_TARGET defined as the
// attribute of its functions. Written so that compilers vectorise them.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

#include "gather/float16.hpp"
#include "resample/rows.hpp"

namespace ib {
namespace {

/// As Axis::position and Axis::first, with what a row has in common outside the loop.
IB_ROW_TARGET void locate_row(const Axis& axis, const RowPlace& row, int64_t n, const Located& out) {
    const Located to = out;
    const double mx = axis.row[0];
    const double my = axis.row[1] * static_cast<double>(row.y);
    const double mz = axis.row[2] * static_cast<double>(row.z);
    const double m3 = axis.row[3];
    const double spacing = axis.spacing;
    const bool nearest = axis.interpolation == IB_NEAREST;
    const auto lead =
        static_cast<double>(axis.interpolation == IB_CUBIC ? axis.radius + 1 : axis.radius);
    const auto least = -static_cast<double>(axis.taps);
    const auto most = static_cast<double>(axis.n);
    const auto count = static_cast<int32_t>(n);
    for (int32_t x = 0; x < count; ++x) {
        const double c = (mx * static_cast<double>(x) + my + mz + m3) / spacing;
        const double below = std::floor(nearest ? c + 0.5 : c);
        to.position[x] = c;
        to.t[x] = c - below;
        double first = below - lead;
        first = first < least ? least : first;
        first = first > most ? most : first;
        to.first[x] = static_cast<int32_t>(first);
    }
}

template <typename Voxel>
IB_ROW_TARGET void load_row(const void* voxels, int64_t n, double* out) {
    const auto* in = static_cast<const Voxel*>(voxels);
    for (int64_t i = 0; i < n; ++i) { out[i] = static_cast<double>(in[i]); }
}

/// Adding 1.5 * 2^52 rounds to nearest even and leaves the integer, in two's complement, in the low
/// bits.
template <typename Voxel>
IB_ROW_TARGET void store_row(const double* values, int64_t n, void* voxels) {
    auto* out = static_cast<Voxel*>(voxels);
    for (int64_t i = 0; i < n; ++i) {
        double v = values[i];
        if constexpr (std::is_integral_v<Voxel>) {
            constexpr auto kLow = static_cast<double>(std::numeric_limits<Voxel>::min());
            constexpr auto kHigh = static_cast<double>(std::numeric_limits<Voxel>::max());
            v = v == v ? v : 0.0;
            v = v > kLow ? v : kLow;
            v = v < kHigh ? v : kHigh;
            out[i] = static_cast<Voxel>(std::bit_cast<uint64_t>(v + 0x1.8p52));
        } else {
            v = v == v ? v : std::numeric_limits<double>::quiet_NaN();
            out[i] = static_cast<Voxel>(v);
        }
    }
}

IB_ROW_TARGET void pick_row(const double* values, const int32_t* first, int64_t n, double* out) {
    for (int64_t i = 0; i < n; ++i) { out[i] = values[first[i]]; }
}

IB_ROW_TARGET void pick_lerp_row(const double* values, const int32_t* first, const double* t, int64_t n,
                                 double* out) {
    const double* next = values + 1;
    for (int64_t i = 0; i < n; ++i) {
        const double a = values[first[i]];
        out[i] = a + t[i] * (next[first[i]] - a);
    }
}

IB_ROW_TARGET void pick_sum_row(const double* values, const int32_t* first, const double* weights,
                                int64_t taps, int64_t n, double* out) {
    if (taps == 4) {
        const double* w1 = weights + n;
        const double* w2 = w1 + n;
        const double* w3 = w2 + n;
        for (int64_t i = 0; i < n; ++i) {
            const double* v = values + first[i];
            out[i] = ((weights[i] * v[0] + w1[i] * v[1]) + w2[i] * v[2]) + w3[i] * v[3];
        }
        return;
    }
    for (int64_t i = 0; i < n; ++i) { out[i] = weights[i] * values[first[i]]; }
    for (int64_t tap = 1; tap < taps; ++tap) {
        const double* w = weights + tap * n;
        const double* v = values + tap;
        for (int64_t i = 0; i < n; ++i) { out[i] = out[i] + w[i] * v[first[i]]; }
    }
}

IB_ROW_TARGET void lerp_rows(const double* a, const double* b, double t, int64_t n, double* out) {
    for (int64_t i = 0; i < n; ++i) { out[i] = a[i] + t * (b[i] - a[i]); }
}

IB_ROW_TARGET void sum_rows(const double* const* rows, const double* weights, int64_t taps, int64_t n,
                            double* out) {
    if (taps == 4) {
        const double *r0 = rows[0], *r1 = rows[1], *r2 = rows[2], *r3 = rows[3];
        const double w0 = weights[0], w1 = weights[1], w2 = weights[2], w3 = weights[3];
        for (int64_t i = 0; i < n; ++i) {
            out[i] = ((w0 * r0[i] + w1 * r1[i]) + w2 * r2[i]) + w3 * r3[i];
        }
        return;
    }
    for (int64_t i = 0; i < n; ++i) { out[i] = weights[0] * rows[0][i]; }
    for (int64_t tap = 1; tap < taps; ++tap) {
        const double* row = rows[tap];
        const double w = weights[tap];
        for (int64_t i = 0; i < n; ++i) { out[i] = out[i] + w * row[i]; }
    }
}

constexpr RowFunctions kRowFunctions = {
    locate_row,
    {load_row<uint8_t>, load_row<int8_t>, load_row<int16_t>, load_row<uint16_t>, load_row<int32_t>,
     load_row<uint32_t>, load_row<float>, load_row<double>, load_row<Half>},
    {store_row<uint8_t>, store_row<int8_t>, store_row<int16_t>, store_row<uint16_t>, store_row<int32_t>,
     store_row<uint32_t>, store_row<float>, store_row<double>},
    pick_row,
    pick_lerp_row,
    pick_sum_row,
    lerp_rows,
    sum_rows};

}  // namespace
}  // namespace ib

// The loops of rows.hpp, to be included once for each instruction set with IB_ROW_TARGET defined as the
// attribute of its functions. Written so that compilers vectorise them.
#pragma once

#include <algorithm>

#include "intensity/rows.hpp"
#include "intensity/scalars.hpp"

namespace ib {
namespace {

/// Philox numbers of a few blocks at a time, then the normals of all.
IB_ROW_TARGET void add_noise(const Noise& noise, int64_t first, int64_t n, float* v) {
    constexpr int64_t kBlocks = 16;
    int64_t i = 0;
    for (; i < n && (first + i) % 4 != 0; ++i) {
        v[i] = v[i] + noise.amount * normal_at(noise.key, first + i);
    }
    for (; i + 4 * kBlocks <= n; i += 4 * kBlocks) {
        uint32_t p[2 * kBlocks], q[2 * kBlocks];
        const auto block = static_cast<uint64_t>(first + i) >> 2;
        for (uint64_t j = 0; j < kBlocks; ++j) {
            const uint64_t b = block + j;
            const auto r =
                philox({static_cast<uint32_t>(b), static_cast<uint32_t>(b >> 32), 0, 0}, noise.key);
            p[2 * j] = r[0], q[2 * j] = r[1];
            p[2 * j + 1] = r[2], q[2 * j + 1] = r[3];
        }
        for (int64_t j = 0; j < 2 * kBlocks; ++j) {
            const Normals pair = normals(p[j], q[j]);
            float* to = v + i + 2 * j;
            to[0] = to[0] + noise.amount * pair.first;
            to[1] = to[1] + noise.amount * pair.second;
        }
    }
    for (; i < n; ++i) { v[i] = v[i] + noise.amount * normal_at(noise.key, first + i); }
}

IB_ROW_TARGET void negate_values(int64_t n, float* v) {
    for (int64_t i = 0; i < n; ++i) { v[i] = -v[i]; }
}

IB_ROW_TARGET void scale_values(float factor, int64_t n, float* v) {
    for (int64_t i = 0; i < n; ++i) { v[i] = v[i] * factor; }
}

IB_ROW_TARGET void stretch_values(const Stretch& stretch, int64_t n, float* v) {
    const Stretch s = stretch;
    for (int64_t i = 0; i < n; ++i) {
        const float value = (v[i] - s.from) * s.factor + s.to;
        const float limited = value > s.high ? s.high : value;
        v[i] = value < s.low ? s.low : limited;
    }
}

IB_ROW_TARGET void raise_values(const Power& power, int64_t n, float* v) {
    const Power p = power;
    for (int64_t i = 0; i < n; ++i) {
        v[i] = power_of((v[i] - p.min) / p.divide, p.exponent) * p.range + p.min;
    }
}

IB_ROW_TARGET void add_row(const float* v, int64_t n, double first, RowSums& sums) {
    double sum[kLanes] = {}, square[kLanes] = {};
    float min[kLanes], max[kLanes];
    std::fill_n(min, kLanes, v[0]);
    std::fill_n(max, kLanes, v[0]);
    int64_t x = 0;
    const auto add = [&](int64_t lane) __attribute__((always_inline)) {
        const float value = v[x + lane];
        const double q = static_cast<double>(value) - first;
        sum[lane] += q;
        square[lane] += q * q;
        min[lane] = value < min[lane] ? value : min[lane];
        max[lane] = value > max[lane] ? value : max[lane];
    };
    for (; x + kLanes <= n; x += kLanes) {
        for (int64_t lane = 0; lane < kLanes; ++lane) { add(lane); }
    }
    for (int64_t lane = 0; lane < n - x; ++lane) { add(lane); }
    for (int h = kLanes / 2; h > 0; h /= 2) {
        for (int lane = 0; lane < h; ++lane) {
            sum[lane] += sum[lane + h];
            square[lane] += square[lane + h];
            min[lane] = std::min(min[lane], min[lane + h]);
            max[lane] = std::max(max[lane], max[lane + h]);
        }
    }
    sums.sum += sum[0];
    sums.square += square[0];
    sums.min = std::min(sums.min, min[0]);
    sums.max = std::max(sums.max, max[0]);
}

IB_ROW_TARGET void add_rows(const float* v, int64_t rows, int64_t n, double first, RowSums& sums) {
    for (int64_t row = 0; row < rows; ++row) { add_row(v + row * n, n, first, sums); }
}

/// Some values at a time, so that they stay in registers from the first neighbour to the last.
IB_ROW_TARGET void combine_rows(const Neighbours& rows, int64_t begin, int64_t end, float* out) {
    constexpr int64_t kBlock = 64;
    const Neighbours from = rows;
    int64_t i = begin;
    for (; i + kBlock <= end; i += kBlock) {
        float sum[kBlock];
        for (int64_t k = 0; k < kBlock; ++k) { sum[k] = from.weights[0] * from.centre[i + k]; }
        for (int64_t j = 1; j <= from.radius; ++j) {
            const float w = from.weights[j];
            const float* below = from.below[j] + i;
            const float* above = from.above[j] + i;
            for (int64_t k = 0; k < kBlock; ++k) { sum[k] = sum[k] + w * (below[k] + above[k]); }
        }
        for (int64_t k = 0; k < kBlock; ++k) { out[i + k] = sum[k]; }
    }
    for (; i < end; ++i) {
        float sum = from.weights[0] * from.centre[i];
        for (int64_t j = 1; j <= from.radius; ++j) {
            sum = sum + from.weights[j] * (from.below[j][i] + from.above[j][i]);
        }
        out[i] = sum;
    }
}

IB_ROW_TARGET void pick_values(const float* row, const Taps& taps, int64_t n, float* out) {
    const Taps from = taps;
    for (int64_t i = 0; i < n; ++i) {
        const float a = row[from.lower[i]];
        out[i] = a + (row[from.upper[i]] - a) * from.t[i];
    }
}

IB_ROW_TARGET void between_rows(const float* a, const float* b, float t, int64_t n, float* out) {
    for (int64_t i = 0; i < n; ++i) { out[i] = a[i] + (b[i] - a[i]) * t; }
}

IB_ROW_TARGET void widen_values(const Half* halves, int64_t n, float* out) {
    for (int64_t i = 0; i < n; ++i) { out[i] = from_float16(halves[i].bits); }
}

IB_ROW_TARGET void narrow_values(const float* v, int64_t n, Half* out) {
    for (int64_t i = 0; i < n; ++i) { out[i].bits = to_float16(v[i]); }
}

constexpr IntensityRows kIntensityRows = {
    1,        add_noise,    negate_values, scale_values, stretch_values, raise_values,
    add_rows, combine_rows, pick_values,   between_rows, widen_values,   narrow_values};

}  // namespace
}  // namespace ib

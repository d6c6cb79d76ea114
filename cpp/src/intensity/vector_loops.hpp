// The loops of rows.hpp in vectors, to be included once for each instruction set with IB_ROW_TARGET
// defined as the attribute of its functions, after its Lanes.
#pragma once

#include <algorithm>
#include <cstring>

#include "intensity/rows.hpp"
#define IB_VECTOR IB_ROW_TARGET __attribute__((always_inline)) inline
#include "intensity/vector_functions.hpp"
#include "intensity/wide.hpp"

namespace ib {
namespace {

IB_ROW_TARGET void add_noise(const Noise& noise, int64_t first, int64_t n, float* v) {
    alignas(64) float normals[kNormals];
    const float amount = noise.amount;
    int64_t skip = first % 4;
    for (int64_t i = 0; i < n;) {
        make_normals(noise.key, static_cast<uint64_t>(first + i) >> 2, normals);
        const int64_t some = std::min(kNormals - skip, n - i);
        if (some == kNormals) {
            for (int64_t j = 0; j < kNormals; ++j) { v[i + j] = v[i + j] + amount * normals[j]; }
        } else {
            for (int64_t j = 0; j < some; ++j) { v[i + j] = v[i + j] + amount * normals[skip + j]; }
        }
        i += some;
        skip = 0;
    }
}

/// Whole vectors of L, then the rest from a copy.
template <typename L, typename Change>
IB_VECTOR void change_each(int64_t n, float* v, const Change& change) {
    int64_t i = 0;
    for (; i + L::kWidth <= n; i += L::kWidth) { L::store(v + i, change(L::load(v + i))); }
    if (i == n) { return; }
    alignas(64) float rest[L::kWidth] = {};
    const auto bytes = static_cast<size_t>(n - i) * sizeof(float);
    std::memcpy(rest, v + i, bytes);
    L::store(rest, change(L::load(rest)));
    std::memcpy(v + i, rest, bytes);
}

IB_ROW_TARGET void negate_values(int64_t n, float* v) {
    for (int64_t i = 0; i < n; ++i) { v[i] = -v[i]; }
}

IB_ROW_TARGET void scale_values(float factor, int64_t n, float* v) {
    for (int64_t i = 0; i < n; ++i) { v[i] = v[i] * factor; }
}

IB_ROW_TARGET void stretch_values(const Stretch& stretch, int64_t n, float* v) {
    const Float from = Lanes::all(stretch.from), factor = Lanes::all(stretch.factor),
                to = Lanes::all(stretch.to), low = Lanes::all(stretch.low),
                high = Lanes::all(stretch.high);
    change_each<Lanes>(
        n, v, [&](Float value) __attribute__((always_inline)) IB_ROW_TARGET {
            value = Lanes::add(Lanes::mul(Lanes::sub(value, from), factor), to);
            return Lanes::max(low, Lanes::min(high, value));
        });
}

IB_ROW_TARGET void raise_values(const Power& power, int64_t n, float* v) {
    using W = Wide<Lanes::kVectors>;
    const auto min = W::all(power.min), divide = W::all(power.divide),
               exponent = W::all(power.exponent), range = W::all(power.range);
    change_each<W>(
        n, v, [&](W::Float value) __attribute__((always_inline)) IB_ROW_TARGET {
            const auto x = W::div(W::sub(value, min), divide);
            return W::add(W::mul(power_of<W>(x, exponent), range), min);
        });
}

/// 32 lanes of float64 for the sums and for the squares of a row.
struct RowLanes {
    static constexpr int kCount = static_cast<int>(kLanes / (kWidth / 2));
    Lanes::Double sum[kCount], square[kCount];

    IB_VECTOR RowLanes() {
        for (int i = 0; i < kCount; ++i) { sum[i] = square[i] = Lanes::all_double(0); }
    }

    IB_VECTOR void add(const float* v, Lanes::Double first) {
        for (int i = 0; i < kCount; ++i) {
            const auto q = Lanes::sub(Lanes::load_double(v + i * (kWidth / 2)), first);
            sum[i] = Lanes::add(sum[i], q);
            square[i] = Lanes::add(square[i], Lanes::mul(q, q));
        }
    }

    /// The sum of each, as Lanes::folded puts them.
    IB_VECTOR Lanes::Double folded() {
        for (int h = kCount / 2; h > 0; h /= 2) {
            for (int i = 0; i < h; ++i) {
                sum[i] = Lanes::add(sum[i], sum[i + h]);
                square[i] = Lanes::add(square[i], square[i + h]);
            }
        }
        return Lanes::folded(sum[0], square[0]);
    }
};

struct Range {
    Float min, max;

    IB_VECTOR void add(const float* v) {
        for (int64_t i = 0; i < kLanes; i += kWidth) {
            min = Lanes::min(Lanes::load(v + i), min);
            max = Lanes::max(Lanes::load(v + i), max);
        }
    }
};

/// The rest of a row is made whole with the first value of the patch, which adds 0 to both sums and is
/// in the range already.
IB_ROW_TARGET void add_rows(const float* v, int64_t rows, int64_t n, double first, RowSums& sums) {
    const auto from = Lanes::all_double(first);
    Range range{Lanes::all(sums.min), Lanes::all(sums.max)};
    auto both = Lanes::folded_of(sums.sum, sums.square);
    for (int64_t row = 0; row < rows; ++row, v += n) {
        RowLanes lanes;
        int64_t x = 0;
        for (; x + kLanes <= n; x += kLanes) {
            lanes.add(v + x, from);
            range.add(v + x);
        }
        if (x < n) {
            alignas(64) float rest[kLanes];
            std::fill_n(rest, kLanes, static_cast<float>(first));
            std::memcpy(rest, v + x, static_cast<size_t>(n - x) * sizeof(float));
            lanes.add(rest, from);
            range.add(rest);
        }
        both = Lanes::add(both, lanes.folded());
    }
    Lanes::take_folded(both, sums.sum, sums.square);
    sums.min = Lanes::least(range.min);
    sums.max = Lanes::greatest(range.max);
}

/// Some vectors at a time, which stay in registers from the first neighbour to the last.
template <int kVectors>
IB_VECTOR void combine_some(const Neighbours& rows, int64_t i, float* out) {
    Float sum[kVectors];
    const Float centre = Lanes::all(rows.weights[0]);
    for (int k = 0; k < kVectors; ++k) {
        sum[k] = Lanes::mul(centre, Lanes::load(rows.centre + i + k * kWidth));
    }
    for (int64_t j = 1; j <= rows.radius; ++j) {
        const Float w = Lanes::all(rows.weights[j]);
        const float* below = rows.below[j] + i;
        const float* above = rows.above[j] + i;
        for (int k = 0; k < kVectors; ++k) {
            const Float both =
                Lanes::add(Lanes::load(below + k * kWidth), Lanes::load(above + k * kWidth));
            sum[k] = Lanes::add(sum[k], Lanes::mul(w, both));
        }
    }
    for (int k = 0; k < kVectors; ++k) { Lanes::store(out + i + k * kWidth, sum[k]); }
}

/// The last vector of a row overlaps the one before it.
IB_ROW_TARGET void combine_rows(const Neighbours& rows, int64_t begin, int64_t end, float* out) {
    constexpr int kMany = 6;
    int64_t i = begin;
    for (; i + kMany * kWidth <= end; i += kMany * kWidth) { combine_some<kMany>(rows, i, out); }
    for (; i + kWidth <= end; i += kWidth) { combine_some<1>(rows, i, out); }
    if (i < end && end >= kWidth) { return combine_some<1>(rows, end - kWidth, out); }
    for (; i < end; ++i) {
        float sum = rows.weights[0] * rows.centre[i];
        for (int64_t j = 1; j <= rows.radius; ++j) {
            sum = sum + rows.weights[j] * (rows.below[j][i] + rows.above[j][i]);
        }
        out[i] = sum;
    }
}

IB_VECTOR Float between(Float a, Float b, Float t) {
    return Lanes::add(a, Lanes::mul(Lanes::sub(b, a), t));
}

IB_ROW_TARGET void pick_values(const float* row, const Taps& taps, int64_t n, float* out) {
    int64_t i = 0;
    for (; taps.from != nullptr && i + kWidth <= n; i += kWidth) {
        const float* from = row + taps.from[i / kWidth];
        Lanes::store(out + i, between(Lanes::pick(from, taps.near_lower + i),
                                      Lanes::pick(from, taps.near_upper + i), Lanes::load(taps.t + i)));
    }
    for (; i < n; ++i) {
        const float a = row[taps.lower[i]];
        out[i] = a + (row[taps.upper[i]] - a) * taps.t[i];
    }
}

IB_ROW_TARGET void between_rows(const float* a, const float* b, float t, int64_t n, float* out) {
    for (int64_t i = 0; i < n; ++i) { out[i] = a[i] + (b[i] - a[i]) * t; }
}

IB_ROW_TARGET void widen_values(const Half* halves, int64_t n, float* out) {
    int64_t i = 0;
    for (; i + kWidth <= n; i += kWidth) { Lanes::store(out + i, Lanes::load_halves(halves + i)); }
    for (; i < n; ++i) { out[i] = from_float16(halves[i].bits); }
}

IB_ROW_TARGET void narrow_values(const float* v, int64_t n, Half* out) {
    int64_t i = 0;
    for (; i + kWidth <= n; i += kWidth) { Lanes::store_halves(out + i, Lanes::load(v + i)); }
    for (; i < n; ++i) { out[i].bits = to_float16(v[i]); }
}

constexpr IntensityRows kIntensityRows = {kWidth,         add_noise,    negate_values, scale_values,
                                          stretch_values, raise_values, add_rows,      combine_rows,
                                          pick_values,    between_rows, widen_values,  narrow_values};

}  // namespace
}  // namespace ib

#undef IB_VECTOR

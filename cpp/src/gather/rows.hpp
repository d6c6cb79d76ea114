// Conversion of rows of voxels: scale, intensity, target type, direction.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gather/float16.hpp"
#include "ib/ib_cpu.h"

namespace ib {

/// v = clamp((v - subtract) / divide, low, high) where the kernel normalises; then v * gain + shift. A
/// divisor of 0 needs no case of its own: the quotient is infinite, or NaN, which counts as 0, where
/// v == subtract.
struct RowScale {
    float subtract;
    float divide;
    float low;
    float high;
    float gain;
    float shift;
};

/// `count` rows of `n` voxels each; strides in bytes, that of the target may be negative.
struct Rows {
    const std::byte* source;
    int64_t source_stride;
    std::byte* target;
    int64_t target_stride;
    int64_t n;
    int64_t count;
};

/// Converts every row; a reversed kernel writes the last voxel of a row first. Not fused, so that every
/// kernel gives equal bytes.
///
/// Many rows a call, and no prefetch instructions: rows lie far apart in memory, and the fewer
/// instructions there are between them the more of their misses the processor has under way. A call
/// for every row took 1.27 times as long on Zen 5; prefetching 4 to 32 rows ahead changed nothing. Four
/// vectors are loaded before the first is stored: with a load after every store, rows of 64 float32
/// took 1.6 times as long there.
using RowKernel = void (*)(const Rows& rows, const RowScale& scale);

struct RowKind {
    int32_t source_type;
    int32_t target_type;  // IB_TO_FLOAT16 or IB_TO_FLOAT32
    bool normalise;
    bool reversed;
};

RowKernel row_kernel(const RowKind& kind, int32_t level);

RowKernel row_kernel_portable(const RowKind& kind);
RowKernel row_kernel_avx2(const RowKind& kind);
RowKernel row_kernel_avx512(const RowKind& kind);

/// Copies bytes; scale is not looked at.
RowKernel copy_kernel(bool reversed, int32_t level);
RowKernel copy_kernel_avx512(bool reversed);

/// The last byte first.
void copy_reversed(const std::byte* from, int64_t n, std::byte* to);

inline void store(float value, float* target) { *target = value; }
inline void store(float value, Half* target) { *target = Half{to_float16(value)}; }

/// Portable row. The comparisons are those of maxps and minps, so that zeros have the same sign.
template <typename Source, typename Target, bool kNormalise, bool kReversed>
void row_portable(const Source* source, int64_t n, Target* target, const RowScale& scale) {
    for (int64_t i = 0; i < n; ++i) {
        auto v = static_cast<float>(source[i]);
        if constexpr (kNormalise) {
            v = (v - scale.subtract) / scale.divide;
            v = v == v ? v : 0.0f;
            v = v > scale.low ? v : scale.low;
            v = v < scale.high ? v : scale.high;
        }
        store(v * scale.gain + scale.shift, target + (kReversed ? n - 1 - i : i));
    }
}

template <typename Level, typename Source, typename Target>
RowKernel pick(const RowKind& kind) {
    static constexpr RowKernel kernels[] = {Level::template row<Source, Target, false, false>,
                                            Level::template row<Source, Target, false, true>,
                                            Level::template row<Source, Target, true, false>,
                                            Level::template row<Source, Target, true, true>};
    return kernels[(kind.normalise ? 2 : 0) + (kind.reversed ? 1 : 0)];
}

template <typename Level, typename Source>
RowKernel pick(const RowKind& kind) {
    return kind.target_type == IB_TO_FLOAT16 ? pick<Level, Source, Half>(kind)
                                             : pick<Level, Source, float>(kind);
}

/// Level: an instruction set with a static member template row<Source, Target, normalise, reversed>.
template <typename Level>
RowKernel pick(const RowKind& kind) {
    switch (kind.source_type) {
        case IB_UINT8:
            return pick<Level, uint8_t>(kind);
        case IB_INT8:
            return pick<Level, int8_t>(kind);
        case IB_INT16:
            return pick<Level, int16_t>(kind);
        case IB_UINT16:
            return pick<Level, uint16_t>(kind);
        case IB_INT32:
            return pick<Level, int32_t>(kind);
        case IB_UINT32:
            return pick<Level, uint32_t>(kind);
        case IB_FLOAT32:
            return pick<Level, float>(kind);
        case IB_FLOAT16:
            return pick<Level, Half>(kind);
        default:
            return pick<Level, double>(kind);
    }
}

}  // namespace ib

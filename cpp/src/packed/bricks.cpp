#include "packed/bricks.hpp"

#include <cstring>

#include "base/simd.hpp"
#include "ib/ib_cpu.h"
#include "packed/layout.hpp"

namespace ib {
namespace {

/// Reads rows of 8 voxels of `width` bits, one after the other.
struct RowBits {
    const std::byte* at;

    void read(int32_t width, uint32_t* values) {
        uint64_t bits[2] = {0, 0};
        std::memcpy(bits, at, static_cast<size_t>(width));
        at += width;
        const uint32_t mask = (1u << width) - 1;
        for (int32_t i = 0; i < kBrickX; ++i) {
            const int32_t bit = i * width;
            const uint64_t low = bits[bit / 64] >> (bit % 64);
            const bool split = bit % 64 + width > 64;
            const uint64_t high = split ? bits[1] << (64 - bit % 64) : 0;
            values[i] = static_cast<uint32_t>(low | high) & mask;
        }
    }
};

struct BrickHead {
    int32_t first;   // width of the rows with y == 0
    int32_t others;  // of the others
    uint32_t min;
    uint32_t step;
    bool sloped;
    const std::byte* rows;
};

BrickHead read_head(uint32_t head, const std::byte* payload) {
    uint16_t min;
    std::memcpy(&min, payload, sizeof min);
    const int32_t first = width_of(head & 15);
    if (head >> 4 == kPlain) { return {first, first, min, 0, false, payload + 2}; }
    const auto others = static_cast<int32_t>(head >> 4);
    int8_t slope;
    std::memcpy(&slope, payload + 2, sizeof slope);
    const int32_t scale = others > 5 ? others - 5 : 0;
    return {first, others, min, static_cast<uint32_t>(int32_t{slope}) << scale, true, payload + 3};
}

template <typename Voxel>
Voxel voxel_of(uint32_t value) {
    return static_cast<Voxel>(static_cast<int32_t>(value));
}

template <typename Voxel>
void decode_brick(uint32_t head, const std::byte* payload, int32_t base, const BrickTarget& target,
                  int64_t x) {
    const BrickHead brick = read_head(head, payload);
    RowBits bits{brick.rows};
    for (int32_t pair = 0; pair < 2; ++pair) {
        uint32_t before[2][kBrickX];
        for (int32_t y = 0; y < kBrickY; ++y) {
            for (int32_t side = 0; side < 2; ++side) {
                uint32_t values[kBrickX];
                bits.read(y == 0 ? brick.first : brick.others, values);
                Voxel row[kBrickX];
                for (int32_t i = 0; i < kBrickX; ++i) {
                    const bool chained = brick.sloped && y > 0;
                    values[i] += chained ? before[side][i] + brick.step : brick.min;
                    before[side][i] = values[i];
                    row[i] = voxel_of<Voxel>(static_cast<uint32_t>(base) + values[i]);
                }
                std::memcpy(target.first + y * target.stride_y + (2 * pair + side) * target.stride_z +
                                x * static_cast<int64_t>(sizeof row),
                            row, sizeof row);
            }
        }
    }
}

template <typename Voxel>
void decode_portable(BrickCursor& cursor, int64_t count, int32_t base, const BrickTarget& target) {
    for (int64_t x = 0; x < count; ++x) {
        const auto head = static_cast<uint32_t>(cursor.head[x]);
        decode_brick<Voxel>(head, cursor.payload, base, target, x);
        cursor.payload += kPayloadBytes[head];
    }
    cursor.head += count;
}

}  // namespace

BrickKernel brick_kernel(int32_t type, int32_t level) {
#if defined(__x86_64__)
    if (level == IB_SIMD_AVX512 && use_avx512_vbmi()) { return brick_kernel_vbmi(type); }
    if (level >= IB_SIMD_AVX2) { return brick_kernel_avx2(type); }
#endif
    static_cast<void>(level);
    return brick_kernel_portable(type);
}

BrickKernel brick_kernel_portable(int32_t type) {
    switch (type) {
        case IB_UINT8:
            return decode_portable<uint8_t>;
        case IB_INT8:
            return decode_portable<int8_t>;
        case IB_INT16:
            return decode_portable<int16_t>;
        case IB_UINT16:
            return decode_portable<uint16_t>;
        case IB_INT32:
            return decode_portable<int32_t>;
        case IB_UINT32:
            return decode_portable<uint32_t>;
        case IB_FLOAT32:
            return decode_portable<float>;
        default:
            return decode_portable<double>;
    }
}

BrickCursor brick_cursor(const std::byte* blob, int64_t bricks_x, int64_t row, int64_t x) {
    const std::byte* heads = blob + row_offset(blob, row);
    return {heads + x, heads + bricks_x + payload_bytes(heads, x)};
}

}  // namespace ib

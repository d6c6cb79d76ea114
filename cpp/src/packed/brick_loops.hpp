// Decoding two rows of a brick at a time, those of z and z + 1, in 16 lanes of 16 bits; compiled for
// each instruction set by the file that includes this, with IB_BRICK_TARGET and Bits. Bits(nibble)
// holds what a width needs; read(p) gives the differences of the two rows at p, of at most 32 bytes.
#include <immintrin.h>

#include <cstring>
#include <type_traits>

#include "ib/ib_cpu.h"
#include "packed/brick_rows.hpp"
#include "packed/bricks.hpp"
#include "packed/layout.hpp"

#ifndef IB_BRICK_TARGET
#error "define IB_BRICK_TARGET and Bits"
#endif

namespace ib {
namespace {

/// Voxels of up to 16 bits: sums modulo 2^16 are all that is kept of them.
template <typename Voxel>
struct Sums {
    __m256i first, others, chained, before;

    IB_BRICK_TARGET explicit Sums(const BrickSums& add)
        : first(_mm256_set1_epi16(static_cast<int16_t>(add.first))),
          others(_mm256_set1_epi16(static_cast<int16_t>(add.others))),
          chained(_mm256_set1_epi16(add.chained ? -1 : 0)),
          before(_mm256_setzero_si256()) {}

    IB_BRICK_TARGET void begin(__m256i bits) { before = _mm256_add_epi16(bits, first); }
    IB_BRICK_TARGET void next(__m256i bits) {
        before = _mm256_add_epi16(_mm256_add_epi16(bits, others), _mm256_and_si256(before, chained));
    }
    IB_BRICK_TARGET void store(std::byte* low, std::byte* high) const {
        const __m128i upper = _mm256_extracti128_si256(before, 1);
        const __m128i lower = _mm256_castsi256_si128(before);
        if constexpr (sizeof(Voxel) == 1) {
            const __m128i byte = _mm_set1_epi16(255);
            const __m128i both =
                _mm_packus_epi16(_mm_and_si128(lower, byte), _mm_and_si128(upper, byte));
            _mm_storel_epi64(reinterpret_cast<__m128i*>(low), both);
            _mm_storel_epi64(reinterpret_cast<__m128i*>(high), _mm_unpackhi_epi64(both, both));
        } else {
            _mm_storeu_si128(reinterpret_cast<__m128i*>(low), lower);
            _mm_storeu_si128(reinterpret_cast<__m128i*>(high), upper);
        }
    }
};

/// Voxels of more: two vectors of 32 bits.
template <typename Voxel>
struct WideSums {
    __m256i first, others, chained, before[2];

    IB_BRICK_TARGET explicit WideSums(const BrickSums& add)
        : first(_mm256_set1_epi32(static_cast<int32_t>(add.first))),
          others(_mm256_set1_epi32(static_cast<int32_t>(add.others))),
          chained(_mm256_set1_epi32(add.chained ? -1 : 0)) {
        before[0] = before[1] = _mm256_setzero_si256();
    }

    IB_BRICK_TARGET static __m256i half(__m256i bits, int upper) {
        return _mm256_cvtepu16_epi32(upper == 0 ? _mm256_castsi256_si128(bits)
                                                : _mm256_extracti128_si256(bits, 1));
    }
    IB_BRICK_TARGET void begin(__m256i bits) {
        before[0] = _mm256_add_epi32(half(bits, 0), first);
        before[1] = _mm256_add_epi32(half(bits, 1), first);
    }
    IB_BRICK_TARGET void next(__m256i bits) {
        for (int i = 0; i < 2; ++i) {
            before[i] = _mm256_add_epi32(_mm256_add_epi32(half(bits, i), others),
                                         _mm256_and_si256(before[i], chained));
        }
    }
    IB_BRICK_TARGET static void store_row(__m256i row, std::byte* to) {
        if constexpr (std::is_same_v<Voxel, float>) {
            _mm256_storeu_ps(reinterpret_cast<float*>(to), _mm256_cvtepi32_ps(row));
        } else if constexpr (std::is_same_v<Voxel, double>) {
            auto* doubles = reinterpret_cast<double*>(to);
            _mm256_storeu_pd(doubles, _mm256_cvtepi32_pd(_mm256_castsi256_si128(row)));
            _mm256_storeu_pd(doubles + 4, _mm256_cvtepi32_pd(_mm256_extracti128_si256(row, 1)));
        } else {
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), row);
        }
    }
    IB_BRICK_TARGET void store(std::byte* low, std::byte* high) const {
        store_row(before[0], low);
        store_row(before[1], high);
    }
};

/// Of one value, as most of a mask and of the air around a body: `head` says that nothing but the
/// minimum follows.
template <typename Voxel>
IB_BRICK_TARGET inline void fill_brick(const std::byte* payload, uint32_t base,
                                       const BrickTarget& target, std::byte* to) {
    uint16_t min;
    std::memcpy(&min, payload, sizeof min);
    const __m128i row = sizeof(Voxel) == 1 ? _mm_set1_epi8(static_cast<char>(min + base))
                                           : _mm_set1_epi16(static_cast<int16_t>(min + base));
#pragma GCC unroll 4
    for (int64_t z = 0; z < kBrickZ; ++z) {
#pragma GCC unroll 4
        for (int64_t y = 0; y < kBrickY; ++y) {
            auto* at = reinterpret_cast<__m128i*>(to + z * target.stride_z + y * target.stride_y);
            if constexpr (sizeof(Voxel) == 1) {
                _mm_storel_epi64(at, row);
            } else {
                _mm_storeu_si128(at, row);
            }
        }
    }
}

/// All 16 rows, `to` being where the first goes.
template <typename Voxel>
IB_BRICK_TARGET inline void decode_brick(uint32_t head, const std::byte* payload, uint32_t base,
                                         const BrickTarget& target, std::byte* to) {
    const HeadForm& form = kHeadForms[head];
    const Bits first(head & 15);
    const Bits others(form.others_nibble);
    using Row = std::conditional_t<sizeof(Voxel) <= 2, Sums<Voxel>, WideSums<Voxel>>;
    Row row(brick_sums(form, payload, base));
    const int64_t z = target.stride_z;
#pragma GCC unroll 2
    for (int64_t pair = 0; pair < 2; ++pair) {
        std::byte* plane = to + 2 * pair * z;
        const std::byte* rows = payload + pair * form.pair;
        row.begin(first.read(rows + form.first_at));
        row.store(plane, plane + z);
#pragma GCC unroll 3
        for (int64_t y = 1; y < kBrickY; ++y) {
            row.next(others.read(rows + form.others_at + 2 * (y - 1) * form.others_width));
            row.store(plane + y * target.stride_y, plane + y * target.stride_y + z);
        }
    }
}

template <typename Voxel>
IB_BRICK_TARGET void decode(BrickCursor& cursor, int64_t count, int32_t base,
                            const BrickTarget& target) {
    const std::byte* payload = cursor.payload;
    const BrickTarget to = target;  // else read again after every store
    for (int64_t x = 0; x < count; ++x) {
        const auto head = static_cast<uint32_t>(cursor.head[x]);
        std::byte* first = to.first + x * kBrickX * static_cast<int64_t>(sizeof(Voxel));
        if (sizeof(Voxel) <= 2 && head == kPlain << 4) {
            fill_brick<Voxel>(payload, static_cast<uint32_t>(base), to, first);
        } else {
            decode_brick<Voxel>(head, payload, static_cast<uint32_t>(base), to, first);
        }
        payload += kPayloadBytes[head];
    }
    cursor = {cursor.head + count, payload};
}

BrickKernel kernel_of(int32_t type) {
    switch (type) {
        case IB_UINT8:
        case IB_INT8:
            return decode<uint8_t>;
        case IB_INT16:
        case IB_UINT16:
            return decode<uint16_t>;
        case IB_INT32:
        case IB_UINT32:
            return decode<uint32_t>;
        case IB_FLOAT32:
            return decode<float>;
        default:
            return decode<double>;
    }
}

}  // namespace
}  // namespace ib

// From the voxels of a chunk to elements of its patch, whatever they are read from. A source has
//   load<Voxel>(chunk, values)   the chunk's voxels as float32; those outside of the volume: anything
//   bytes(chunk, words)          the same of uint8, side by side
//   voxel(p, tile, chunk, x)     the voxel at x of the chunk's row, as float32, with the bits of x86
//   convert<kNormalise>(tile, chunk, place)   convert_chunk for the type of its voxels
#pragma once

#include "ib/gather_copy.cuh"
#include "ib/gather_tile.cuh"

namespace ib {

/// The least magnitude of the values that is not 0, as bits without sign,
/// less 1.
__device__ __forceinline__ uint32_t least_bits(const float (&values)[kChunk]) {
    uint32_t least = 0xffffffffu;
#pragma unroll
    for (int i = 0; i < kChunk; ++i) { least = smaller(least, bits_as<uint32_t>(values[i]) * 2 - 1); }
    return least;
}

/// False where a quotient may not be exact. kChecked: values may be fractions,
/// infinite or NaN.
template <bool kChecked>
__device__ __forceinline__ bool normalise(const GatherTile::Values& with, bool unit,
                                          float (&values)[kChunk]) {
    bool exact = true;
#pragma unroll
    for (int i = 0; i < kChunk; ++i) { values[i] = subtract(values[i], with.subtrahend); }
    if (kChecked && with.tiny) {
        exact = least_bits(values) >= bits_as<uint32_t>(kLeastDividend) * 2 - 1;
    }
    float sum = 0;  // NaN if a quotient is
#pragma unroll
    for (int i = 0; i < kChunk; ++i) {
        values[i] = with.divisor.quotient(values[i]);
        if (kChecked) { sum = add(sum, values[i]); }
    }
    if (unit) {
#pragma unroll
        for (int i = 0; i < kChunk; ++i) { values[i] = saturated(values[i]); }
    } else {
#pragma unroll
        for (int i = 0; i < kChunk; ++i) {
            values[i] = smaller(larger(values[i], with.low), with.high);
        }
    }
    return exact && !(kChecked && is_nan(sum));
}

/// False if a value is NaN, whose bits are not those of x86.
template <bool kChecked>
__device__ __forceinline__ bool scale(const GatherTile::Values& with, float (&values)[kChunk]) {
    float sum = 0;
#pragma unroll
    for (int i = 0; i < kChunk; ++i) {
        values[i] = add(multiply(values[i], with.gain), with.shift);
        if (kChecked) { sum = add(sum, values[i]); }
    }
    return !(kChecked && is_nan(sum));
}

/// In the order of the target: what is reversed along x costs nothing here.
template <bool kReversed>
__device__ __forceinline__ void pack(const float (&values)[kChunk], Elements<2>& halves) {
#pragma unroll
    for (int i = 0; i < kChunk / 2; ++i) {
        const int low = kReversed ? kChunk - 1 - 2 * i : 2 * i;
        halves.words[i] = float16_pair_bits(values[low], values[kReversed ? low - 1 : low + 1]);
    }
}
template <bool kReversed>
__device__ __forceinline__ void pack(const float (&values)[kChunk], Elements<4>& floats) {
#pragma unroll
    for (int i = 0; i < kChunk; ++i) { floats.words[i] = values[kReversed ? kChunk - 1 - i : i]; }
}

template <int kBytes>
__device__ __forceinline__ void store_values(const GatherTile& tile, const Chunk& chunk,
                                             const float (&values)[kChunk]) {
    Elements<kBytes> elements;
    if (chunk.reversed) {
        pack<true>(values, elements);
    } else {
        pack<false>(values, elements);
    }
    store_chunk(tile, chunk, elements);
}

/// Whether voxels may be fractions, infinite or NaN.
template <typename Voxel>
constexpr bool kHasFractions = !(Voxel(0.5) == Voxel(0));
template <>
constexpr bool kHasFractions<Half> = true;

/// Writes a chunk of float16 or float32; false, with nothing written, if a
/// value needs more care.
template <typename Voxel, bool kNormalise, typename Source>
__device__ __forceinline__ bool convert_chunk(const Source& source, const GatherTile& tile,
                                              const Chunk& chunk, bool unit) {
    constexpr bool kFractions = kHasFractions<Voxel>;
    constexpr bool kMayBeNaN = kFractions && !kNormalise;
    const GatherTile::Values with = tile.values;
    float values[kChunk];
    source.template load<Voxel>(chunk, values);
    bool exact = !kNormalise || normalise<kFractions>(with, unit, values);
    if (!scale<kMayBeNaN>(with, values)) { exact = false; }
    if (exact) {
        if (!chunk.all()) {
            const uint32_t inside = chunk.inside();
#pragma unroll
            for (int i = 0; i < kChunk; ++i) {
                values[i] = (inside & 1u << i) != 0 ? values[i] : with.fill;
            }
        }
        if (chunk.target_type == IB_TO_FLOAT16) {
            store_values<2>(tile, chunk, values);
        } else {
            store_values<4>(tile, chunk, values);
        }
    }
    return exact;
}

/// False, with nothing written, if the chunk is to be written voxel by voxel.
template <typename Source>
__device__ __forceinline__ bool write_chunk(const Source& source, const GatherTile& tile,
                                            const Chunk& chunk, const GatherTile::Place& place) {
    if (place.work == Work::copy) {
        copy_chunk<false>(source, tile, chunk);
        return true;
    }
    return place.work >= Work::normalise ? source.template convert<true>(tile, chunk, place)
           : place.work == Work::scale   ? source.template convert<false>(tile, chunk, place)
                                         : false;
}

/// As write_chunk; where elements are counted, `found` becomes how many are not 0.
template <bool kCounted, typename Source>
__device__ __forceinline__ bool write_chunk(const Source& source, const GatherTile& tile,
                                            const Chunk& chunk, const GatherTile::Place& place,
                                            int32_t& found) {
    if (kCounted && place.work == Work::copy) {
        found = copy_chunk<true>(source, tile, chunk);
        return true;
    }
    return write_chunk(source, tile, chunk, place);
}

/// Writes one voxel's element, if the patch has it, as IEEE divides; its bits,
/// else 0.
template <typename Source>
__device__ inline uint32_t write_element(const Source& source, const ib_cuda_patch& p,
                                         const GatherTile& tile, const Chunk& chunk, int i) {
    const int64_t x = chunk.x + i;
    if (chunk.exists && 0 <= x && x < tile.place.width) {
        const uint32_t bits = chunk.holds(i) ? Conversion(p)(source.voxel(p, tile, chunk, x))
                                             : element_bits(p.fill, p.target_type);
        const int place = chunk.reversed ? kChunk - 1 - i : i;
        const uint64_t to = chunk.turned
                                ? chunk.target + static_cast<uint64_t>(x * tile.target_x)
                                : chunk.target + (static_cast<uint64_t>(place) << p.target_type);
        store_element(to, p.target_type, bits);
        return bits;
    }
    return 0;
}

}  // namespace ib

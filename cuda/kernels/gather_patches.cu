// Crops, pads, normalises, turns, flips, scales and converts the patches of a
// batch.
//   patches (count) as ib_cuda_patch, in device memory, checked by the caller
//   as ib_gather_patches does. Voxels of any of the 8 types, elements uint8,
//   float16 or float32; sources and targets aligned to their elements. Every
//   element of every target is written; targets must not overlap.
//   gather_patches_counted also adds how many elements of a patch of uint8 are
//   not 0 to its `nonzero`, unless that is 0: one atomic to a warp. Apart, so
//   that gather_patches does not pay for it.
// Launch: IB_GATHER_THREADS threads; grid.x = all tiles (first_tile of the last
// patch and its own),
//   at most 2^31 - 1, image and label patches of a batch in one launch. No
//   dynamic shared memory, no workspace. Exact: quotients are those of IEEE
//   division, everything else is not fused, NaN has the bits that x86 gives it.
// Moves: every voxel read once, every element written once, 16 bytes at a time
// where source and target
//   allow it. A patch's chunks are dealt out to threads row after row, so that
//   none is idle whatever the width, but for the last tile; turned by 90
//   degrees, to warps of 32 rows.
#include "ib/gather_chunk.cuh"
#include "ib/gather_copy.cuh"
#include "ib/gather_tile.cuh"
#include "ib/platform.cuh"

namespace ib {
namespace {

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

/// Writes a chunk of float16 or float32; false, with nothing written, if a
/// value needs more care.
template <typename Voxel, bool kNormalise>
__device__ __forceinline__ bool convert_chunk(const GatherTile& tile, const Chunk& chunk, bool unit) {
    constexpr bool kFractions = !(Voxel(0.5) == Voxel(0));
    constexpr bool kMayBeNaN = kFractions && !kNormalise;
    const GatherTile::Values with = tile.values;
    float values[kChunk];
    load_voxels<Voxel>(chunk, values);
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

template <bool kNormalise>
__device__ __forceinline__ bool convert_chunk(const GatherTile& tile, const Chunk& chunk,
                                              const GatherTile::Place& place) {
    const bool unit = place.work == Work::normalise_to_unit;
    switch (place.source_type) {
        case IB_FLOAT32:
            return convert_chunk<float, kNormalise>(tile, chunk, unit);
        case IB_INT16:
            return convert_chunk<int16_t, kNormalise>(tile, chunk, unit);
        case IB_UINT8:
            return convert_chunk<uint8_t, kNormalise>(tile, chunk, unit);
        case IB_UINT16:
            return convert_chunk<uint16_t, kNormalise>(tile, chunk, unit);
        case IB_INT8:
            return convert_chunk<int8_t, kNormalise>(tile, chunk, unit);
        case IB_INT32:
            return convert_chunk<int32_t, kNormalise>(tile, chunk, unit);
        case IB_UINT32:
            return convert_chunk<uint32_t, kNormalise>(tile, chunk, unit);
        default:
            return convert_chunk<double, kNormalise>(tile, chunk, unit);
    }
}

/// False, with nothing written, if the chunk is to be written voxel by voxel.
__device__ __forceinline__ bool write_chunk(const GatherTile& tile, const Chunk& chunk,
                                            const GatherTile::Place& place) {
    if (place.work == Work::copy) {
        copy_chunk<false>(tile, chunk);
        return true;
    }
    return place.work >= Work::normalise ? convert_chunk<true>(tile, chunk, place)
           : place.work == Work::scale   ? convert_chunk<false>(tile, chunk, place)
                                         : false;
}

/// Writes one voxel's element, if the patch has it, as IEEE divides; its bits,
/// else 0.
__device__ inline uint32_t write_element(const ib_cuda_patch& p, const GatherTile& tile,
                                         const Chunk& chunk, int i) {
    const int64_t x = chunk.x + i;
    if (chunk.exists && 0 <= x && x < tile.place.width) {
        const uint64_t from = chunk.source + static_cast<uint64_t>(x * tile.voxel_bytes);
        const uint32_t bits = chunk.holds(i) ? Conversion(p)(voxel_at(from, p.source_type))
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

template <bool kCounted>
__device__ __forceinline__ void gather(const ib_cuda_patch* patches, int32_t count) {
    using Rows = TileRow[kTileRows];
    IB_SHARED(ib_cuda_patch, patch);
    IB_SHARED(GatherTile, tile);
    IB_SHARED(Rows, rows);
    const unsigned thread = threadIdx.x;
    if (thread < kLanes) { prepare(patches, count, static_cast<int>(thread), patch, tile); }
    __syncthreads();
#pragma unroll 1
    for (unsigned row = thread; row < static_cast<unsigned>(tile.rows); row += IB_GATHER_THREADS) {
        rows[row] = row_of(patch, tile, row);
    }
    __syncthreads();
    const GatherTile::Place place = tile.place;
    const Chunk own(place, rows, thread);
    const bool whole = place.work != Work::voxels;
    int32_t found = 0;
    bool written = false;
    if (kCounted && own.exists && place.work == Work::copy) {
        found = copy_chunk<true>(tile, own);
        written = true;
    } else if (own.exists) {
        written = write_chunk(tile, own, place);
    }
    if (!written) {
#pragma unroll 1
        for (unsigned i = 0; i < kChunk; ++i) {
            // Where all is done so, lanes read side by side: over the bus that
            // counts.
            const unsigned number = whole ? thread * kChunk + i : thread + IB_GATHER_THREADS * i;
            const Chunk chunk(place, rows, number / kChunk);
            const uint32_t bits = write_element(patch, tile, chunk, static_cast<int>(number % kChunk));
            if (kCounted) { found += bits != 0 ? 1 : 0; }
        }
    }
    if (kCounted) { add_count(patch, found); }
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_GATHER_THREADS)
    gather_patches(const ib_cuda_patch* patches, int32_t count) {
    ib::gather<false>(patches, count);
}
IB_KERNEL(gather_patches);

extern "C" __global__ void __launch_bounds__(IB_GATHER_THREADS)
    gather_patches_counted(const ib_cuda_patch* patches, int32_t count) {
    ib::gather<true>(patches, count);
}
IB_KERNEL(gather_patches_counted);

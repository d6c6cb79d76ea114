// Bricks of a packed volume, decoded by a block into shared memory: heads are read by 8 lanes to a row
// of bricks, payloads 16 bytes at once, each byte once; then a thread decodes 4 voxels along x of every
// row along y, so that what builds on the row before it stays in registers.
#pragma once

#include "ib/packed_tile.cuh"

namespace ib {

/// Lanes that read the heads of a row of bricks.
constexpr int kHeadLanes = 8;
/// Threads to a brick, and what each decodes.
constexpr int kBrickThreads = 8;
constexpr int kPart = 4;
constexpr int kBrickParts = kBrickX / kPart;
static_assert(kTileBricks * kBrickThreads == IB_GATHER_THREADS);
constexpr uint32_t kNoBrick = 0xffffffffu;

/// Units of 16 bytes, which are 4 voxels. What is decoded takes the place of the payloads.
constexpr int kUnitsBefore = kChunk / kPart;
constexpr int kUnitsAfter = kChunk / kPart + 1;
constexpr int kDecoded = kUnitsBefore + kTileBricks * kBrickRows * kBrickX / kPart + kUnitsAfter;
/// A unit after every 8 is left out, so that neighbours along x, those a chunk apart and those of rows
/// of a turned tile lie in different banks.
__device__ __forceinline__ uint32_t unit_place(uint32_t unit) { return unit + unit / 8; }
constexpr int kUnits = kDecoded + kDecoded / 8 + 1;
/// The largest brick has 2 + 16 * 16 bytes; two more bricks' room for what is read around a row's.
constexpr int kBrickUnits = 17;
constexpr int kRowUnits = 2;
static_assert(kTileBricks * kBrickUnits + kTileBrickRows * kRowUnits + 1 <= kUnits);

/// The payloads that a tile has of a row of bricks.
struct alignas(16) BrickRow {
    uint64_t from;  // a multiple of 16
    uint32_t units;
    uint32_t to;  // the first of the units
};

struct BrickSlot {
    uint32_t payload;  // its first byte among the units, and from bit 16 the head
    uint32_t unit;     // of its first voxel, once decoded
};

struct Bricks {
    PackedTile tile;  // in here, because nvcc makes a shared structure of its own into many variables
    BrickRow rows[kTileBrickRows];
    BrickSlot slots[kTileBricks];
    uint4 units[kUnits];
};

__device__ __forceinline__ uint32_t brick_width(uint32_t nibble) {
    return nibble + (nibble == 15 ? 1 : 0);
}
__device__ __forceinline__ uint32_t brick_bytes(uint32_t head) {
    const uint32_t front = brick_width(head & 15);
    const uint32_t back = head >> 4;
    return back == 15 ? 2 + 16 * front : 3 + 4 * front + 12 * back;
}

/// By the lanes of a warp: nothing to load or to decode.
__device__ __forceinline__ void clear(Bricks& bricks, int lane) {
    static_assert(kTileBricks == kLanes && kTileBrickRows <= kLanes);
    bricks.slots[lane].payload = kNoBrick;
    if (lane < kTileBrickRows) { bricks.rows[lane].units = 0; }
}

/// By whole warps, 4 rows of bricks each: where their payloads lie, and what they are.
__device__ inline void read_heads(const ib_cuda_patch& p, const PackedTile& t, Bricks& bricks) {
    const auto thread = static_cast<int>(threadIdx.x);
    const int lane = thread % kHeadLanes;
    const int number = thread / kHeadLanes;
    const BrickPlace place = brick_place(t, number);
    const bool any = place.inside && t.begin < t.end;
    uint64_t heads = 0;
    int64_t before = 0;
    if (any) {
        const uint64_t entry =
            p.source + kBlobTable + static_cast<uint64_t>(place.entry) * sizeof(int64_t);
        heads = p.source + static_cast<uint64_t>(*global_at<const int64_t>(entry));
#pragma unroll 2
        for (int32_t i = lane; i < t.begin; i += kHeadLanes) {
            before += brick_bytes(*global_at<const uint8_t>(heads + static_cast<uint32_t>(i)));
        }
    }
#pragma unroll
    for (int distance = kHeadLanes / 2; distance > 0; distance /= 2) {
        before += __shfl_xor_sync(kAllLanes, before, distance);
    }
    const uint64_t from =
        heads + static_cast<uint32_t>(t.volume_bricks) + static_cast<uint64_t>(before);
    const auto shift = static_cast<uint32_t>(from % kVectorBytes);
    const auto to = static_cast<uint32_t>(number * (t.bricks * kBrickUnits + kRowUnits));
    const auto unit = static_cast<uint32_t>(kUnitsBefore + (t.turned ? kBrickY : kBrickRows) * number *
                                                               t.bricks * kBrickParts);
    uint32_t done = 0;  // bytes
#pragma unroll 1
    for (int32_t first = 0; first < t.bricks; first += kHeadLanes) {
        const int32_t i = first + lane;
        const int32_t brick = i - t.skipped + t.begin;
        const bool there = any && t.begin <= brick && brick < t.end;
        const uint32_t head =
            there ? *global_at<const uint8_t>(heads + static_cast<uint32_t>(brick)) : 0u;
        const uint32_t own = there ? brick_bytes(head) : 0;
        uint32_t sum = own;
#pragma unroll
        for (unsigned distance = 1; distance < kHeadLanes; distance *= 2) {
            const uint32_t other = __shfl_up_sync(kAllLanes, sum, distance);
            if (lane >= static_cast<int>(distance)) { sum += other; }
        }
        if (there) {
            bricks.slots[number * t.bricks + i] = {
                (to * kVectorBytes + shift + done + sum - own) | head << 16,
                unit + static_cast<uint32_t>(i * kBrickParts)};
        }
        done += __shfl_sync(kAllLanes, sum, thread | (kHeadLanes - 1));
    }
    if (any && lane == 0) {
        bricks.rows[number] = {from - shift, (shift + done - 1) / kVectorBytes + 1, to};
    }
}

/// By all threads, as many to each row of bricks.
__device__ __forceinline__ void load_payloads(const PackedTile& t, Bricks& bricks) {
    const unsigned bits = t.loader_bits;
    const BrickRow row = bricks.rows[threadIdx.x >> bits];
    const auto* const from = global_at<const uint4>(row.from);
    uint4* const to = bricks.units + row.to;
#pragma unroll 1
    for (unsigned i = threadIdx.x & ((1u << bits) - 1); i < row.units; i += 1u << bits) {
        to[i] = from[i];
    }
}

/// 4 numbers of w bits each, from a bit on.
__device__ __forceinline__ void take_part(const uint32_t* words, uint32_t bit, uint32_t w,
                                          uint32_t (&numbers)[kPart]) {
    const uint32_t* const from = words + bit / 32;
    const uint32_t middle = from[1];
    const uint32_t low = __funnelshift_r(from[0], middle, bit);
    const uint32_t high = __funnelshift_r(middle, from[2], bit);
    const uint32_t pairs[2] = {low, __funnelshift_rc(low, high, 2 * w)};
    const uint32_t mask = (1u << w) - 1;
#pragma unroll
    for (int i = 0; i < kPart; ++i) { numbers[i] = pairs[i / 2] >> (i % 2 != 0 ? w : 0) & mask; }
}

/// A thread's voxels: at one z of a brick, 4 along x of each of its rows.
struct BrickPart {
    uint32_t values[kBrickY][kPart];

    /// x counts parts.
    __device__ __forceinline__ void decode(const uint32_t* words, uint32_t slot, uint32_t x, uint32_t z,
                                           uint32_t base) {
        const uint32_t at = slot % (1u << 16) * 8;  // bits
        const uint32_t head = slot >> 16;
        const bool plain = head >> 4 == 15;
        const uint32_t front = brick_width(head & 15);
        const uint32_t back = plain ? front : head >> 4;
        const uint32_t start = __funnelshift_r(words[at / 32], words[at / 32 + 1], at);
        const uint32_t least = base + start % (1u << 16);
        const auto slope = static_cast<uint32_t>(static_cast<int32_t>(start << 8) >> 24);
        const uint32_t step = plain ? least : slope << (larger(back, 5u) - 5);
        const uint32_t kept = plain ? 0 : 0xffffffffu;
        const uint32_t planes = at + (plain ? 16 : 24) + z / 2 * (16 * front + 48 * back);
        take_part(words, planes + z % 2 * 8 * front + x * 4 * front, front, values[0]);
#pragma unroll
        for (int i = 0; i < kPart; ++i) { values[0][i] += least; }
        uint32_t bit = planes + 16 * front + z % 2 * 8 * back + x * 4 * back;
#pragma unroll
        for (int y = 1; y < kBrickY; ++y) {
            take_part(words, bit, back, values[y]);
#pragma unroll
            for (int i = 0; i < kPart; ++i) { values[y][i] += (values[y - 1][i] & kept) + step; }
            bit += 16 * back;
        }
    }

    /// As a volume of that type holds them.
    __device__ __forceinline__ void hold(int32_t source_type) {
        switch (source_type) {
            case IB_UINT8:
                hold<uint8_t>();
                break;
            case IB_INT8:
                hold<int8_t>();
                break;
            case IB_INT16:
                hold<int16_t>();
                break;
            case IB_UINT16:
                hold<uint16_t>();
                break;
            default:
                break;
        }
    }

private:
    template <typename Voxel>
    __device__ __forceinline__ void hold() {
#pragma unroll
        for (auto& row : values) {
#pragma unroll
            for (uint32_t& value : row) {
                value = static_cast<uint32_t>(static_cast<int32_t>(static_cast<Voxel>(value)));
            }
        }
    }
};

/// By all threads, which meet within, before and after: units become voxels.
__device__ __forceinline__ void decode_bricks(const PackedTile& t, int32_t source_type,
                                              Bricks& bricks) {
    // 8 lanes write 4 bricks' parts side by side.
    const unsigned thread = threadIdx.x;
    const unsigned x = thread % kBrickParts;
    const unsigned z = thread % kLanes / 8;
    const BrickSlot slot = bricks.slots[thread / kLanes * 4 + thread / kBrickParts % 4];
    const bool there = slot.payload != kNoBrick;
    BrickPart part;
    if (there) {
        part.decode(&bricks.units[0].x, slot.payload, x, z, static_cast<uint32_t>(t.base));
        part.hold(source_type);
    }
    __syncthreads();
    if (there) {
        const auto line = static_cast<uint32_t>(t.bricks * kBrickParts);
        uint32_t unit = slot.unit + z * (t.turned ? kTurnedRows : kBrickY) * line + x;
#pragma unroll
        for (const auto& row : part.values) {
            bricks.units[unit_place(unit)] = uint4{row[0], row[1], row[2], row[3]};
            unit += line;
        }
    }
}

}  // namespace ib

// What a block of gather_patches knows of its part of a patch: worked out once,
// kept in shared memory. A tile is a number of chunks; its rows are those that
// any of them lie in.
#pragma once

#include "ib/element.cuh"
#include "ib/patch.cuh"
#include "ib/quotient.cuh"

namespace ib {

constexpr int kChunk = IB_GATHER_CHUNK;
/// What is read and written at once where rows allow it.
constexpr int kVectorBytes = 16;
constexpr int kTurnedRows = IB_GATHER_TURNED_ROWS;
static_assert(kTurnedRows == kLanes);
/// Fewer where chunks are shorter than rows; turned, a warp begins in one group of rows.
constexpr int kTileRows = IB_GATHER_THREADS + kTurnedRows;

/// Divides numbers from 0 to divisor + 511 without dividing.
struct Divider {
    int32_t divisor, skipped;
    uint32_t factor;

    Divider() = default;
    __device__ explicit Divider(int32_t by)
        : divisor(by), skipped(larger(by - kSpan, 0)), factor((1u << kBits) / smaller(by, kSpan) + 1) {}

    /// Above kSpan it is 0 or 1.
    __device__ __forceinline__ int32_t quotient(int32_t number) const {
        return static_cast<int32_t>(static_cast<uint32_t>(larger(number - skipped, 0)) * factor >>
                                    kBits);
    }

private:
    static constexpr int32_t kSpan = 512;
    static constexpr int kBits = 22;
};

/// What a thread does with its chunk.
enum class Work : int32_t {
    voxels,  // voxel by voxel, as IEEE divides
    copy,    // uint8 as it is
    scale,
    normalise,
    normalise_to_unit,  // from 0 to 1
};

/// A row of the patch, along the source's x axis.
struct alignas(16) TileRow {
    uint64_t source;    // of the patch's first voxel, be it outside the volume
    uint64_t target;    // where chunk 0 is written: turned, the element of voxel 0; otherwise the
                        // multiple of 16 bytes at or before the row's lowest element
    int32_t x;          // first voxel of chunk 0
    int32_t low, high;  // voxels from low to below high are inside the volume
    int32_t skipped;    // elements from target to the row's lowest; below 0: no row
                        // of the patch
};

struct GatherTile {
    struct alignas(16) Place {
        Divider columns;
        int32_t column;  // of the tile's first chunk
        int32_t step;    // voxels from a chunk to the next, negative where reversed
        int32_t width;
        Work work;
        uint8_t turned;    // by 90 degrees
        uint8_t reversed;  // along x, where not turned
        uint8_t source_type, target_type;
    } place;
    struct alignas(16) Values {
        Reciprocal divisor;
        float subtrahend, low, high, gain, shift, fill;
        bool tiny;  // dividends may be too small for the reciprocal
    } values;
    Divider planes;  // rows of a plane, or groups of them
    int32_t row,
        plane;     // of the tile's first chunk; row counts groups where turned
    int32_t rows;  // in the table
    int64_t source_y, source_z;
    int64_t target_x, target_y,
        target_z;             // bytes from a voxel's element to that of the next along an
                              // axis
    uint64_t source, target;  // of the patch's first voxel, and of its element
    int32_t begin_x, end_x, begin_y, end_y, begin_z, end_z;  // inside the volume
    int32_t voxel_bytes;
};

/// As find_patch, by a whole warp: 32 places at a time.
__device__ __forceinline__ int find_patch_by_warp(const ib_cuda_patch* patches, int32_t count,
                                                  int64_t tile, int lane) {
    int low = 0;
    int high = count;
    while (high - low > 1) {
        const int step = (high - low - 1) / kLanes + 1;
        const int64_t place = low + int64_t{step} * lane;
        const bool before = place < high && patches[place].first_tile <= tile;
        low += (__popc(__ballot_sync(kAllLanes, before)) - 1) * step;
        high = smaller(low + step, high);
    }
    return low;
}

__device__ __forceinline__ int32_t voxel_bytes(int32_t source_type) {
    return source_type <= IB_INT8      ? 1
           : source_type <= IB_UINT16  ? 2
           : source_type <= IB_FLOAT32 ? 4
           : source_type <= IB_FLOAT64 ? 8
                                       : 2;
}

/// Where the tile of that number in the patch lies.
__device__ inline void place_tile(const ib_cuda_patch& p, int64_t number, GatherTile& tile) {
    const Direction direction(p.flags);
    const bool turned = direction.transposed;
    const int64_t rows = turned ? (p.size_y - 1) / kTurnedRows + 1 : p.size_y;
    const int64_t chunks = turned ? IB_GATHER_THREADS / kTurnedRows : IB_GATHER_THREADS;
    const int64_t row = number * chunks / p.chunks;
    const auto column = static_cast<int32_t>(number * chunks - row * p.chunks);
    const Divider columns(static_cast<int32_t>(p.chunks));
    tile.place.columns = columns;
    tile.place.column = column;
    tile.place.reversed = direction.reverse_x && !turned;
    tile.place.step = tile.place.reversed ? -kChunk : kChunk;
    tile.place.width = static_cast<int32_t>(p.size_x);
    tile.place.turned = turned;
    tile.place.source_type = static_cast<uint8_t>(p.source_type);
    tile.place.target_type = static_cast<uint8_t>(p.target_type);
    tile.planes = Divider(static_cast<int32_t>(rows));
    tile.plane = static_cast<int32_t>(row / rows);
    tile.row = static_cast<int32_t>(row - tile.plane * rows);
    tile.rows = columns.quotient(column + static_cast<int32_t>(chunks) - 1) + 1;
    if (turned) { tile.rows *= kTurnedRows; }
}

/// Where elements go.
__device__ inline void place_target(const ib_cuda_patch& p, GatherTile& tile) {
    const Direction direction(p.flags);
    const int64_t element = int64_t{1} << p.target_type;
    const int64_t line = p.size_x * element;
    const int64_t along_x = direction.transposed ? line : element;
    const int64_t along_y = direction.transposed ? element : line;
    const int64_t along_z = p.size_y * line;
    tile.target_x = direction.reverse_x ? -along_x : along_x;
    tile.target_y = direction.reverse_y ? -along_y : along_y;
    tile.target_z = direction.reverse_z ? -along_z : along_z;
    tile.target = p.target;
    if (direction.reverse_x) { tile.target += static_cast<uint64_t>((p.size_x - 1) * along_x); }
    if (direction.reverse_y) { tile.target += static_cast<uint64_t>((p.size_y - 1) * along_y); }
    if (direction.reverse_z) { tile.target += static_cast<uint64_t>((p.size_z - 1) * along_z); }
}

/// Where voxels come from, and which of them are inside the volume.
__device__ inline void place_source(const ib_cuda_patch& p, GatherTile& tile) {
    const Span x = inside(p.x, p.size_x, p.nx);
    const Span y = inside(p.y, p.size_y, p.ny);
    const Span z = inside(p.z, p.size_z, p.nz);
    tile.begin_x = static_cast<int32_t>(x.begin), tile.end_x = static_cast<int32_t>(x.end);
    tile.begin_y = static_cast<int32_t>(y.begin), tile.end_y = static_cast<int32_t>(y.end);
    tile.begin_z = static_cast<int32_t>(z.begin), tile.end_z = static_cast<int32_t>(z.end);
    tile.voxel_bytes = voxel_bytes(p.source_type);
    tile.source_y = p.pitch;
    tile.source_z = p.pitch * p.ny;
    tile.source = p.source + static_cast<uint64_t>(p.z) * static_cast<uint64_t>(tile.source_z) +
                  static_cast<uint64_t>(p.y) * static_cast<uint64_t>(p.pitch) +
                  static_cast<uint64_t>(p.x) * static_cast<uint64_t>(tile.voxel_bytes);
}

/// How its voxels become elements, and whether 16 bytes can be taken at once.
__device__ inline void plan_work(const ib_cuda_patch& p, GatherTile& tile) {
    const Conversion convert(p);
    const bool packed = (p.flags & IB_PACKED) != 0;
    const bool fractions = p.source_type >= IB_FLOAT32 && !packed;
    const float magnitude = convert.subtrahend < 0 ? -convert.subtrahend : convert.subtrahend;
    GatherTile::Values& values = tile.values;
    values.subtrahend = convert.subtrahend;
    values.low = convert.low, values.high = convert.high;
    values.gain = convert.gain, values.shift = convert.shift;
    values.fill = p.fill;
    const bool unit = convert.low == 0 && convert.high == 1;
    values.tiny = fractions && magnitude < kLeastSubtrahend;
    values.divisor = Reciprocal(convert.divisor);
    const bool usual = magnitude >= kLeastSubtrahend && magnitude <= kMostSubtrahend;
    const bool exact = Reciprocal::takes(convert.divisor) && (fractions || magnitude == 0 || usual);
    const bool vectors = packed || ((p.source | static_cast<uint64_t>(p.pitch)) % kVectorBytes == 0 &&
                                    (p.flags & IB_GATHER_FROM_HOST) == 0);
    const bool careful = is_nan(p.fill) || (convert.normalise && !exact);
    tile.place.work = !vectors || careful            ? Work::voxels
                      : p.target_type == IB_TO_UINT8 ? Work::copy
                      : !convert.normalise           ? Work::scale
                      : unit                         ? Work::normalise_to_unit
                                                     : Work::normalise;
}

/// By a whole warp: copies the descriptor that the block's tile is of.
__device__ __forceinline__ void load_patch(const ib_cuda_patch* patches, int32_t count, int lane,
                                           ib_cuda_patch& patch) {
    const auto* from = reinterpret_cast<const uint64_t*>(
        patches + find_patch_by_warp(patches, count, blockIdx.x, lane));
    if (lane < static_cast<int>(sizeof(ib_cuda_patch) / sizeof(uint64_t))) {
        reinterpret_cast<uint64_t*>(&patch)[lane] = from[lane];
    }
    __syncwarp();
}

/// What a block knows of its tile of a patch of raw voxels, but for the rows.
__device__ __forceinline__ void place_raw(const ib_cuda_patch& patch, GatherTile& tile) {
    place_tile(patch, int64_t{blockIdx.x} - patch.first_tile, tile);
    place_target(patch, tile);
    place_source(patch, tile);
    plan_work(patch, tile);
}

/// Where chunk 0 of a row is, whose target is that of its voxel 0.
__device__ __forceinline__ void align_row(const GatherTile& tile, int32_t target_type, TileRow& row) {
    const GatherTile::Place& place = tile.place;
    row.x = 0;
    row.skipped = 0;
    if (!place.turned) {
        const int32_t last = place.width - 1;
        if (place.reversed) { row.target += static_cast<uint64_t>(last * tile.target_x); }
        row.skipped = static_cast<int32_t>(row.target % kVectorBytes) >> target_type;
        row.target -= row.target % kVectorBytes;
        row.x = place.reversed ? last - (kChunk - 1) + row.skipped : -row.skipped;
    }
}

/// The row of that number in the tile.
__device__ __forceinline__ TileRow row_of(const ib_cuda_patch& p, const GatherTile& tile,
                                          unsigned number) {
    const GatherTile::Place& place = tile.place;
    const auto group = static_cast<int32_t>(number / kTurnedRows);
    const int32_t from_first = tile.row + (place.turned ? group : static_cast<int32_t>(number));
    const int32_t plane = tile.planes.quotient(from_first);
    const int32_t line = from_first - plane * tile.planes.divisor;
    const int32_t y =
        place.turned ? line * kTurnedRows + static_cast<int32_t>(number % kTurnedRows) : line;
    const int32_t z = tile.plane + plane;
    const bool inside = tile.begin_y <= y && y < tile.end_y && tile.begin_z <= z && z < tile.end_z;
    TileRow row;
    row.source = tile.source + static_cast<uint64_t>(z * tile.source_z + y * tile.source_y);
    row.target = tile.target + static_cast<uint64_t>(z * tile.target_z + y * tile.target_y);
    row.low = tile.begin_x;
    row.high = inside ? tile.end_x : tile.begin_x;
    align_row(tile, p.target_type, row);
    if (z >= p.size_z || y >= p.size_y) { row.skipped = -1; }
    return row;
}

}  // namespace ib

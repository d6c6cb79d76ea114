// What a block of gather_packed knows of its part of a packed patch: rows of bricks, as the volume has
// them. Its voxels are those of a patch of their own, which the bricks were cut for.
#pragma once

#include "ib/gather_tile.cuh"

namespace ib {

constexpr int kBrickX = 8, kBrickY = 4, kBrickZ = 4;
constexpr int kBrickRows = kBrickY * kBrickZ;  // of voxels, in a brick
constexpr int kTileBricks = IB_GATHER_BRICKS;
constexpr int kTileBrickRows = IB_GATHER_BRICK_ROWS;
constexpr int kTurnedBrickRows = kTurnedRows / kBrickY;
/// Of the header of a packed volume: its base and the table of its rows of bricks.
constexpr uint64_t kBlobBase = 24, kBlobTable = 64;

static_assert(kTileBrickRows * kBrickRows <= kTileRows && kTurnedRows * kBrickZ <= kTileRows);
static_assert(IB_GATHER_TURNED_BRICKS * kTurnedBrickRows <= kTileBricks);
static_assert(kTurnedBrickRows <= kTileBrickRows);

struct PackedTile {
    bool packed;
    bool turned;
    int32_t base;                    // what codes count from
    int32_t bricks;                  // of a row of bricks in the tile
    int32_t rows;                    // of bricks, at most
    int32_t begin, end;              // bricks of the volume in each of them, which may be none
    int32_t skipped;                 // bricks of the tile before `begin`
    int32_t volume_bricks;           // of a row of the volume
    uint32_t loader_bits;            // 2 to this power threads load a row of bricks
    Divider by_plane;                // rows of bricks of the patch
    int32_t row, plane;              // of its first row of bricks, in the patch
    int32_t row_count, plane_count;  // in the patch
    int32_t phase_y, phase_z;        // of the patch's first voxel in its brick
    int32_t first;  // voxels from the tile's first brick on that are before its first of the patch
    int64_t volume_row, volume_plane;    // of bricks: of the patch's first
    int64_t volume_rows, volume_planes;  // of bricks
};

/// Where a row of bricks lies.
struct BrickPlace {
    int32_t row, plane;  // in the patch
    bool exists;         // in the patch
    bool inside;         // in the volume, too
    int64_t entry;       // its number in the volume
};

__device__ __forceinline__ BrickPlace brick_place(const PackedTile& t, int32_t number) {
    const int32_t from_first = t.row + number;
    const int32_t planes = t.turned ? 0 : t.by_plane.quotient(from_first);
    BrickPlace place;
    place.row = from_first - planes * t.by_plane.divisor;
    place.plane = t.plane + planes;
    place.exists = number < t.rows && place.row < t.row_count && place.plane < t.plane_count;
    const int64_t row = t.volume_row + place.row;
    const int64_t plane = t.volume_plane + place.plane;
    place.inside =
        place.exists && 0 <= row && row < t.volume_rows && 0 <= plane && plane < t.volume_planes;
    place.entry = plane * t.volume_rows + row;
    return place;
}

/// Which bricks the tile of that number in the patch has; the first voxel of them in the patch.
__device__ inline int64_t place_bricks(const ib_cuda_patch& p, int64_t number, PackedTile& t) {
    const auto phase = static_cast<int32_t>(p.x & (kBrickX - 1));
    t.phase_y = static_cast<int32_t>(p.y & (kBrickY - 1));
    t.phase_z = static_cast<int32_t>(p.z & (kBrickZ - 1));
    const int64_t bricks = (phase + p.size_x - 1) / kBrickX + 1;
    const int64_t rows = (t.phase_y + p.size_y - 1) / kBrickY + 1;
    const int64_t planes = (t.phase_z + p.size_z - 1) / kBrickZ + 1;
    const int64_t most = t.turned ? IB_GATHER_TURNED_BRICKS : kTileBricks;
    const int64_t parts = (bricks - 1) / most + 1;
    const int64_t wide = t.turned ? most : (bricks - 1) / parts + 1;
    const int64_t high =
        t.turned ? kTurnedBrickRows : smaller(kTileBricks / wide, int64_t{kTileBrickRows});
    const int64_t group = number / parts;
    const int64_t column = (number - group * parts) * wide;
    const int64_t groups = (rows - 1) / high + 1;  // of a plane, where turned
    const int64_t plane = t.turned ? group / groups : group * high / rows;
    t.row =
        static_cast<int32_t>(t.turned ? (group - plane * groups) * high : group * high - plane * rows);
    t.plane = static_cast<int32_t>(plane);
    t.bricks = static_cast<int32_t>(wide);
    t.rows = static_cast<int32_t>(high);
    t.row_count = static_cast<int32_t>(rows);
    t.plane_count = static_cast<int32_t>(planes);
    static_assert(IB_GATHER_THREADS == 1 << 8);
    t.loader_bits = 8;
    while (t.rows > IB_GATHER_THREADS >> t.loader_bits) { --t.loader_bits; }
    t.by_plane = Divider(t.row_count);

    t.volume_bricks = static_cast<int32_t>((p.nx - 1) / kBrickX + 1);
    t.volume_rows = (p.ny - 1) / kBrickY + 1;
    t.volume_planes = (p.nz - 1) / kBrickZ + 1;
    t.volume_row = (p.y - t.phase_y) / kBrickY;
    t.volume_plane = (p.z - t.phase_z) / kBrickZ;
    const int64_t first = (p.x - phase) / kBrickX + column;
    t.begin = static_cast<int32_t>(smaller(larger(first, int64_t{0}), int64_t{t.volume_bricks}));
    t.end = static_cast<int32_t>(smaller(larger(first + wide, int64_t{0}), int64_t{t.volume_bricks}));
    t.skipped = t.begin < t.end ? static_cast<int32_t>(t.begin - first) : 0;
    const int64_t start = column * kBrickX - phase;
    t.first = static_cast<int32_t>(larger(-start, int64_t{0}));
    return larger(start, int64_t{0});
}

/// By one thread: all of the block's tile but its rows and `base`.
__device__ inline void place_packed(const ib_cuda_patch& p, PackedTile& t, GatherTile& tile) {
    const Direction direction(p.flags);
    t.turned = direction.transposed;
    const int64_t start = place_bricks(p, int64_t{blockIdx.x} - p.first_tile, t);
    place_target(p, tile);
    place_source(p, tile);
    plan_work(p, tile);
    tile.target += static_cast<uint64_t>(start * tile.target_x);
    tile.begin_x = static_cast<int32_t>(tile.begin_x - start);
    tile.end_x = static_cast<int32_t>(tile.end_x - start);

    GatherTile::Place& place = tile.place;
    const int64_t width = smaller(p.size_x - start, int64_t{t.bricks} * kBrickX - t.first);
    place.column = 0;
    place.reversed = direction.reverse_x && !t.turned;
    place.step = place.reversed ? -kChunk : kChunk;
    place.width = static_cast<int32_t>(width);
    place.turned = t.turned;
    place.source_type = static_cast<uint8_t>(p.source_type);
    place.target_type = static_cast<uint8_t>(p.target_type);
    // Rows all start at multiples of 16 bytes, or may start anywhere between.
    const int64_t lowest = place.reversed ? p.size_x - start - width : start;
    const int64_t line = p.size_x << p.target_type;
    const bool aligned =
        (p.target | static_cast<uint64_t>(line) | static_cast<uint64_t>(lowest << p.target_type)) %
            kVectorBytes ==
        0;
    const int32_t between = t.turned || aligned ? 0 : (kVectorBytes >> p.target_type) - 1;
    place.columns = Divider((place.width + between - 1) / kChunk + 1);
    tile.rows = t.turned ? kTurnedRows * kBrickZ : t.rows * kBrickRows;
}

/// The row of voxels of that number in the tile; rows of a brick follow each other where not turned,
/// those of a plane where turned. `source` counts voxels of the tile's bricks, row after row.
__device__ __forceinline__ TileRow row_of_bricks(const ib_cuda_patch& p, const GatherTile& tile,
                                                 const PackedTile& t, int32_t number) {
    const int32_t of_plane = number % kTurnedRows;
    const int32_t bricks = t.turned ? of_plane / kBrickY : number / kBrickRows;
    const int32_t in_brick = t.turned ? number / kTurnedRows : number / kBrickY % kBrickZ;
    const BrickPlace brick = brick_place(t, bricks);
    const int32_t y = brick.row * kBrickY + number % kBrickY - t.phase_y;
    const int32_t z = brick.plane * kBrickZ + in_brick - t.phase_z;
    const bool inside = tile.begin_y <= y && y < tile.end_y && tile.begin_z <= z && z < tile.end_z;
    const bool exists = brick.exists && 0 <= y && y < p.size_y && 0 <= z && z < p.size_z;
    TileRow row;
    row.source = static_cast<uint64_t>(number * t.bricks * kBrickX + t.first);
    row.target = tile.target + static_cast<uint64_t>(z * tile.target_z + y * tile.target_y);
    row.low = tile.begin_x;
    row.high = inside ? tile.end_x : tile.begin_x;
    align_row(tile, p.target_type, row);
    if (!exists) { row.skipped = -1; }
    return row;
}

}  // namespace ib

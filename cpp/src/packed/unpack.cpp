// ib_unpack_volume: whole bricks are decoded where they belong, those at the upper faces by way of a
// buffer.
#include <algorithm>
#include <cstring>

#include "base/parallel.hpp"
#include "base/simd.hpp"
#include "base/status.hpp"
#include "gather/check.hpp"
#include "ib/ib_cpu.h"
#include "packed/bricks.hpp"
#include "packed/check.hpp"
#include "packed/layout.hpp"

namespace ib {
namespace {

struct Unpacking {
    const std::byte* blob;
    VolumeShape shape;
    BrickGrid grid;
    int32_t base;
    BrickKernel kernel;
    int64_t voxel;
    std::byte* voxels;

    int64_t stride_y() const { return shape.nx * voxel; }
    int64_t stride_z() const { return shape.ny * stride_y(); }
};

/// Copies what lies in the volume of the bricks from `x` on, `count` rows of 8 voxels at a time.
void copy_part(const Unpacking& u, const std::byte* brick, std::byte* target, int64_t x, int64_t rows_y,
               int64_t rows_z) {
    const int64_t columns = std::min(kBrickX, u.shape.nx - x * kBrickX);
    for (int64_t z = 0; z < rows_z; ++z) {
        for (int64_t y = 0; y < rows_y; ++y) {
            std::memcpy(target + z * u.stride_z() + y * u.stride_y() + x * kBrickX * u.voxel,
                        brick + (z * kBrickY + y) * kBrickX * u.voxel,
                        static_cast<size_t>(columns * u.voxel));
        }
    }
}

void unpack_row(const Unpacking& u, int64_t row) {
    const int64_t y = row % u.grid.y * kBrickY;
    const int64_t z = row / u.grid.y * kBrickZ;
    const int64_t rows_y = std::min(kBrickY, u.shape.ny - y);
    const int64_t rows_z = std::min(kBrickZ, u.shape.nz - z);
    std::byte* target = u.voxels + z * u.stride_z() + y * u.stride_y();
    BrickCursor cursor = brick_cursor(u.blob, u.grid.x, row, 0);
    int64_t x = 0;
    if (rows_y == kBrickY && rows_z == kBrickZ) {
        x = u.shape.nx / kBrickX;
        u.kernel(cursor, x, u.base, {target, u.stride_y(), u.stride_z()});
    }
    alignas(64) std::byte brick[kBrickRows * kBrickX * sizeof(double)];
    for (; x < u.grid.x; ++x) {
        u.kernel(cursor, 1, u.base, {brick, kBrickX * u.voxel, kBrickY * kBrickX * u.voxel});
        copy_part(u, brick, target, x, rows_y, rows_z);
    }
}

void unpack(const std::byte* blob, int32_t threads, std::byte* voxels) {
    const PackedHeader header = packed_header(blob);
    const VolumeShape shape{static_cast<int32_t>(header.type), header.size[0], header.size[1],
                            header.size[2]};
    require_shape(shape);
    if (const char* rule = header_fault(header, shape)) { throw CorruptData(rule); }
    const Unpacking u{blob,
                      shape,
                      brick_grid(shape.nx, shape.ny, shape.nz),
                      header.base,
                      brick_kernel(shape.type, simd_level()),
                      voxel_bytes(shape.type),
                      voxels};
    parallel_for(u.grid.rows(), threads, [&](int64_t row) { unpack_row(u, row); });
}

}  // namespace
}  // namespace ib

extern "C" ib_status ib_unpack_volume(const void* blob, int32_t threads, void* voxels) {
    return ib::to_status([&] {
        ib::require(blob != nullptr, "blob must not be null");
        ib::require(voxels != nullptr, "voxels must not be null");
        ib::require(threads >= 1, "threads must be at least 1", threads);
        ib::unpack(static_cast<const std::byte*>(blob), threads, static_cast<std::byte*>(voxels));
    });
}

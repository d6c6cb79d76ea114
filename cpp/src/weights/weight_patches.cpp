// Checks a batch, counts the instances of every patch, then writes; planes are written by
// paint.cpp.
#include <algorithm>
#include <optional>
#include <vector>

#include "base/parallel.hpp"
#include "base/status.hpp"
#include "ib/ib_cpu.h"
#include "weights/check.hpp"
#include "weights/paint.hpp"
#include "weights/table.hpp"

namespace ib {
namespace {

/// Voxels of a piece of work: some ten microseconds.
constexpr int64_t kPieceVoxels = int64_t{1} << 16;
constexpr int64_t kMaxPieces = 4096;

/// Pieces of every patch: enough for the largest; a small patch leaves some of its pieces empty.
int64_t pieces_per_patch(const ib_weight_patch* patches, int64_t count, int32_t threads) {
    if (threads == 1) { return 1; }
    int64_t voxels = 1;
    for (int64_t i = 0; i < count; ++i) {
        voxels = std::max(voxels, patches[i].size_x * patches[i].size_y * patches[i].size_z);
    }
    return std::min((voxels - 1) / kPieceVoxels + 1, kMaxPieces);
}

void paint_piece(const ib_weight_patch& patch, const WeightTable& table, int64_t piece,
                 int64_t pieces) {
    const int64_t length = (patch.size_z - 1) / pieces + 1;
    const int64_t begin = std::min(patch.size_z, piece * length);
    paint_planes(patch, table, begin, std::min(patch.size_z, begin + length));
}

void weight_patches(const ib_weight_patch* patches, int64_t count, int32_t threads) {
    std::vector<std::optional<WeightTable>> tables(static_cast<size_t>(count));
    parallel_for(count, threads,
                 [&](int64_t i) { tables[static_cast<size_t>(i)].emplace(patches[i]); });
    const int64_t pieces = pieces_per_patch(patches, count, threads);
    parallel_for(count * pieces, threads, [&](int64_t piece) {
        const int64_t i = piece / pieces;
        paint_piece(patches[i], *tables[static_cast<size_t>(i)], piece % pieces, pieces);
    });
}

}  // namespace
}  // namespace ib

extern "C" ib_status ib_weight_patches(const ib_weight_patch* patches, int64_t count, int32_t threads) {
    return ib::to_status([&] {
        ib::require(count >= 0, "count must not be negative", count);
        ib::require(count == 0 || patches != nullptr, "patches must not be null");
        ib::require(threads >= 1, "threads must be at least 1", threads);
        for (int64_t i = 0; i < count; ++i) { ib::check_weight_patch(patches[i], i); }
        ib::weight_patches(patches, count, threads);
    });
}

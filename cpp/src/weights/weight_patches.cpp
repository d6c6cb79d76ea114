// Checks a batch, counts the instances of every patch, then writes; planes are written by paint.cpp.
#include <optional>
#include <vector>

#include "base/parallel.hpp"
#include "base/pieces.hpp"
#include "base/status.hpp"
#include "ib/ib_cpu.h"
#include "weights/check.hpp"
#include "weights/paint.hpp"
#include "weights/table.hpp"

namespace ib {
namespace {

void weight_patches(const ib_weight_patch* patches, int64_t count, int32_t threads) {
    std::vector<std::optional<WeightTable>> tables(static_cast<size_t>(count));
    parallel_for(count, threads,
                 [&](int64_t i) { tables[static_cast<size_t>(i)].emplace(patches[i]); });
    const int64_t pieces = pieces_per_patch(patches, count, threads);
    parallel_for(count * pieces, threads, [&](int64_t number) {
        const int64_t i = number / pieces;
        const Piece planes = piece_of(patches[i].size_z, number % pieces, pieces);
        paint_planes(patches[i], *tables[static_cast<size_t>(i)], planes.begin, planes.end);
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

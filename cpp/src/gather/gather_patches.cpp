// Checks a batch and splits it over threads; rows are written by plan.cpp.
#include "base/parallel.hpp"
#include "base/pieces.hpp"
#include "base/status.hpp"
#include "gather/check.hpp"
#include "gather/plan.hpp"
#include "ib/ib_cpu.h"

namespace ib {
namespace {

void gather_piece(const ib_patch& patch, int64_t number, int64_t pieces) {
    const GatherPlan plan = plan_gather(patch);
    const Piece piece = piece_of(plan.units(), number, pieces);
    const int64_t count = gather_units(plan, piece.begin, piece.end);
    if (patch.nonzero != nullptr) {  // integers: the order in which pieces are added does not matter
        __atomic_fetch_add(patch.nonzero, static_cast<int32_t>(count), __ATOMIC_RELAXED);
    }
}

}  // namespace
}  // namespace ib

extern "C" ib_status ib_gather_patches(const ib_patch* patches, int64_t count, int32_t threads) {
    return ib::to_status([&] {
        ib::require(count >= 0, "count must not be negative", count);
        ib::require(count == 0 || patches != nullptr, "patches must not be null");
        ib::require(threads >= 1, "threads must be at least 1", threads);
        for (int64_t i = 0; i < count; ++i) { ib::check_patch(patches[i], i); }
        for (int64_t i = 0; i < count; ++i) {
            if (patches[i].nonzero != nullptr) { *patches[i].nonzero = 0; }
        }
        const int64_t pieces = ib::pieces_per_patch(patches, count, threads);
        ib::parallel_for(count * pieces, threads, [&](int64_t number) {
            ib::gather_piece(patches[number / pieces], number % pieces, pieces);
        });
    });
}

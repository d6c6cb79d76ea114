// The passes over blocks on several threads, and their checks.
#include "moments/moments.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/chunks.hpp"
#include "base/memory.hpp"
#include "base/simd.hpp"
#include "base/status.hpp"
#include "gather/float16.hpp"
#include "ib/ib_cpu.h"
#include "moments/kernels.hpp"

namespace ib {
namespace {

constexpr int64_t kChunk = 8 * kMomentsBlock;

PooledArray<Squares> block_totals(int64_t n) {
    return PooledArray<Squares>((n + kMomentsBlock - 1) / kMomentsBlock);
}

Squares in_order(const PooledArray<Squares>& totals) {
    Squares sum;
    for (int64_t i = 0; i < totals.size(); ++i) {
        sum.all += totals[i].all;
        sum.beyond += totals[i].beyond;
    }
    return sum;
}

void add(PartSums& to, const PartSums& part) {
    to.count += part.count;
    to.min = std::min(to.min, part.min);
    to.max = std::max(to.max, part.max);
}

/// Calls body(voxels as their type).
template <typename Body>
void with_type(const void* voxels, int32_t type, Body&& body) {
    const auto typed = [&]<typename Voxel>(Voxel) {
        require(reinterpret_cast<uintptr_t>(voxels) % alignof(Voxel) == 0,
                "voxels must be aligned to their size");
        body(static_cast<const Voxel*>(voxels));
    };
    switch (type) {
        case IB_INT32:
            return typed(int32_t{});
        case IB_UINT32:
            return typed(uint32_t{});
        case IB_FLOAT32:
            return typed(float{});
        case IB_FLOAT64:
            return typed(double{});
        case IB_FLOAT16:
            return typed(Half{});
        default:
            throw std::invalid_argument("voxel type must be 4 to 8, was " + std::to_string(type));
    }
}

void check(const void* voxels, int64_t n, int32_t above, int32_t threads) {
    require(voxels != nullptr, "voxels must not be null");
    require(n > 0 && n <= int64_t{1} << 53, "n must be 1 to 2^53", n);
    require(above == 0 || above == 1, "above must be 0 or 1", above);
    require(threads >= 1, "threads must be at least 1", threads);
}

/// -0 becomes +0.
ib_part_sums result(const PartSums& part) {
    return {part.count, part.min + 0.0, part.max + 0.0, part.sum};
}

}  // namespace

template <typename Voxel>
Sums sums(const Voxel* voxels, int64_t n, Limit limit, int32_t threads) {
    auto totals = block_totals(n);
    std::vector<Ends> workers(static_cast<size_t>(chunk_workers(n, kChunk, threads)));
    const auto kernel = moment_kernels<Voxel>(limit.above, simd_level()).sums;
    for_chunks(n, kChunk, threads, [&](int64_t worker, int64_t begin, int64_t end) {
        kernel(voxels + begin, end - begin, limit.value, workers[static_cast<size_t>(worker)],
               totals.data() + begin / kMomentsBlock);
    });
    Sums found;
    for (const Ends& ends : workers) {
        found.non_finite += ends.non_finite;
        add(found.all, ends.all);
        add(found.beyond, ends.beyond);
    }
    const Squares sum = in_order(totals);
    found.all.sum = sum.all;
    found.beyond.sum = sum.beyond;
    return found;
}

template <typename Voxel>
Squares squares(const Voxel* voxels, int64_t n, Limit limit, double mean, double mean_beyond,
                int32_t threads) {
    auto totals = block_totals(n);
    const auto kernel = moment_kernels<Voxel>(limit.above, simd_level()).squares;
    for_chunks(n, kChunk, threads, [&](int64_t, int64_t begin, int64_t end) {
        kernel(voxels + begin, end - begin, limit.value, mean, mean_beyond,
               totals.data() + begin / kMomentsBlock);
    });
    return in_order(totals);
}

}  // namespace ib

extern "C" ib_status ib_sums(const void* voxels, int32_t type, int64_t n, double limit, int32_t above,
                             int32_t threads, ib_part_sums* out_all, ib_part_sums* out_beyond,
                             int64_t* out_non_finite) {
    return ib::to_status([&] {
        ib::check(voxels, n, above, threads);
        ib::require(out_all != nullptr && out_beyond != nullptr && out_non_finite != nullptr,
                    "out_all, out_beyond and out_non_finite must not be null");
        ib::with_type(voxels, type, [&](const auto* typed) {
            const auto found = ib::sums(typed, n, {limit, above == 1}, threads);
            *out_all = ib::result(found.all);
            *out_beyond = ib::result(found.beyond);
            *out_non_finite = found.non_finite;
        });
    });
}

extern "C" ib_status ib_squares(const void* voxels, int32_t type, int64_t n, double limit,
                                int32_t above, double mean, double mean_beyond, int32_t threads,
                                double* out, double* out_beyond) {
    return ib::to_status([&] {
        ib::check(voxels, n, above, threads);
        ib::require(out != nullptr && out_beyond != nullptr, "out and out_beyond must not be null");
        ib::with_type(voxels, type, [&](const auto* typed) {
            const auto found = ib::squares(typed, n, {limit, above == 1}, mean, mean_beyond, threads);
            *out = found.all;
            *out_beyond = found.beyond;
        });
    });
}

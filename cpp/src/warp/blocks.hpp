// A warped patch, block after block: each one's box of voxels is fetched into memory of the thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/chunks.hpp"
#include "base/memory.hpp"
#include "ib/ib_cpu.h"
#include "warp/block.hpp"
#include "warp/displace.hpp"
#include "warp/looked_at.hpp"
#include "warp/rows.hpp"

namespace ib {

/// Elements of a block along x, y and z, at most. With 32 along z, a spline took a third longer: its
/// displacements and the box did not both stay in the second cache.
constexpr Triple kBlockSize{{32, 32, 16}};
static_assert(kBlockSize.of[0] <= kLongestRow);

/// Bytes of a box; 8 voxels at least. That of a block that is turned as far as can be, of which half is
/// looked at, stays in the second cache.
constexpr int64_t kBoxBytes = int64_t{640} << 10;

/// What a thread keeps of a block.
class WarpScratch {
public:
    explicit WarpScratch(bool splines) : box_(kBoxBytes) {
        if (splines) {
            displacements_ = PooledArray<int32_t>(displacement_count(kBlockSize));
            spline_ = PooledArray<SplineScratch>(1);
        }
    }

    std::byte* box() { return box_.data(); }
    int32_t* displacements() { return displacements_.data(); }
    SplineScratch& spline() { return spline_[0]; }

private:
    PooledArray<std::byte> box_;
    PooledArray<int32_t> displacements_;
    PooledArray<SplineScratch> spline_;
};

/// The blocks of a target.
struct BlockGrid {
    Triple size;

    int64_t blocks(int axis) const { return (size[axis] - 1) / kBlockSize[axis] + 1; }
    int64_t count() const { return blocks(0) * blocks(1) * blocks(2); }
    WarpBlock block(int64_t number) const {
        WarpBlock block{};
        for (int axis = 0; axis < 3; ++axis) {
            block.begin[axis] = number % blocks(axis) * kBlockSize[axis];
            block.size[axis] = std::min(kBlockSize[axis], size[axis] - block.begin[axis]);
            number /= blocks(axis);
        }
        return block;
    }
};

/// Where a patch is warped to, and from what kind of voxels.
struct WarpTarget {
    const ib_warp& warp;
    Triple size;  // of the patch
    void* first;
    WarpKind kind;

    bool nearest() const { return kind == WarpKind::kLabels || kind == WarpKind::kIds; }
    int64_t bytes() const { return kind == WarpKind::kLabels ? 1 : kind == WarpKind::kFloat16 ? 2 : 4; }
    int64_t box_bytes() const { return kind == WarpKind::kLabels ? 1 : 4; }
};

/// Where a box goes, its rows and planes so many voxels apart.
struct BoxTarget {
    std::byte* first;
    int64_t row;
    int64_t plane;
};

/// Fetches the voxels of a box, counted from the patch's corner, that are looked at, and perhaps
/// others.
class BoxSource {
public:
    virtual void fetch(const Box& box, const LookedAt& looked_at, const BoxTarget& to) const = 0;

protected:
    ~BoxSource() = default;
};

/// The blocks of a batch, one patch after the other, and what its threads work in.
class WarpBatch {
public:
    WarpBatch(int32_t threads, bool splines) : threads_(threads), splines_(splines) {}

    void add(const BlockGrid& grid) {
        grids_.push_back(grid);
        ends_.push_back(count() + grid.count());
    }

    /// Takes the memory: nothing after it can fail.
    void prepare() {
        for (int32_t i = chunk_workers(count(), 1, threads_); i > 0; --i) {
            scratch_.emplace_back(splines_);
        }
    }

    /// Calls body(patch, block, scratch) for every block.
    template <typename Body>
    void run(Body&& body) {
        for_chunks(count(), 1, threads_, [&](int64_t worker, int64_t number, int64_t) {
            const auto patch = std::upper_bound(ends_.begin(), ends_.end(), number) - ends_.begin();
            const BlockGrid& grid = grids_[static_cast<size_t>(patch)];
            const int64_t first = ends_[static_cast<size_t>(patch)] - grid.count();
            body(patch, grid.block(number - first), scratch_[static_cast<size_t>(worker)]);
        });
    }

private:
    int64_t count() const { return ends_.empty() ? 0 : ends_.back(); }

    int32_t threads_;
    bool splines_;
    std::vector<BlockGrid> grids_;
    std::vector<int64_t> ends_;
    std::vector<WarpScratch> scratch_;
};

/// Writes the elements of a block; how many are not 0 where labels are copied, else 0.
int64_t warp_block(const WarpTarget& target, const BoxSource& source, const WarpBlock& block,
                   WarpScratch& scratch);

}  // namespace ib

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
#include "warp/rows_ahead.hpp"

namespace ib {

/// Elements of a block along x, y and z, at most. Longer rows take fewer voxels to look at for each
/// element, until the box of two channels leaves the second cache; with displacements it does so
/// sooner.
constexpr Triple kBlockSize{{64, 32, 24}};
constexpr Triple kSplinedBlockSize{{32, 32, 16}};
static_assert(kBlockSize.of[0] <= kLongestRow && kSplinedBlockSize.of[0] <= kLongestRow);

/// Rows are read and written in vectors of so many elements, or half as many.
constexpr int64_t kBlockStep = 16;

/// Bytes of a box of one channel and of two; 8 voxels at least. Where a block is turned, half of its
/// box is looked at.
constexpr int64_t kBoxBytes = int64_t{1280} << 10;
constexpr int64_t kBoxBytesOfTwo = 2 * kBoxBytes;

/// What a thread keeps of a block.
class WarpScratch {
public:
    explicit WarpScratch(bool splines) : box_(kBoxBytesOfTwo) {
        if (splines) {
            displacements_ = PooledArray<int32_t>(displacement_count(kSplinedBlockSize));
            spline_ = PooledArray<SplineScratch>(1);
        }
    }

    std::byte* box() { return box_.data(); }
    int32_t* displacements() { return displacements_.data(); }
    SplineScratch& spline() { return spline_[0]; }
    RowsAhead& ahead() { return ahead_; }

private:
    PooledArray<std::byte> box_;
    PooledArray<int32_t> displacements_;
    PooledArray<SplineScratch> spline_;
    RowsAhead ahead_;
};

/// The blocks of a target: along each axis as few as can be, of the same length but for the last one.
struct BlockGrid {
    BlockGrid(const Triple& of, bool splined) : size(of), length{} {
        for (int axis = 0; axis < 3; ++axis) {
            const int64_t most = splined ? kSplinedBlockSize[axis] : kBlockSize[axis];
            const int64_t parts = (size[axis] - 1) / most + 1;
            const int64_t step = axis == 0 ? kBlockStep : 1;
            length[axis] = ((size[axis] - 1) / parts / step + 1) * step;
        }
    }

    int64_t blocks(int axis) const { return (size[axis] - 1) / length[axis] + 1; }
    int64_t count() const { return blocks(0) * blocks(1) * blocks(2); }
    WarpBlock block(int64_t number) const {
        WarpBlock block{};
        for (int axis = 0; axis < 3; ++axis) {
            block.begin[axis] = number % blocks(axis) * length[axis];
            block.size[axis] = std::min(length[axis], size[axis] - block.begin[axis]);
            number /= blocks(axis);
        }
        return block;
    }

    Triple size;
    Triple length;
};

/// Where a patch is warped to, and from what kind of voxels.
struct WarpTarget {
    const ib_warp& warp;
    Triple size;  // of the patch
    WarpKind kind;
    void* first;
    void* second;  // of a second channel that is warped with it, linearly, or NULL

    bool two() const { return second != nullptr; }
    bool nearest() const { return kind == WarpKind::kLabels || kind == WarpKind::kIds; }
    int64_t bytes() const { return kind == WarpKind::kLabels ? 1 : kind == WarpKind::kFloat16 ? 2 : 4; }
    /// Of an entry of a box, and of a voxel: of two channels each has two entries.
    int64_t entry_bytes() const { return kind == WarpKind::kLabels ? 1 : 4; }
    int64_t voxel_bytes() const { return entry_bytes() * (two() ? 2 : 1); }

    int64_t row_bytes() const { return size[0] * bytes(); }
    int64_t plane_bytes() const { return size[1] * row_bytes(); }
    /// Where the first element of a block goes, in a channel.
    std::byte* at(void* channel, const WarpBlock& block) const {
        return static_cast<std::byte*>(channel) + block.begin[2] * plane_bytes() +
               block.begin[1] * row_bytes() + block.begin[0] * bytes();
    }
};

/// Where a box goes, its rows and planes so many bytes apart.
struct BoxTarget {
    std::byte* first;
    int64_t row;
    int64_t plane;
};

/// Fetches the voxels of a box, counted from the patch's corner, that are looked at, and perhaps
/// others. False if all of them are 0.
class BoxSource {
public:
    virtual bool fetch(const Box& box, const LookedAt& looked_at, const BoxTarget& to) const = 0;

    /// Adds what fetch() will read, as far as that can be said.
    virtual void look_ahead(const Box& box, const LookedAt& looked_at, RowsAhead& ahead) const = 0;

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

    /// Calls look_ahead(patch, block, scratch) for the block that a thread will probably be given next,
    /// then body(patch, block, scratch): that for every block.
    template <typename LookAhead, typename Body>
    void run(LookAhead&& look_ahead, Body&& body) {
        const auto workers = static_cast<int64_t>(scratch_.size());
        for_chunks(count(), 1, threads_, [&](int64_t worker, int64_t number, int64_t) {
            WarpScratch& scratch = scratch_[static_cast<size_t>(worker)];
            scratch.ahead().clear();
            if (number + workers < count()) { with_block(number + workers, scratch, look_ahead); }
            with_block(number, scratch, body);
        });
    }

private:
    template <typename Body>
    void with_block(int64_t number, WarpScratch& scratch, Body&& body) {
        const auto patch = std::upper_bound(ends_.begin(), ends_.end(), number) - ends_.begin();
        const BlockGrid& grid = grids_[static_cast<size_t>(patch)];
        const int64_t first = ends_[static_cast<size_t>(patch)] - grid.count();
        body(patch, grid.block(number - first), scratch);
    }

    int64_t count() const { return ends_.empty() ? 0 : ends_.back(); }

    int32_t threads_;
    bool splines_;
    std::vector<BlockGrid> grids_;
    std::vector<int64_t> ends_;
    std::vector<WarpScratch> scratch_;
};

/// Adds what a block will read, as far as that can be said without its displacements.
void look_ahead(const WarpTarget& target, const BoxSource& source, const WarpBlock& block,
                RowsAhead& ahead);

/// Writes the elements of a block; how many are not 0 where labels are copied, else 0.
int64_t warp_block(const WarpTarget& target, const BoxSource& source, const WarpBlock& block,
                   WarpScratch& scratch);

}  // namespace ib

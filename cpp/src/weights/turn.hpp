// Runs of a plane that is turned by 90 degrees: a run becomes a column.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/transpose.hpp"
#include "weights/runs.hpp"

namespace ib {

/// Where voxel (i, j) of a plane of the patch goes: first + i * step_x + j * step_y.
struct PlaneOrder {
    int64_t first;
    int64_t step_x;
    int64_t step_y;
    bool transposed;
};

/// Paints runs of one plane after the other into columns. Where a strip of rows is well filled, its
/// rows are painted beside and transposed: element by element, a run of 128 voxels writes to 128 cache
/// lines of few sets, and a large lesion took seven times as long.
class TurnedPlane {
public:
    explicit TurnedPlane(const PlaneOrder& order, int64_t n) : order_(order), n_(n) {}

    /// Runs of a plane come in the order of their rows; finish() ends the plane.
    void add(uint32_t* plane, const PatchRun& run, uint32_t value, uint32_t background) {
        if (!runs_.empty() && run.y / kRows != runs_.front().run.y / kRows) { flush(); }
        plane_ = plane;
        background_ = background;
        runs_.push_back({run, value});
        voxels_ += run.end - run.begin;
    }

    void finish() { flush(); }

private:
    static constexpr int64_t kRows = 16;  // a cache line of elements

    struct Valued {
        PatchRun run;
        uint32_t value;
    };

    void flush() {
        if (voxels_ < 4 * n_) {
            for (const Valued& v : runs_) {
                for (int64_t i = v.run.begin; i < v.run.end; ++i) {
                    plane_[order_.first + i * order_.step_x + v.run.y * order_.step_y] = v.value;
                }
            }
        } else {
            flush_whole();
        }
        runs_.clear();
        voxels_ = 0;
    }

    void flush_whole() {
        const int64_t first = runs_.front().run.y / kRows * kRows;
        const int64_t rows = std::min(kRows, n_ - first);
        strip_.assign(static_cast<size_t>(kRows * n_), background_);
        const bool reversed = order_.step_y < 0;
        for (const Valued& v : runs_) {
            const int64_t row = reversed ? rows - 1 - (v.run.y - first) : v.run.y - first;
            std::fill_n(strip_.data() + row * n_ + v.run.begin, v.run.end - v.run.begin, v.value);
        }
        const int64_t column = reversed ? first + rows - 1 : first;
        transpose(strip_.data(), n_, plane_ + order_.first + column * order_.step_y, order_.step_x,
                  rows, n_);
    }

    PlaneOrder order_;
    int64_t n_;
    uint32_t* plane_ = nullptr;
    uint32_t background_ = 0;
    int64_t voxels_ = 0;
    std::vector<Valued> runs_;  // of one strip
    std::vector<uint32_t> strip_;
};

}  // namespace ib

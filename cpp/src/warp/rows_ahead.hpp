// Asks for the voxels that a thread needs next, while it interpolates: a processor does not guess where
// short rows of a volume are, and asking for all of them at once would fill its queues.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gather/packed_area.hpp"
#include "gather/plan.hpp"

namespace ib {

/// Rows of raw volumes, asked for a few at a time.
class RowsAhead {
public:
    void clear() { count_ = 0, rows_ = 0, area_ = 0, row_ = 0; }

    /// What of an area of a patch lies in its volume; nothing where there are many already.
    void add(const GatherPlan& plan, const PatchArea& area);

    /// To be asked for in `steps` equal parts.
    void split(int64_t steps) { step_ = (rows_ + steps - 1) / steps; }

    /// Asks for the next part.
    void ask() {
        for (int64_t i = 0; i < step_ && area_ < count_; ++i) { ask_row(); }
    }

private:
    static constexpr int64_t kLine = 64;

    struct Area {
        const std::byte* first;
        int64_t bytes, rows, planes;  // bytes of a row
        int64_t row, plane;           // from one to the next, in bytes
    };

    void ask_row() {
        const Area& area = areas_[area_];
        const std::byte* const first =
            area.first + row_ / area.rows * area.plane + row_ % area.rows * area.row;
        for (int64_t i = 0; i < area.bytes; i += kLine) { __builtin_prefetch(first + i, 0, 2); }
        __builtin_prefetch(first + area.bytes - 1, 0, 2);
        if (++row_ == area.rows * area.planes) { row_ = 0, ++area_; }
    }

    std::array<Area, 256> areas_;
    size_t count_ = 0;
    int64_t rows_ = 0;
    int64_t step_ = 0;
    size_t area_ = 0;
    int64_t row_ = 0;
};

}  // namespace ib

#include "labels/slab.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "base/status.hpp"
#include "labels/dense_rows.hpp"
#include "labels/mask_bits.hpp"
#include "labels/union_find.hpp"

namespace ib {
namespace {

/// Writes the begins and ends of the runs of a row of nx bits alternately; returns how many.
int64_t write_edges(const uint64_t* words, int64_t nx, int32_t* edges) {
    int32_t* next = edges;
    uint64_t carry = 0;
    for (int64_t base = 0; base < nx; base += 64) {
        const uint64_t word = words[base / 64];
        uint64_t changes = word ^ (word << 1 | carry);
        carry = word >> 63;
        for (; changes != 0; changes &= changes - 1) {
            *next++ = static_cast<int32_t>(base + std::countr_zero(changes));
        }
    }
    if (carry != 0) { *next++ = static_cast<int32_t>(nx); }
    return next - edges;
}

class SlabLabeller {
public:
    SlabLabeller(const MaskView& mask, int64_t z_begin, int64_t z_end, int32_t connectivity)
        : mask_(mask),
          reach_(reach_of(connectivity)),
          pack_(pack_row()),
          unite_dense_(unite_dense_rows()),
          words_((mask.nx + 63) / 64),
          bits_(2 * mask.ny * words_),
          slab_(mask, z_begin, z_end) {}

    Slab run() && {
        int64_t row = 0;
        slab_.row_start[0] = 0;
        for (int64_t z = slab_.z_begin; z < slab_.z_end; ++z) {
            for (int64_t y = 0; y < mask_.ny; ++y, ++row) {
                const bool any = append_runs(row, y, z);
                slab_.row_start[row + 1] = static_cast<int32_t>(slab_.spans.size());
                if (any) { unite_with_earlier_rows(row, y, z); }
            }
        }
        const auto runs = static_cast<int32_t>(slab_.component.size());
        slab_.components = count_roots(slab_.component.data(), runs);
        return std::move(slab_);
    }

private:
    bool append_runs(int64_t row, int64_t y, int64_t z) {
        const uint8_t* voxels = mask_.voxels + (z * mask_.ny + y) * mask_.nx;
        uint64_t* words = bits_.data() + row % (2 * mask_.ny) * words_;
        if (pack_(voxels, mask_.nx, words) == 0) { return false; }
        Span* spans = slab_.spans.reserve(mask_.nx / 2 + 1);
        const int64_t count = write_edges(words, mask_.nx, &spans->begin) / 2;
        const int64_t first = slab_.spans.size();
        require(first + count <= std::numeric_limits<int32_t>::max(),
                "a mask must have at most 2^31 - 1 runs");
        int32_t* parent = slab_.component.reserve(count);
        std::iota(parent, parent + count, static_cast<int32_t>(first));
        slab_.spans.advance(count);
        slab_.component.advance(count);
        return true;
    }

    void unite_with_earlier_rows(int64_t row, int64_t y, int64_t z) {
        if (y > 0) { unite_rows(row, row - 1, reach_.face); }
        if (z == slab_.z_begin) { return; }
        const int64_t below = row - mask_.ny;
        unite_rows(row, below, reach_.face);
        if (reach_.diagonal == Reach::kNever) { return; }
        if (y > 0) { unite_rows(row, below - 1, reach_.diagonal); }
        if (y + 1 < mask_.ny) { unite_rows(row, below + 1, reach_.diagonal); }
    }

    void unite_rows(int64_t row, int64_t earlier, int32_t reach) {
        const Span* spans = slab_.spans.data();
        const int32_t* start = slab_.row_start.data();
        int32_t* parent = slab_.component.data();
        const int32_t a = start[row], a_end = start[row + 1];
        const int32_t b = start[earlier], b_end = start[earlier + 1];
        // A step along runs costs about as much as a word.
        if (unite_dense_ != nullptr && b < b_end && a_end - a + b_end - b > words_) {
            return unite_dense_(parent, bits_of(row, a), bits_of(earlier, b), words_, reach);
        }
        for_touching_runs(spans, a, a_end, spans, b, b_end, reach,
                          [parent](int32_t i, int32_t k) { unite(parent, i, k); });
    }

    RowBits bits_of(int64_t row, int32_t first_run) const {
        return {bits_.data() + row % (2 * mask_.ny) * words_, first_run};
    }

    MaskView mask_;
    Reach reach_;
    PackRow pack_;
    UniteDenseRows unite_dense_;
    int64_t words_;               // of a row
    PooledArray<uint64_t> bits_;  // of this plane's rows and the last's; of empty rows arbitrary
    Slab slab_;
};

}  // namespace

Slab label_slab(const MaskView& mask, int64_t z_begin, int64_t z_end, int32_t connectivity) {
    return SlabLabeller(mask, z_begin, z_end, connectivity).run();
}

void name_components(Slab& slab, int64_t ny, int64_t nz, int64_t* keys) {
    int32_t* parent = slab.component.data();
    const auto first = static_cast<int32_t>(slab.first_component);
    int32_t next = first;
    int32_t run = 0;
    for (int64_t row = 0; row + 1 < slab.row_start.size(); ++row) {
        const int64_t row_key = key_of(0, row % ny, slab.z_begin + row / ny, ny, nz);
        for (; run < slab.row_start[row + 1]; ++run) {
            const int64_t key = row_key + key_of(slab.spans[run].begin, 0, 0, ny, nz);
            // Without a branch, which noise would make the processor guess.
            const bool is_first = parent[run] == run;
            const int32_t component = is_first ? next : parent[parent[run]];  // smaller: already named
            keys[component] = is_first ? key : std::min(keys[component], key);
            parent[run] = component;
            next += is_first;
        }
    }
}

}  // namespace ib

// Which instances a patch shows, how much of each, and what its voxels weigh.
#pragma once

#include <cstdint>

#include "base/memory.hpp"
#include "ib/ib_cpu.h"

namespace ib {

/// A hash table by id: a case may have millions of instances, a patch shows few of them.
class WeightTable {
public:
    /// Counts the runs of the patch, and weighs if it has weights. Throws std::invalid_argument if a
    /// run has an id that the patch does not have.
    explicit WeightTable(const ib_weight_patch& patch);

    /// Counts the elements of a patch that are at hand, and weighs them. Their ids are those of the
    /// patch.
    WeightTable(const ib_weight_patch& patch, const int32_t* ids);

    float background() const { return background_; }

    /// Of an instance the patch shows.
    float weight_of(int32_t id) const { return entries_[slot_of(id)].weight; }

private:
    struct Entry {
        int32_t id;  // 0: free
        float weight;
        int64_t voxels;
    };

    static PooledArray<Entry> free_entries(int64_t count);
    int64_t slot_of(int32_t id) const;
    void add(int32_t id, int64_t voxels);
    void grow();
    void count(const ib_weight_patch& patch);
    void count(const int32_t* ids, int64_t n);
    void weigh(const ib_weight_patch& patch);

    // Pooled: of a patch full of noise the table has more bytes than the weights, and touching them for
    // the first time took longer than counting.
    PooledArray<Entry> entries_;
    int64_t used_ = 0;
    int64_t foreground_ = 0;
    float background_ = 1.0f;
};

}  // namespace ib

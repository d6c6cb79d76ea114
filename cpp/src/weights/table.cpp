#include "weights/table.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "weights/runs.hpp"

namespace ib {
namespace {

constexpr int64_t kFirstSlots = 256;  // a power of two; a page

/// Weights of one patch before and after the limits, in float64.
struct Rule {
    const ib_weight_patch& patch;
    double voxels;      // of the patch
    double foreground;  // of them
    double visible;     // instances
    double distinct;    // ids, background included where there is any

    double raw(int32_t id, int64_t in_patch) const {
        const auto v = static_cast<double>(in_patch);
        switch (patch.kind) {
            case IB_PATCH_INVERSE:
                return voxels / (distinct * v);
            case IB_FOREGROUND_INVERSE:
                return id == 0 ? 1.0 : foreground / (visible * v);
            default:
                return id == 0 ? 1.0 : voxels / (2.0 * static_cast<double>(patch.voxels[id - 1]));
        }
    }

    double limited(int32_t id, int64_t in_patch) const {
        return std::min(std::max(raw(id, in_patch), patch.min), patch.max);
    }
};

}  // namespace

WeightTable::WeightTable(const ib_weight_patch& patch) : entries_(free_entries(kFirstSlots)) {
    count(patch);
    if (patch.weights != nullptr) { weigh(patch); }
}

WeightTable::WeightTable(const ib_weight_patch& patch, const int32_t* ids)
    : entries_(free_entries(kFirstSlots)) {
    count(ids, patch.size_x * patch.size_y * patch.size_z);
    weigh(patch);
}

PooledArray<WeightTable::Entry> WeightTable::free_entries(int64_t count) {
    PooledArray<Entry> entries(count);
    std::fill(entries.begin(), entries.end(), Entry{});
    return entries;
}

/// Where the id is, or the free slot where it belongs.
int64_t WeightTable::slot_of(int32_t id) const {
    const int64_t mask = entries_.size() - 1;
    int64_t slot = static_cast<int64_t>((static_cast<uint32_t>(id) * uint32_t{2654435761}) >> 7) & mask;
    while (entries_[slot].id != id && entries_[slot].id != 0) { slot = (slot + 1) & mask; }
    return slot;
}

void WeightTable::add(int32_t id, int64_t voxels) {
    int64_t slot = slot_of(id);
    if (entries_[slot].id == 0) {
        if (2 * (used_ + 1) > entries_.size()) {
            grow();
            slot = slot_of(id);
        }
        entries_[slot].id = id;
        ++used_;
    }
    entries_[slot].voxels += voxels;
}

void WeightTable::grow() {
    PooledArray<Entry> old = free_entries(2 * entries_.size());
    std::swap(old, entries_);
    for (const Entry& entry : old) {
        if (entry.id != 0) { entries_[slot_of(entry.id)] = entry; }
    }
}

void WeightTable::count(const ib_weight_patch& patch) {
    for (int64_t k = 0; k < patch.size_z; ++k) {
        for_runs(patch, k, [&](const PatchRun& run) {
            if (run.instance < 1 || run.instance > patch.instance_count) {
                throw std::invalid_argument("a run's id must be 1 to " +
                                            std::to_string(patch.instance_count) + ", was " +
                                            std::to_string(run.instance));
            }
            add(run.instance, run.end - run.begin);
            foreground_ += run.end - run.begin;
        });
    }
}

/// Run after run of the same id.
void WeightTable::count(const int32_t* ids, int64_t n) {
    for (int64_t begin = 0; begin < n;) {
        const int32_t id = ids[begin];
        int64_t end = begin + 1;
        while (end < n && ids[end] == id) { ++end; }
        if (id != 0) {
            add(id, end - begin);
            foreground_ += end - begin;
        }
        begin = end;
    }
}

void WeightTable::weigh(const ib_weight_patch& patch) {
    const int64_t voxels = patch.size_x * patch.size_y * patch.size_z;
    const int64_t empty = voxels - foreground_;
    const Rule rule{patch, static_cast<double>(voxels), static_cast<double>(foreground_),
                    static_cast<double>(used_), static_cast<double>(used_ + (empty > 0 ? 1 : 0))};
    double mean = 1.0;
    if ((patch.flags & IB_MEAN_ONE) != 0) {
        std::vector<const Entry*> visible;
        for (const Entry& entry : entries_) {
            if (entry.id != 0) { visible.push_back(&entry); }
        }
        // The order of the sum is part of the result.
        std::sort(visible.begin(), visible.end(),
                  [](const Entry* a, const Entry* b) { return a->id < b->id; });
        double sum = empty > 0 ? static_cast<double>(empty) * rule.limited(0, empty) : 0.0;
        for (const Entry* entry : visible) {
            sum += static_cast<double>(entry->voxels) * rule.limited(entry->id, entry->voxels);
        }
        mean = sum / static_cast<double>(voxels);
    }
    if (empty > 0) { background_ = static_cast<float>(rule.limited(0, empty) / mean); }
    for (Entry& entry : entries_) {
        if (entry.id != 0) {
            entry.weight = static_cast<float>(rule.limited(entry.id, entry.voxels) / mean);
        }
    }
}

}  // namespace ib

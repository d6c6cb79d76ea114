#include "percentiles/bins.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstring>
#include <utility>

#include "base/chunks.hpp"
#include "base/memory.hpp"
#include "percentiles/binning.hpp"
#include "percentiles/brackets.hpp"

namespace ib {
namespace {

constexpr int64_t kTables = 2;         // side by side: an increment need not wait for the last one
constexpr int64_t kMost = 0xffffffff;  // voxels: counters have 32 bits

/// Voxels that are looked at together.
constexpr int64_t kGroup = 8;

/// Slot 0 is of the bins without a rank.
constexpr int64_t kSlots = 256;

/// Whether a group is all of one bin, as air and padding are.
bool is_run(const uint16_t* bins) {
    uint64_t words[kGroup / 4];
    std::memcpy(words, bins, sizeof words);
    return words[0] == words[1] && words[0] == std::rotl(words[0], 16);
}

/// A run is one addition.
void count_block(const uint16_t* bins, int64_t n, uint32_t* tables) {
    int64_t begin = 0;
    for (; begin + kGroup <= n; begin += kGroup) {
        if (is_run(bins + begin)) {
            tables[bins[begin]] += kGroup;
            continue;
        }
        for (int64_t i = 0; i < kGroup; ++i) { ++tables[i % kTables * kBins + bins[begin + i]]; }
    }
    for (; begin < n; ++begin) { ++tables[bins[begin]]; }
}

template <typename Voxel>
std::vector<int64_t> count_bins(const Binning<Voxel>& binning, const Voxel* voxels, int64_t n,
                                int32_t threads) {
    const int64_t workers = chunk_workers(n, kBinChunk, threads);
    PooledArray<uint32_t> tables(workers * kTables * kBins);
    std::fill(tables.begin(), tables.end(), 0u);
    for_binned(binning, voxels, n, threads,
               [&](int64_t worker, int64_t, int64_t size, const uint16_t* bins) {
                   count_block(bins, size, tables.data() + worker * kTables * kBins);
               });
    std::vector<int64_t> counts(kBins, 0);
    for (int64_t i = 0; i < tables.size(); ++i) { counts[static_cast<size_t>(i % kBins)] += tables[i]; }
    return counts;
}

/// A bin with ranks. One key of it, common in the sample, is only counted: it may be a third of all.
template <typename Key>
struct Slot {
    int64_t before = 0;  // voxels in the bins below
    int64_t size = 0;
    Key common{};
    int64_t equal = 0;
};

/// The slot of each bin, ascending.
template <typename Key>
struct Slots {
    std::vector<uint8_t> of_bin = std::vector<uint8_t>(kBins, 0);
    std::vector<Slot<Key>> slots = std::vector<Slot<Key>>(kSlots);
    size_t size = 1;
};

/// False where there are more bins than slots.
template <typename Key>
bool find_slots(const std::vector<int64_t>& counts, const std::vector<int64_t>& ranks,
                Slots<Key>& slots) {
    int64_t before = 0;
    size_t rank = 0;
    for (size_t bin = 0; bin < kBins && rank < ranks.size(); ++bin) {
        const int64_t end = before + counts[bin];
        if (ranks[rank] < end) {
            if (slots.size == kSlots) { return false; }
            slots.slots[slots.size].before = before;
            slots.slots[slots.size].size = counts[bin];
            slots.of_bin[bin] = static_cast<uint8_t>(slots.size++);
            while (rank < ranks.size() && ranks[rank] < end) { ++rank; }
        }
        before = end;
    }
    return true;
}

/// The most frequent sampled key of every slot; 0, which may be of another bin, where there is none.
template <typename Voxel, typename Key>
void find_common(const Binning<Voxel>& binning, const std::vector<Voxel>& sample, Slots<Key>& slots) {
    std::vector<std::pair<Key, size_t>> keys;
    for (const Voxel voxel : sample) {
        const size_t slot = slots.of_bin[binning.bin(voxel)];
        if (slot != 0) { keys.push_back({Keys<Voxel>::key(voxel), slot}); }
    }
    std::sort(keys.begin(), keys.end());
    std::vector<size_t> longest(slots.size, 0);
    for (size_t begin = 0, end = 0; begin < keys.size(); begin = end) {
        while (end < keys.size() && keys[end] == keys[begin]) { ++end; }
        const auto [key, slot] = keys[begin];
        if (end - begin > longest[slot]) {
            longest[slot] = end - begin;
            slots.slots[slot].common = key;
        }
    }
}

/// Counts the common keys of a block and writes its other keys of slots to `others`; how many.
template <typename Voxel, typename Key>
int64_t keep_block(const Voxel* voxels, int64_t n, const uint16_t* bins, const uint8_t* of_bin,
                   const Key* common, int64_t* equal, Key* others) {
    int64_t found = 0;
    const auto take = [&](int64_t i, uint8_t slot) {
        const Key key = Keys<Voxel>::key(voxels[i]);
        const bool same = key == common[slot];
        equal[i % kTables * kSlots + slot] += same;
        others[found] = key;
        found += (slot != 0) & !same;
    };
    int64_t begin = 0;
    for (; begin + kGroup <= n; begin += kGroup) {
        if (is_run(bins + begin)) {
            const uint8_t slot = of_bin[bins[begin]];
            Key differences = 0;
            for (int64_t i = 0; i < kGroup; ++i) {
                differences |= Keys<Voxel>::key(voxels[begin + i]) ^ common[slot];
            }
            if (slot == 0 || differences == 0) {
                equal[slot] += kGroup;
                continue;
            }
        }
        uint8_t slots[kGroup];
        for (int64_t i = 0; i < kGroup; ++i) { slots[i] = of_bin[bins[begin + i]]; }
        uint64_t any;
        std::memcpy(&any, slots, sizeof any);
        if (any == 0) { continue; }
        for (int64_t i = 0; i < kGroup; ++i) { take(begin + i, slots[i]); }
    }
    for (; begin < n; ++begin) { take(begin, of_bin[bins[begin]]); }
    return found;
}

/// Counts the common keys and returns how many others of slots there are, which are written to `kept`
/// while there is room.
template <typename Voxel, typename Key>
int64_t keep_slots(const Binning<Voxel>& binning, const Voxel* voxels, int64_t n, int32_t threads,
                   Slots<Key>& slots, PooledArray<Key>& kept) {
    const auto workers = static_cast<size_t>(chunk_workers(n, kBinChunk, threads));
    std::vector<std::array<int64_t, kTables * kSlots>> equal(workers);
    std::array<Key, kSlots> common;
    for (size_t slot = 0; slot < kSlots; ++slot) { common[slot] = slots.slots[slot].common; }
    std::atomic<int64_t> total{0};
    for_binned(binning, voxels, n, threads,
               [&](int64_t worker, int64_t first, int64_t size, const uint16_t* bins) {
                   Key others[kBinBlock];
                   const int64_t found =
                       keep_block(voxels + first, size, bins, slots.of_bin.data(), common.data(),
                                  equal[static_cast<size_t>(worker)].data(), others);
                   if (found == 0) { return; }
                   const int64_t place = total.fetch_add(found, std::memory_order_relaxed);
                   if (place + found > kept.size()) { return; }
                   std::memcpy(kept.data() + place, others, static_cast<size_t>(found) * sizeof(Key));
               });
    for (const auto& counts : equal) {
        for (size_t i = 0; i < counts.size(); ++i) { slots.slots[i % kSlots].equal += counts[i]; }
    }
    return total;
}

/// The key at a rank, from the sorted keys of the slots that are not common.
template <typename Key>
Key key_at(int64_t rank, const Slot<Key>& slot, const Key* others) {
    const Key* end = others + slot.size - slot.equal;
    const int64_t below = std::lower_bound(others, end, slot.common) - others;
    const int64_t local = rank - slot.before;
    if (local < below) { return others[local]; }
    return local < below + slot.equal ? slot.common : others[local - slot.equal];
}

}  // namespace

template <typename Voxel>
std::optional<std::vector<typename Keys<Voxel>::Key>> bin_ranks(const Voxel* voxels, int64_t n,
                                                                const std::vector<int64_t>& ranks,
                                                                int32_t threads) {
    using Key = typename Keys<Voxel>::Key;
    std::vector<Voxel> sample;
    for (int64_t i = 0; i < sample_size(n); ++i) { sample.push_back(voxels[sampled_voxel(i, n)]); }
    const auto binning = binning_of(sample);
    if (!binning || n > kMost) { return std::nullopt; }
    Slots<Key> slots;
    if (!find_slots(count_bins(*binning, voxels, n, threads), ranks, slots)) { return std::nullopt; }
    find_common(*binning, sample, slots);
    PooledArray<Key> kept(n / 16);
    const int64_t size = keep_slots(*binning, voxels, n, threads, slots, kept);
    if (size > kept.size()) { return std::nullopt; }
    std::sort(kept.data(), kept.data() + size);
    std::vector<Key> keys;
    const Key* others = kept.data();
    for (size_t slot = 1; slot < slots.size; ++slot) {
        const Slot<Key>& s = slots.slots[slot];
        while (keys.size() < ranks.size() && ranks[keys.size()] < s.before + s.size) {
            keys.push_back(key_at(ranks[keys.size()], s, others));
        }
        others += s.size - s.equal;
    }
    return keys;
}

#define IB_INSTANTIATE(Voxel)                                               \
    template std::optional<std::vector<Keys<Voxel>::Key>> bin_ranks<Voxel>( \
        const Voxel*, int64_t, const std::vector<int64_t>&, int32_t);
IB_INSTANTIATE(int32_t)
IB_INSTANTIATE(uint32_t)
IB_INSTANTIATE(float)
IB_INSTANTIATE(double)
IB_INSTANTIATE(int64_t)
#undef IB_INSTANTIATE

}  // namespace ib

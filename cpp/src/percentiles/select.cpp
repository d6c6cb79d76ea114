#include "percentiles/select.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

#include "base/chunks.hpp"
#include "base/memory.hpp"
#include "base/simd.hpp"
#include "percentiles/bins.hpp"
#include "percentiles/brackets.hpp"
#include "percentiles/digits.hpp"
#include "percentiles/scan.hpp"

namespace ib {
namespace {

constexpr int64_t kChunk = int64_t{1} << 15;
static_assert(kChunk <= kScanVoxels);

/// Room for the inside keys of a bracket; an honest one has at most a fiftieth of the voxels.
int64_t kept_capacity(int64_t n) { return std::max(n / 32, kDirectVoxels / 2); }

/// What one pass found; kept[b] holds min(size[b], capacity) keys, in no order.
template <typename Key>
struct Pass {
    ScanCounts counts;
    PooledArray<Key> kept[kMaxBrackets];
    std::atomic<int64_t> sizes[kMaxBrackets] = {};
    int64_t capacity = 0;
};

template <typename Key>
void keep(Pass<Key>& pass, size_t b, const Key* keys, int64_t count) {
    if (count == 0) { return; }
    const int64_t place = pass.sizes[b].fetch_add(count, std::memory_order_relaxed);
    if (place + count > pass.capacity) { return; }  // too many: the ranks count as missed
    std::memcpy(pass.kept[b].data() + place, keys, static_cast<size_t>(count) * sizeof(Key));
}

template <typename Voxel, typename Key>
void scan_all(const Voxel* voxels, int64_t n, const std::vector<Bracket<Key>>& brackets,
              int32_t threads, Pass<Key>& pass) {
    const size_t size = brackets.size();
    const int32_t workers = chunk_workers(n, kChunk, threads);
    const auto kernel = scan_kernel<Voxel>(static_cast<int>(size), simd_level());
    constexpr int64_t room = kChunk + kScanSpill;
    PooledArray<Key> buffers(workers * static_cast<int64_t>(size) * room);
    std::vector<ScanCounts> totals(static_cast<size_t>(workers));
    pass.capacity = kept_capacity(n);
    for (size_t b = 0; b < size; ++b) { pass.kept[b] = PooledArray<Key>(pass.capacity); }
    for_chunks(n, kChunk, threads, [&](int64_t worker, int64_t begin, int64_t end) {
        ScanCounts& total = totals[static_cast<size_t>(worker)];
        Key* kept[kMaxBrackets] = {};
        int64_t before[kMaxBrackets] = {};
        for (size_t b = 0; b < size; ++b) {
            kept[b] =
                buffers.data() + (worker * static_cast<int64_t>(size) + static_cast<int64_t>(b)) * room;
            before[b] = total.brackets[b].inside;
        }
        kernel(voxels + begin, end - begin, brackets.data(), kept, total);
        for (size_t b = 0; b < size; ++b) {
            keep(pass, b, kept[b], total.brackets[b].inside - before[b]);
        }
    });
    for (const ScanCounts& total : totals) {
        pass.counts.non_finite += total.non_finite;
        for (size_t b = 0; b < size; ++b) {
            pass.counts.brackets[b].below += total.brackets[b].below;
            pass.counts.brackets[b].up_to_lo += total.brackets[b].up_to_lo;
            pass.counts.brackets[b].up_to_hi += total.brackets[b].up_to_hi;
            pass.counts.brackets[b].inside += total.brackets[b].inside;
        }
    }
}

/// Which of the group's ranks are strictly inside the bracket, relative to its kept keys; sets the keys
/// of those at its ends and lists those outside in `missed`.
template <typename Key>
std::vector<size_t> resolve_ends(const std::vector<int64_t>& ranks, const Group& group,
                                 const Bracket<Key>& bracket, const BracketCounts& counts,
                                 bool complete, std::vector<Key>& keys, std::vector<size_t>& missed) {
    std::vector<size_t> inside;
    for (size_t i = group.first; i <= group.last; ++i) {
        if (ranks[i] < counts.below || ranks[i] >= counts.up_to_hi) {
            missed.push_back(i);
        } else if (ranks[i] < counts.up_to_lo) {
            keys[i] = bracket.lo;
        } else if (ranks[i] >= counts.up_to_lo + counts.inside) {
            keys[i] = bracket.hi;
        } else {
            (complete ? inside : missed).push_back(i);
        }
    }
    return inside;
}

template <typename Key>
std::vector<Key> select_directly(Key* keys, int64_t n, const std::vector<int64_t>& ranks) {
    std::vector<Key> selected;
    Key* from = keys;
    for (const int64_t rank : ranks) {
        std::nth_element(from, keys + rank, keys + n);
        from = keys + rank;
        selected.push_back(*from);
    }
    return selected;
}

template <typename Voxel>
Selected<typename Keys<Voxel>::Key> copy_and_select(const Voxel* voxels, int64_t n,
                                                    const std::vector<int64_t>& ranks) {
    using Key = typename Keys<Voxel>::Key;
    Selected<Key> result;
    PooledArray<Key> keys(n);
    for (int64_t i = 0; i < n; ++i) {
        result.non_finite += !Keys<Voxel>::finite(voxels[i]);
        keys[i] = Keys<Voxel>::key(voxels[i]);
    }
    if (result.non_finite == 0) { result.keys = select_directly(keys.data(), n, ranks); }
    return result;
}

template <typename Voxel>
int64_t count_non_finite(const Voxel* voxels, int64_t n, int32_t threads) {
    std::atomic<int64_t> total{0};
    for_chunks(n, kChunk, threads, [&](int64_t, int64_t begin, int64_t end) {
        int64_t count = 0;
        for (int64_t i = begin; i < end; ++i) { count += !Keys<Voxel>::finite(voxels[i]); }
        total += count;
    });
    return total;
}

template <typename Value>
std::vector<Value> picked(const std::vector<Value>& from, const std::vector<size_t>& which) {
    std::vector<Value> values;
    for (const size_t i : which) { values.push_back(from[i]); }
    return values;
}

template <typename Voxel, typename Key>
void select_in_brackets(const Voxel* voxels, int64_t n, const std::vector<int64_t>& ranks,
                        const std::vector<Group>& groups, int32_t threads, Selected<Key>& result) {
    const auto brackets = brackets_of(voxels, n, ranks, groups);
    Pass<Key> pass;
    scan_all(voxels, n, brackets, threads, pass);
    result.non_finite = pass.counts.non_finite;
    if (result.non_finite != 0) { return; }
    result.keys.resize(ranks.size());
    std::vector<size_t> missed;
    for (size_t b = 0; b < groups.size(); ++b) {
        const BracketCounts& counts = pass.counts.brackets[b];
        const bool complete = counts.inside <= pass.capacity;
        const auto inside =
            resolve_ends(ranks, groups[b], brackets[b], counts, complete, result.keys, missed);
        if (inside.empty()) { continue; }
        auto local = picked(ranks, inside);
        for (int64_t& rank : local) { rank -= counts.up_to_lo; }
        const auto found = select_ranks<Key>(pass.kept[b].data(), counts.inside, local, threads);
        for (size_t i = 0; i < inside.size(); ++i) { result.keys[inside[i]] = found.keys[i]; }
    }
    if (missed.empty()) { return; }
    const auto found = digit_ranks(voxels, n, picked(ranks, missed), threads);
    for (size_t i = 0; i < missed.size(); ++i) { result.keys[missed[i]] = found[i]; }
}

}  // namespace

template <typename Voxel>
Selected<typename Keys<Voxel>::Key> select_ranks(const Voxel* voxels, int64_t n,
                                                 const std::vector<int64_t>& ranks, int32_t threads) {
    if (n <= kDirectVoxels) { return copy_and_select(voxels, n, ranks); }
    Selected<typename Keys<Voxel>::Key> result;
    const auto groups = grouped(ranks, n);
    if (groups.size() <= kMaxBrackets) {
        select_in_brackets(voxels, n, ranks, groups, threads, result);
    } else {
        result.non_finite = count_non_finite(voxels, n, threads);
        if (result.non_finite != 0) { return result; }
        auto found = bin_ranks(voxels, n, ranks, threads);
        result.keys = found ? std::move(*found) : digit_ranks(voxels, n, ranks, threads);
    }
    return result;
}

#define IB_INSTANTIATE(Voxel)                                                      \
    template Selected<Keys<Voxel>::Key> select_ranks<Voxel>(const Voxel*, int64_t, \
                                                            const std::vector<int64_t>&, int32_t);
IB_INSTANTIATE(int32_t)
IB_INSTANTIATE(uint32_t)
IB_INSTANTIATE(float)
IB_INSTANTIATE(double)
IB_INSTANTIATE(int64_t)
#undef IB_INSTANTIATE

}  // namespace ib

#include "labels/radix_sort.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ib {
namespace {

constexpr int kDigitBits = 11;
constexpr int64_t kBuckets = 1 << kDigitBits;
constexpr int64_t kFewEntries = 4096;  // below, clearing the buckets costs more than comparing

void sort_by_digit(const PooledArray<KeyedIndex>& from, PooledArray<KeyedIndex>& to, int shift) {
    std::array<int64_t, kBuckets> next{};
    const auto bucket = [shift](const KeyedIndex& entry) {
        return static_cast<size_t>((entry.key >> shift) & (kBuckets - 1));
    };
    for (int64_t i = 0; i < from.size(); ++i) { ++next[bucket(from[i])]; }
    int64_t begin = 0;
    for (int64_t& entry : next) { begin += std::exchange(entry, begin); }
    for (int64_t i = 0; i < from.size(); ++i) { to[next[bucket(from[i])]++] = from[i]; }
}

}  // namespace

void radix_sort(PooledArray<KeyedIndex>& entries, int key_bits) {
    if (entries.size() <= kFewEntries) {
        std::stable_sort(entries.begin(), entries.end(),
                         [](const KeyedIndex& a, const KeyedIndex& b) { return a.key < b.key; });
        return;
    }
    PooledArray<KeyedIndex> other(entries.size());
    for (int shift = 0; shift < key_bits; shift += kDigitBits) {
        sort_by_digit(entries, other, shift);
        std::swap(entries, other);
    }
}

}  // namespace ib

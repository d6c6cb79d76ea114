// Where in a volume some ranks are: brackets of keys from a sample of its voxels.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/memory.hpp"
#include "percentiles/keys.hpp"
#include "percentiles/scan.hpp"

namespace ib {

/// Voxels of a sample at most.
constexpr int64_t kMaxSample = int64_t{1} << 16;

/// How many of n (>= 16) voxels are sampled, and where number i of them is: one of every
/// stratum, at a hashed place, which is as good as independent draws and in memory order.
int64_t sample_size(int64_t n);
int64_t sampled_voxel(int64_t i, int64_t n);

/// Ranks [first, last] of the list of ranks, close together, that share a bracket.
struct Group {
    size_t first;
    size_t last;
};

std::vector<Group> grouped(const std::vector<int64_t>& ranks, int64_t n);

/// Places around the sample's counterparts of ranks first and last of n.
struct Places {
    int64_t lo;
    int64_t hi;
};

Places places(int64_t first, int64_t last, int64_t n, int64_t sample);

template <typename Voxel>
PooledArray<typename Keys<Voxel>::Key> sampled(const Voxel* voxels, int64_t n) {
    PooledArray<typename Keys<Voxel>::Key> sample(sample_size(n));
    for (int64_t i = 0; i < sample.size(); ++i) {
        sample[i] = Keys<Voxel>::key(voxels[sampled_voxel(i, n)]);
    }
    return sample;
}

/// One bracket for each group, which holds its ranks' keys with near certainty.
template <typename Voxel>
auto brackets_of(const Voxel* voxels, int64_t n, const std::vector<int64_t>& ranks,
                 const std::vector<Group>& groups) {
    using Key = typename Keys<Voxel>::Key;
    auto sample = sampled(voxels, n);
    Key* sorted_up_to = sample.begin();
    const auto at = [&](int64_t place) {
        if (place < 0) { return std::numeric_limits<Key>::min(); }
        if (place >= sample.size()) { return std::numeric_limits<Key>::max(); }
        // Places of overlapping brackets are not ascending.
        if (sample.begin() + place < sorted_up_to) { sorted_up_to = sample.begin(); }
        std::nth_element(sorted_up_to, sample.begin() + place, sample.end());
        sorted_up_to = sample.begin() + place;
        return sample[place];
    };
    std::vector<Bracket<Key>> brackets;
    for (const Group& group : groups) {
        const Places p = places(ranks[group.first], ranks[group.last], n, sample.size());
        const Key lo = at(p.lo);
        brackets.push_back({lo, at(p.hi)});
    }
    return brackets;
}

}  // namespace ib

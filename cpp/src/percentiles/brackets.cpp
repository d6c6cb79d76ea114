#include "percentiles/brackets.hpp"

#include <cmath>

namespace ib {
namespace {

/// Half of a bracket, in standard deviations of a rank's place in the sample: one miss in 10^6.
constexpr double kDeviations = 5;

}  // namespace

int64_t sample_size(int64_t n) { return std::min(kMaxSample, n / 16); }

int64_t sampled_voxel(int64_t i, int64_t n) {
    const auto stratum = static_cast<uint64_t>(n / sample_size(n));
    uint64_t hash = static_cast<uint64_t>(i) + 0x9e3779b97f4a7c15u;  // splitmix64
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    return static_cast<int64_t>(static_cast<uint64_t>(i) * stratum + (hash ^ (hash >> 31)) % stratum);
}

std::vector<Group> grouped(const std::vector<int64_t>& ranks, int64_t n) {
    std::vector<Group> groups;
    for (size_t i = 0; i < ranks.size(); ++i) {
        if (groups.empty() || ranks[i] - ranks[groups.back().first] > n / 1024) {
            groups.push_back({i, i});
        } else {
            groups.back().last = i;
        }
    }
    return groups;
}

Places places(int64_t first, int64_t last, int64_t n, int64_t sample) {
    const auto place = [&](int64_t rank, double side) {
        const double share = static_cast<double>(rank) / static_cast<double>(n);
        const double size = static_cast<double>(sample);
        return share * size + side * (kDeviations * std::sqrt(size * share * (1 - share)) + 4);
    };
    return {static_cast<int64_t>(std::floor(place(first, -1))),
            static_cast<int64_t>(std::ceil(place(last, 1)))};
}

}  // namespace ib

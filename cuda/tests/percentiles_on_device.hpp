// The launches of kernels/percentiles.cu in their order, as that file says, and what the host adds.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "device_array.hpp"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "simt/simt.hpp"

namespace percentiles {

struct Answer {
    int64_t non_finite = 0;
    std::vector<uint64_t> keys;  // of each rank
};

/// How the launches are cut; results must not depend on it.
struct Choice {
    uint64_t seed = 1;
    unsigned blocks = 3;
    unsigned digit_blocks = 2;
    int32_t window = 4096;  // 16 bits: a power of two
    int64_t capacity = -1;  // kept keys of a bracket; -1: n / 32
    int64_t direct = 512;   // 32 and 64 bits
    int64_t sample = 256;   // likewise
    double deviations = 5;  // half of a bracket, and more at the ends:
    double slack = 4;
};

inline double value_of(uint64_t key, int32_t type) {
    constexpr uint64_t kSign = uint64_t{1} << 63;
    switch (type) {
        case IB_INT8:
            return static_cast<double>(key) - 128;
        case IB_INT16:
            return static_cast<double>(key) - 32768;
        case IB_INT32:
            return static_cast<double>(key) - 2147483648.0;
        case IB_FLOAT32: {
            const auto narrow = static_cast<uint32_t>(key);
            return narrow >= 0x80000000u ? double{std::bit_cast<float>(narrow ^ 0x80000000u)}
                                         : -double{std::bit_cast<float>(0x80000000u - narrow)};
        }
        case IB_FLOAT64:
            return key >= kSign ? std::bit_cast<double>(key ^ kSign)
                                : -std::bit_cast<double>(kSign - key);
        default:
            return static_cast<double>(key);
    }
}

template <typename Voxel>
class Launches {
public:
    Launches(const std::vector<Voxel>& voxels, int32_t type, const Choice& choice)
        : voxels_(voxels),
          type_(type),
          n_(static_cast<int64_t>(voxels.size())),
          choice_(choice),
          seed_(choice.seed) {}

    /// ranks: sorted, in at most IB_PERCENTILES_MAX_BRACKETS groups.
    Answer at(const std::vector<int64_t>& ranks) {
        if constexpr (sizeof(Voxel) <= 2) {
            return counted(ranks);
        } else {
            return n_ <= choice_.direct ? selected(ranks) : bracketed(ranks);
        }
    }

private:
    using Key = std::conditional_t<sizeof(Voxel) == 8, uint64_t, uint32_t>;

    template <typename... Arguments>
    void launch(const char* name, unsigned blocks, Arguments... arguments) {
        simt::run(name, {blocks}, {IB_PERCENTILES_THREADS}, 0, ++seed_, arguments...);
    }

    const void* voxels() { return voxels_.data(); }

    template <typename Element>
    static const Element* constant(simt::DeviceArray<Element>& array) {
        return array.data();
    }

    Answer counted(const std::vector<int64_t>& ranks) {
        constexpr int32_t kBins = sizeof(Voxel) == 1 ? 256 : 65536;
        simt::DeviceArray<int64_t> bins(kBins);
        bins.zero();
        if (sizeof(Voxel) == 1) {
            launch("percentiles_histogram8", choice_.blocks, voxels(), type_, n_, bins.data());
        } else {
            simt::DeviceArray<int32_t> first(1);
            launch("percentiles_window16", 1, voxels(), type_, n_, choice_.window, first.data());
            simt::run("percentiles_histogram16", {choice_.blocks}, {IB_PERCENTILES_THREADS},
                      static_cast<size_t>(choice_.window) * 4, ++seed_, voxels(), type_, n_,
                      constant(first), choice_.window, bins.data());
        }
        simt::DeviceArray<int64_t> wanted(ranks);
        simt::DeviceArray<uint64_t> keys(ranks.size());
        launch("percentiles_bins", static_cast<unsigned>(ranks.size()), constant(bins), kBins,
               constant(wanted), keys.data());
        return {0, keys.download()};
    }

    Answer selected(const std::vector<int64_t>& ranks) {
        simt::DeviceArray<uint64_t> edges(std::vector<uint64_t>(4, UINT64_MAX));
        simt::DeviceArray<int64_t> counts(9);
        counts.zero();
        launch("percentiles_scan2", choice_.blocks, voxels(), type_, n_, constant(edges), counts.data(),
               static_cast<void*>(nullptr), int64_t{0});
        return {counts[8], select(voxels(), type_, n_, ranks)};
    }

    std::vector<uint64_t> select(const void* keys, int32_t type, int64_t n,
                                 const std::vector<int64_t>& ranks) {
        simt::DeviceArray<int64_t> wanted(ranks);
        simt::DeviceArray<uint64_t> found(ranks.size());
        simt::run("percentiles_select", {static_cast<unsigned>(ranks.size())},
                  {IB_PERCENTILES_SELECT_THREADS}, 0, ++seed_, keys, type, n, constant(wanted),
                  found.data());
        return found.download();
    }

    /// The group of each rank; neighbours and those nearer than n / 1024 are together.
    std::vector<int32_t> group_of(const std::vector<int64_t>& ranks) const {
        std::vector<int32_t> groups;
        int64_t first = 0;
        for (const int64_t rank : ranks) {
            const bool apart = groups.empty() || rank - first > n_ / 1024 + 1;
            if (apart) { first = rank; }
            groups.push_back(groups.empty() ? 0 : groups.back() + (apart ? 1 : 0));
        }
        return groups;
    }

    std::vector<uint64_t> edges_of(const std::vector<int64_t>& ranks,
                                   const std::vector<int32_t>& groups) {
        const int64_t size = std::min(choice_.sample, n_ / 16);
        simt::DeviceArray<Key> sample(static_cast<size_t>(size));
        const auto blocks = (size + IB_PERCENTILES_THREADS - 1) / IB_PERCENTILES_THREADS;
        launch("percentiles_sample", static_cast<unsigned>(blocks), voxels(), type_, n_, size,
               static_cast<void*>(sample.data()));
        std::vector<int64_t> places;
        for (size_t i = 0; i < ranks.size(); ++i) {
            const double share = static_cast<double>(ranks[i]) / static_cast<double>(n_);
            const auto count = static_cast<double>(size);
            const double half =
                choice_.deviations * std::sqrt(count * share * (1 - share)) + choice_.slack;
            const auto low = static_cast<int64_t>(std::floor(share * count - half));
            const auto high = static_cast<int64_t>(std::ceil(share * count + half));
            if (i == 0 || groups[i] != groups[i - 1]) {
                places.push_back(low);
                places.push_back(high);
            } else {
                places.back() = high;
            }
        }
        return select(sample.data(), sizeof(Voxel) == 8 ? int32_t{IB_CUDA_KEY64} : int32_t{IB_UINT32},
                      size, places);
    }

    Answer bracketed(const std::vector<int64_t>& ranks) {
        const auto groups = group_of(ranks);
        const int32_t brackets = groups.back() < 2 ? 2 : 4;
        auto some_edges = edges_of(ranks, groups);
        some_edges.resize(static_cast<size_t>(2 * brackets), UINT64_MAX);
        simt::DeviceArray<uint64_t> edges(some_edges);
        simt::DeviceArray<int64_t> counts(static_cast<size_t>(4 * brackets + 1));
        counts.zero();
        const int64_t wanted_capacity = choice_.capacity >= 0 ? choice_.capacity : n_ / 32;
        const int64_t capacity = (wanted_capacity + 3) / 4 * 4;
        simt::DeviceArray<Key> kept(static_cast<size_t>(brackets * capacity));
        launch(brackets == 2 ? "percentiles_scan2" : "percentiles_scan4", choice_.blocks, voxels(),
               type_, n_, constant(edges), counts.data(), static_cast<void*>(kept.data()), capacity);
        const auto count = static_cast<int32_t>(ranks.size());
        simt::DeviceArray<int64_t> wanted(ranks);
        simt::DeviceArray<int32_t> bracket_of(groups);
        simt::DeviceArray<ib_cuda_selection> selections(2 * ranks.size());
        launch("percentiles_resolve", 1, constant(wanted), constant(bracket_of), type_, count,
               constant(edges), constant(counts), capacity, selections.data());
        simt::DeviceArray<int64_t> digits(ranks.size() * IB_PERCENTILES_DIGITS);
        digits.zero();
        ib_cuda_selection* found = selections.data();
        for (int round = 0; round < (sizeof(Voxel) == 8 ? 6 : 3); ++round) {
            const ib_cuda_selection* sought = found;
            found = selections.data() + (round % 2 == 0 ? count : 0);
            simt::run("percentiles_digit_count", {choice_.digit_blocks, static_cast<unsigned>(count)},
                      {IB_PERCENTILES_THREADS}, 0, ++seed_, voxels(), type_, n_,
                      static_cast<const void*>(kept.data()), capacity, constant(counts), sought,
                      digits.data());
            launch("percentiles_digit_pick", static_cast<unsigned>(count), sought, found, count,
                   digits.data());
        }
        Answer answer{counts[static_cast<size_t>(4 * brackets)], {}};
        for (int32_t i = 0; i < count; ++i) { answer.keys.push_back(found[i].key); }
        return answer;
    }

    simt::DeviceArray<Voxel> voxels_;
    int32_t type_;
    int64_t n_;
    Choice choice_;
    uint64_t seed_;
};

}  // namespace percentiles

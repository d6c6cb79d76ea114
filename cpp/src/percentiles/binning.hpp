// Bins of equal width between the ends of a sample.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

#include "base/chunks.hpp"
#include "base/simd.hpp"
#include "percentiles/keys.hpp"

#define IB_INLINE inline __attribute__((always_inline))

namespace ib {

constexpr int kBins = 1 << 14;

/// Voxels whose bins are found at once, and of a chunk.
constexpr int64_t kBinBlock = 1024;
constexpr int64_t kBinChunk = int64_t{1} << 18;

/// A voxel as a number to bin by, in the order of its key.
template <typename Voxel>
using Number = std::conditional_t<std::is_same_v<Voxel, float>, float, double>;

template <typename Voxel>
IB_INLINE Number<Voxel> number(Voxel voxel) {
    if constexpr (std::is_floating_point_v<Voxel>) {
        return voxel;
    } else {
        return static_cast<double>(Keys<Voxel>::key(voxel));
    }
}

/// Bins of equal width; the first and the last also hold what is beyond them. All steps are monotonic.
template <typename Voxel>
struct Binning {
    Number<Voxel> base;
    Number<Voxel> scale;

    IB_INLINE uint16_t bin(Voxel voxel) const {
        Number<Voxel> place = (number(voxel) - base) * scale;
        place = place > 0 ? place : 0;
        place = place < kBins - 1 ? place : kBins - 1;
        return static_cast<uint16_t>(static_cast<int32_t>(place));
    }
};

template <typename Voxel>
std::optional<Binning<Voxel>> binning_of(const std::vector<Voxel>& sample) {
    const auto [least, greatest] = std::minmax_element(sample.begin(), sample.end());
    const auto base = number(*least);
    const auto width = number(*greatest) - base;
    const auto scale = (kBins - 2) / width;
    if (!(width > 0) || !std::isfinite(width) || !std::isfinite(scale)) { return std::nullopt; }
    return Binning<Voxel>{base, scale};
}

template <typename Voxel>
IB_INLINE void find_bins(const Binning<Voxel>& binning, const Voxel* voxels, int64_t n,
                         uint16_t* bins) {
    for (int64_t i = 0; i < n; ++i) { bins[i] = binning.bin(voxels[i]); }
}

template <typename Voxel>
void find_bins_portable(const Binning<Voxel>& binning, const Voxel* voxels, int64_t n, uint16_t* bins) {
    find_bins(binning, voxels, n, bins);
}

#if defined(__x86_64__)
template <typename Voxel>
IB_TARGET_AVX2 void find_bins_avx2(const Binning<Voxel>& binning, const Voxel* voxels, int64_t n,
                                   uint16_t* bins) {
    find_bins(binning, voxels, n, bins);
}
#endif

template <typename Voxel>
auto bin_finder() {
#if defined(__x86_64__)
    if (simd_level() >= IB_SIMD_AVX2) { return find_bins_avx2<Voxel>; }
#endif
    return find_bins_portable<Voxel>;
}

/// Calls body(worker, first voxel, n, bins) for every block.
template <typename Voxel, typename Body>
void for_binned(const Binning<Voxel>& binning, const Voxel* voxels, int64_t n, int32_t threads,
                const Body& body) {
    const auto finder = bin_finder<Voxel>();
    for_chunks(n, kBinChunk, threads, [&](int64_t worker, int64_t begin, int64_t end) {
        uint16_t bins[kBinBlock];
        for (int64_t i = begin; i < end; i += kBinBlock) {
            const int64_t size = std::min(kBinBlock, end - i);
            finder(binning, voxels + i, size, bins);
            body(worker, i, size, bins);
        }
    });
}

#undef IB_INLINE

}  // namespace ib

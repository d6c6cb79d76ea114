// One pass over voxels that counts around brackets of keys and keeps the keys inside them.
#pragma once

#include <cstdint>

#include "percentiles/keys.hpp"

namespace ib {

constexpr int kMaxBrackets = 4;

/// Keys written after the last kept one may spill this far: whole vectors are stored.
constexpr int64_t kScanSpill = 16;

/// Voxels of one scan at most: counters of 32 bits a lane are enough.
constexpr int64_t kScanVoxels = int64_t{1} << 24;

/// Around one rank; lo <= hi. Keys strictly between are kept, keys equal to an end only counted: a
/// third of a volume may be one value.
template <typename Key>
struct Bracket {
    Key lo;
    Key hi;
};

struct BracketCounts {
    int64_t below = 0;     // key < lo
    int64_t up_to_lo = 0;  // key <= lo
    int64_t up_to_hi = 0;  // key <= hi
    int64_t inside = 0;    // lo < key < hi
};

struct ScanCounts {
    BracketCounts brackets[kMaxBrackets];
    int64_t non_finite = 0;
};

/// Adds the counts of n (<= kScanVoxels) voxels and writes each bracket's inside keys, in memory
/// order, from kept[bracket] on, which has room for n + kScanSpill.
template <typename Voxel>
using ScanKernel = void (*)(const Voxel* voxels, int64_t n,
                            const Bracket<typename Keys<Voxel>::Key>* brackets,
                            typename Keys<Voxel>::Key* const* kept, ScanCounts& counts);

/// The kernel for 1 to kMaxBrackets brackets at SIMD level `level`. Voxel: int32_t, uint32_t, float,
/// double, int64_t (the last two are portable at every level).
template <typename Voxel>
ScanKernel<Voxel> scan_kernel(int brackets, int32_t level);

template <typename Voxel>
ScanKernel<Voxel> scan_kernel_avx2(int brackets);
template <typename Voxel>
ScanKernel<Voxel> scan_kernel_avx512(int brackets);

/// Portable scan; also what the vector kernels do with the last few voxels, `inside` counts the keys
/// already at kept[bracket].
template <typename Voxel, int kBrackets>
void scan_portable(const Voxel* voxels, int64_t n, const Bracket<typename Keys<Voxel>::Key>* brackets,
                   typename Keys<Voxel>::Key* const* kept, ScanCounts& counts) {
    int64_t size[kBrackets] = {};
    int64_t non_finite = 0;
    BracketCounts c[kBrackets] = {};
    for (int64_t i = 0; i < n; ++i) {
        const auto key = Keys<Voxel>::key(voxels[i]);
        non_finite += !Keys<Voxel>::finite(voxels[i]);
        for (int b = 0; b < kBrackets; ++b) {
            c[b].below += key < brackets[b].lo;
            c[b].up_to_lo += key <= brackets[b].lo;
            c[b].up_to_hi += key <= brackets[b].hi;
            kept[b][size[b]] = key;
            size[b] += (key > brackets[b].lo) & (key < brackets[b].hi);
        }
    }
    counts.non_finite += non_finite;
    for (int b = 0; b < kBrackets; ++b) {
        counts.brackets[b].below += c[b].below;
        counts.brackets[b].up_to_lo += c[b].up_to_lo;
        counts.brackets[b].up_to_hi += c[b].up_to_hi;
        counts.brackets[b].inside += size[b];
    }
}

}  // namespace ib

// Sums of voxels of 32 and 64 bits in an order that depends on nothing but their number.
#pragma once

#include <cstdint>
#include <limits>

namespace ib {

/// Voxels of a block: value i of a block is added to lane i mod 8, the lanes are added pairwise, the
/// blocks one after the other.
constexpr int64_t kMomentsBlock = 4096;

/// Which voxels count a second time: those greater than the value, or those less.
struct Limit {
    double value;
    bool above;
};

struct PartSums {
    int64_t count = 0;
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();
    double sum = 0;
};

/// Only non_finite means anything where it is not 0.
struct Sums {
    int64_t non_finite = 0;
    PartSums all;
    PartSums beyond;
};

struct Squares {
    double all = 0;
    double beyond = 0;
};

/// Voxel, here and below: int32_t, uint32_t, float, double.
template <typename Voxel>
Sums sums(const Voxel* voxels, int64_t n, Limit limit, int32_t threads);

/// Of the differences from the means, squared; a mean of no voxels may be anything.
template <typename Voxel>
Squares squares(const Voxel* voxels, int64_t n, Limit limit, double mean, double mean_beyond,
                int32_t threads);

}  // namespace ib

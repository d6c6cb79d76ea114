// One pass over part of a volume, block by block.
#pragma once

#include <cstdint>

#include "moments/moments.hpp"

namespace ib {

/// What a worker found; the sums are in the totals of blocks.
struct Ends {
    int64_t non_finite = 0;
    PartSums all;
    PartSums beyond;
};

/// Both begin at a block. `totals` receives those of each block.
template <typename Voxel>
struct MomentKernels {
    void (*sums)(const Voxel* voxels, int64_t n, double limit, Ends& ends, Squares* totals);
    void (*squares)(const Voxel* voxels, int64_t n, double limit, double mean, double mean_beyond,
                    Squares* totals);
};

template <typename Voxel>
MomentKernels<Voxel> moment_kernels(bool above, int32_t level);

}  // namespace ib

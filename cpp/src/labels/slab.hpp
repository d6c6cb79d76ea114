// Components of a range of planes of a mask, as runs along x.
#pragma once

#include <cstdint>

#include "base/memory.hpp"
#include "base/pooled_vector.hpp"
#include "labels/touching_runs.hpp"

namespace ib {

struct MaskView {
    const uint8_t* voxels;
    int64_t nx, ny, nz;
};

/// What a component is numbered by, and where its runs lie.
struct Extent {
    int64_t key;        // smallest (x * ny + y) * nz + z
    int32_t first_run;  // counted over the volume
    int32_t last_run;   // inside
};

/// Planes [z_begin, z_end). Runs are in memory order; row (y, z) is row (z - z_begin) * ny + y and has
/// the runs [row_start[row], row_start[row + 1]).
struct Slab {
    Slab(const MaskView& mask, int64_t z_begin_in, int64_t z_end_in)
        : z_begin(z_begin_in), z_end(z_end_in), row_start((z_end_in - z_begin_in) * mask.ny + 1) {}

    int64_t z_begin, z_end;
    PooledArray<int32_t> row_start;
    PooledVector<Span> spans{1 << 14};
    PooledVector<int32_t> component{1 << 14};  // of each run, counted by first run from 0
    PooledArray<Extent> extents;               // of each component, runs counted over the slab
    int64_t first_run = 0;                     // where the slab's runs and components begin in the
    int64_t first_component = 0;               // volume's
};

/// connectivity: 6, 18 or 26. Throws std::invalid_argument beyond 2^31 - 1 runs.
Slab label_slab(const MaskView& mask, int64_t z_begin, int64_t z_end, int32_t connectivity);

}  // namespace ib

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

/// Planes [z_begin, z_end). Runs are in memory order; row (y, z) is row (z - z_begin) * ny + y and has
/// the runs [row_start[row], row_start[row + 1]).
struct Slab {
    Slab(const MaskView& mask, int64_t z_begin_in, int64_t z_end_in)
        : z_begin(z_begin_in), z_end(z_end_in), row_start((z_end_in - z_begin_in) * mask.ny + 1) {}

    int64_t z_begin, z_end;
    PooledArray<int32_t> row_start;
    PooledVector<Span> spans{1 << 14};
    PooledVector<int32_t> component{1 << 14};  // of each run; at first a run of its set, see below
    int64_t components = 0;
    int64_t first_run = 0;  // where the slab's runs and components begin in the volume's
    int64_t first_component = 0;
};

/// Finds the runs and unites those that touch; component then holds parents, as union_find.hpp has
/// them. connectivity: 6, 18 or 26. Throws std::invalid_argument beyond 2^31 - 1 runs.
Slab label_slab(const MaskView& mask, int64_t z_begin, int64_t z_end, int32_t connectivity);

/// What instances are numbered by: the smallest one of their voxels'.
inline int64_t key_of(int64_t x, int64_t y, int64_t z, int64_t ny, int64_t nz) {
    return (x * ny + y) * nz + z;
}
constexpr int64_t kNoKey = -1;

/// Replaces parents by components, counted over the volume by first run from first_component, and
/// writes to keys[component] the component's key.
void name_components(Slab& slab, int64_t ny, int64_t nz, int64_t* keys);

}  // namespace ib

// Pairs of touching runs of two rows with many runs, found by their bits.
#pragma once

#include <cstdint>

namespace ib {

/// A row of which bit x is set where the voxel is foreground; its runs count from first_run.
struct RowBits {
    const uint64_t* words;
    int32_t first_run;
};

/// Unites in `parent` every run of a with every run of b that touches it; reach is 0 or 1.
using UniteDenseRows = void (*)(int32_t* parent, RowBits a, RowBits b, int64_t words, int32_t reach);

/// The variant for the SIMD level in use, or null where walking along the runs is no slower: without a
/// population count in hardware.
UniteDenseRows unite_dense_rows();

}  // namespace ib

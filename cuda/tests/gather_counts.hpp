// What the kernel that counts writes, and counts, of a batch.
#pragma once

#include <algorithm>
#include <vector>

#include "gather_batch.hpp"
#include "support/check.hpp"

namespace simt {

/// The kernel that counts writes the same bytes, and counts those of uint8 that are not 0.
inline void countedIsTheSame(Batch& batch, const std::vector<Bytes>& expected, uint64_t seed,
                             int64_t offset = 0, const char* kernel = "gather_patches_counted") {
    std::vector<int32_t> counts;
    CHECK(expected == batch.gather_counted(seed, offset, counts, kernel));
    for (size_t i = 0; i < counts.size(); ++i) {
        const auto zeros = std::count(expected[i].begin(), expected[i].end(), 0);
        CHECK(counts[i] == -1 || counts[i] == static_cast<int32_t>(expected[i].size()) - zeros);
    }
}

}  // namespace simt

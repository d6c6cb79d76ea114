#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "gather/oracle.hpp"
#include "ib/ib_cpu.h"
#include "support/check.hpp"
#include "support/thread_counts.hpp"

namespace {

/// Also of rows longer than 255 vectors, of which a byte holds the count.
void nonzero_elements_are_counted_at_every_level_on_any_number_of_threads() {
    std::mt19937_64 random(31);
    std::vector<uint8_t> source(8700 * 9 * 6);
    for (uint8_t& voxel : source) { voxel = static_cast<uint8_t>(random() % 3 == 0 ? random() : 0); }
    for (const int32_t flags : {0, 1, 2 | IB_FLIP_X, IB_FLIP_Y | IB_FLIP_Z}) {
        int32_t nonzero = -1;
        ib_patch p{};
        p.source = source.data();
        p.nx = 8700, p.ny = 9, p.nz = 6;
        p.size_x = (flags & 1) != 0 ? 133 : 8697, p.size_y = (flags & 1) != 0 ? 133 : 7;
        p.size_z = 7, p.x = 5, p.y = -2, p.z = 1;
        p.gain = 1;
        p.source_type = IB_UINT8, p.target_type = IB_TO_UINT8, p.flags = flags;
        p.nonzero = &nonzero;
        const auto expected = oracle::gather<uint8_t>(p);
        const auto zeros = std::count(expected.begin(), expected.end(), 0);
        std::vector<unsigned char> target(expected.size());
        p.target = target.data();
        for (const int32_t level : {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512}) {
            CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
            for (const int32_t threads : oracle::kThreadCounts) {
                nonzero = -1;  // must be replaced, not added to
                CHECK_EQUAL(IB_OK, ib_gather_patches(&p, 1, threads));
                CHECK_EQUAL(static_cast<int32_t>(expected.size()) - static_cast<int32_t>(zeros),
                            nonzero);
            }
        }
    }
}

}  // namespace

int main() { nonzero_elements_are_counted_at_every_level_on_any_number_of_threads(); }

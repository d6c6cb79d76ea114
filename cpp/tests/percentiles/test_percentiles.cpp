// Percentiles of every type, size and spread of values; what is refused.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "percentiles/oracle.hpp"
#include "percentiles/select.hpp"

namespace {

using oracle::check;
using oracle::drawn;
using oracle::kMany;
using oracle::kPercentages;
using oracle::padded;

template <typename Voxel>
void all_sizes_and_shapes_match_the_oracle() {
    for (const size_t n : {1u, 2u, 3u, 15u, 16u, 17u, 1001u}) {
        check(drawn<Voxel>(n, n), kPercentages);
        check(drawn<Voxel>(n, n), kMany);
    }
    const size_t large = static_cast<size_t>(ib::kDirectVoxels) + 40001;
    auto voxels = drawn<Voxel>(large, 7);
    check(voxels, kPercentages);
    check(voxels, kMany);
    check(padded(voxels), {1, 99});
    check(padded(voxels), {20, 33.4, 50});
    std::sort(voxels.begin(), voxels.end());
    check(voxels, {1, 99});
    std::reverse(voxels.begin(), voxels.end());
    check(voxels, {1, 99});
    check(std::vector<Voxel>(large, std::numeric_limits<Voxel>::lowest()), {0, 1, 99, 100});
    check(std::vector<Voxel>(large, std::numeric_limits<Voxel>::max()), {0, 1, 99, 100});
}

/// Two values only, and the rank right at the border between them.
template <typename Voxel>
void ties_around_the_rank_match_the_oracle() {
    for (const size_t low : {1u, 69999u, 70000u, 70001u, 139999u}) {
        std::vector<Voxel> voxels(140001, Voxel{5});
        for (size_t i = 0; i < low; ++i) { voxels[i * 7919 % voxels.size()] = 3; }
        check(voxels, {0, 1, 50, 100});
    }
}

void interpolation_does_not_overflow_the_voxel_type() {
    check(std::vector<int16_t>{-30000, 30000}, {25});
    double out = 0;
    int64_t non_finite = -1;
    const int16_t voxels[] = {-30000, 30000};
    const double quarter = 25;
    CHECK_EQUAL(IB_OK, ib_percentiles(voxels, IB_INT16, 2, &quarter, 1, 1, &out, &non_finite));
    CHECK_EQUAL(-15000.0, out);
}

void wrong_arguments_are_refused_by_rule_and_value() {
    const double percentages[] = {1, 100.5};
    const float voxels[4] = {1, 2, 3, 4};
    double out[2] = {8, 9};
    int64_t non_finite = -7;
    const auto refused = [&](const char* message, const void* data, int32_t type, int64_t n,
                             int32_t count, int32_t threads) {
        CHECK_EQUAL(IB_INVALID_ARGUMENT,
                    ib_percentiles(data, type, n, percentages, count, threads, out, &non_finite));
        CHECK_EQUAL(std::string(message), std::string(ib_last_error()));
    };
    refused("voxels must not be null", nullptr, IB_FLOAT32, 4, 1, 1);
    refused("n must be 1 to 2^53, was 0", voxels, IB_FLOAT32, 0, 1, 1);
    refused("voxel type must be 0 to 8, was 9", voxels, 9, 4, 1, 1);
    refused("count must not be negative, was -1", voxels, IB_FLOAT32, 4, -1, 1);
    refused("threads must be at least 1, was 0", voxels, IB_FLOAT32, 4, 1, 0);
    refused("a percentage must be 0 to 100, was 100.500000 at 1", voxels, IB_FLOAT32, 4, 2, 1);
    refused("voxels must be aligned to their size", reinterpret_cast<const char*>(voxels) + 2,
            IB_FLOAT32, 3, 1, 1);
    CHECK(out[0] == 8 && out[1] == 9 && non_finite == -7);
}

template <typename... Voxels>
void every_type() {
    (all_sizes_and_shapes_match_the_oracle<Voxels>(), ...);
    (ties_around_the_rank_match_the_oracle<Voxels>(), ...);
}

}  // namespace

int main() {
    every_type<uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, float, double, oracle::Float16>();
    interpolation_does_not_overflow_the_voxel_type();
    wrong_arguments_are_refused_by_rule_and_value();
}

// The labelling of small masks against the flood fill: labels, runs, instances and anchors.
#include <cstdint>

#include "ib/ib_cpu.h"
#include "input.hpp"
#include "labels/components_oracle.hpp"
#include "support/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    static constexpr int32_t kConnectivity[] = {6, 18, 26};
    const int32_t connectivity = kConnectivity[input.byte() % 3];
    const auto threads = static_cast<int32_t>(input.between(1, 3));
    CHECK_EQUAL(IB_OK, ib_limit_simd_level(static_cast<int32_t>(input.between(0, 2))));
    const bool rows = input.byte() % 2 == 0;
    oracle::Mask mask(rows ? input.between(1, 140) : input.between(1, 9), input.between(1, 9),
                      input.between(1, 9));
    uint8_t bits = 0;
    for (size_t i = 0; i < mask.voxels.size(); ++i) {
        if (i % 8 == 0) { bits = input.byte(); }
        mask.voxels[i] = (bits >> i % 8 & 1) != 0 ? static_cast<uint8_t>(1 + i % 255) : uint8_t{0};
    }
    std::vector<int32_t> expected = oracle::label(mask, connectivity);
#ifdef IB_PLANT_FAULT
    if (expected.back() > 2) { expected.back() = 1; }
#endif
    oracle::check_against(mask, expected, oracle::label(mask, connectivity, threads), threads);
    return 0;
}

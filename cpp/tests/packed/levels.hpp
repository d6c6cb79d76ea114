// The instruction sets for which there are decoders: the levels of the interface, and the highest
// without AVX512-VBMI, as Skylake has it.
#pragma once

#include <cstdint>

#include "base/simd.hpp"
#include "ib/ib_cpu.h"
#include "support/check.hpp"

namespace packed {

template <typename Body>
void for_levels(Body&& body) {
    for (const int32_t level : {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512}) {
        CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
        body();
    }
    ib::allow_avx512_vbmi(false);
    body();
    ib::allow_avx512_vbmi(true);
}

}  // namespace packed

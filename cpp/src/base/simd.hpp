// Which instruction set the kernels use; decided once, at run time.
#pragma once

#include <cstdint>

#include "ib/ib_cpu.h"

namespace ib {

/// IB_SIMD_*: the best level of this processor, or the limit set by ib_limit_simd_level if lower.
int32_t simd_level() noexcept;

/// Whether to use AVX512-VBMI too, which IB_SIMD_AVX512 does not ask for: Ice Lake, Zen 4 and later
/// have it.
bool use_avx512_vbmi() noexcept;

/// For tests: without it where `allowed` is false.
void allow_avx512_vbmi(bool allowed) noexcept;

}  // namespace ib

// On functions compiled for one level. The level's features are exactly those that simd_level() asks
// the processor for.
#if defined(__x86_64__)
#define IB_TARGET_AVX2 __attribute__((target("avx2,f16c,bmi,bmi2,lzcnt,popcnt")))
#define IB_TARGET_AVX512 \
    __attribute__((      \
        target("avx512f,avx512bw,avx512dq,avx512vl,avx512cd,avx2,f16c,bmi,bmi2,lzcnt,popcnt")))
#define IB_TARGET_AVX512_VBMI \
    __attribute__((target(    \
        "avx512vbmi,avx512f,avx512bw,avx512dq,avx512vl,avx512cd,avx2,f16c,bmi,bmi2,lzcnt,popcnt")))
#endif

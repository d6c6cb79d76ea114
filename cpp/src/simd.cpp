#include "simd.hpp"

#include <algorithm>
#include <atomic>

#include "status.hpp"

namespace ib {
namespace {

int32_t detect() noexcept {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                      __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
                      __builtin_cpu_supports("f16c") && __builtin_cpu_supports("lzcnt");
    const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                        __builtin_cpu_supports("avx512cd");
    if (avx2 && avx512) { return IB_SIMD_AVX512; }
    if (avx2) { return IB_SIMD_AVX2; }
#endif
    return IB_SIMD_PORTABLE;
}

std::atomic<int32_t>& limit() noexcept {
    static std::atomic<int32_t> value{IB_SIMD_AVX512};
    return value;
}

}  // namespace

int32_t simd_level() noexcept {
    static const int32_t best = detect();
    return std::min(best, limit().load(std::memory_order_relaxed));
}

}  // namespace ib

extern "C" int32_t ib_simd_level(void) { return ib::simd_level(); }

extern "C" ib_status ib_limit_simd_level(int32_t level) {
    return ib::to_status([&] {
        ib::require(level >= IB_SIMD_PORTABLE && level <= IB_SIMD_AVX512,
                    "SIMD level must be 0, 1 or 2", level);
        ib::limit().store(level, std::memory_order_relaxed);
    });
}

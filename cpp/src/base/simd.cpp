#include "base/simd.hpp"

#include <algorithm>
#include <atomic>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "base/status.hpp"

namespace ib {
namespace {

#if defined(__x86_64__)
/// Not every compiler knows these two by name.
bool has_f16c_and_lzcnt() noexcept {
    unsigned a = 0, b = 0, c = 0, d = 0;
    const bool f16c = __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_F16C) != 0;
    return f16c && __get_cpuid(0x80000001, &a, &b, &c, &d) != 0 && (c & bit_LZCNT) != 0;
}
#endif

int32_t detect() noexcept {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                      __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
                      has_f16c_and_lzcnt();
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

std::atomic<bool>& vbmi_allowed() noexcept {
    static std::atomic<bool> value{true};
    return value;
}

}  // namespace

int32_t simd_level() noexcept {
    static const int32_t best = detect();
    return std::min(best, limit().load(std::memory_order_relaxed));
}

bool use_avx512_vbmi() noexcept {
#if defined(__x86_64__)
    static const bool has = __builtin_cpu_supports("avx512vbmi") != 0;
    return has && simd_level() == IB_SIMD_AVX512 && vbmi_allowed().load(std::memory_order_relaxed);
#else
    return false;
#endif
}

void allow_avx512_vbmi(bool allowed) noexcept {
    vbmi_allowed().store(allowed, std::memory_order_relaxed);
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

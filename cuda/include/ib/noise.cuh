// A normally distributed number for each element of a patch: Philox4x32-10 (Salmon et al. 2011, doi
// 10.1145/2063384.2063405) counts them, Box and Muller's method makes two of two words.
#pragma once

#include "ib/platform.cuh"
#include "ib/power.cuh"

namespace ib {

struct PhiloxWords {
    uint32_t a, b, c, d;
};

/// Of the counter (block, 0), 64 bits each; ten rounds.
__device__ __forceinline__ PhiloxWords philox(uint64_t block, uint64_t key) {
    PhiloxWords w{static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), 0, 0};
    auto low = static_cast<uint32_t>(key);
    auto high = static_cast<uint32_t>(key >> 32);
#pragma unroll
    for (int round = 0; round < 10; ++round) {
        const uint64_t first = uint64_t{0xd2511f53u} * w.a;
        const uint64_t second = uint64_t{0xcd9e8d57u} * w.c;
        w = {static_cast<uint32_t>(second >> 32) ^ w.b ^ low, static_cast<uint32_t>(second),
             static_cast<uint32_t>(first >> 32) ^ w.d ^ high, static_cast<uint32_t>(first)};
        low += 0x9e3779b9u;
        high += 0xbb67ae85u;
    }
    return w;
}

struct NormalPair {
    float first, second;
};

__device__ __forceinline__ float signed_by(float magnitude, uint32_t bit) {
    return bit != 0 ? -magnitude : magnitude;
}

__device__ __forceinline__ NormalPair normal_pair(uint32_t p, uint32_t q) {
    const float uniform = multiply(static_cast<float>((p >> 9) * 2 + 1), 0x1p-24f);
    const float radius = square_root(multiply(log2_of(uniform), -1.38629436111989f));
    const float part = multiply(static_cast<float>(q & 0x7fffffu), 0x1p-23f);
    return {multiply(signed_by(radius, q & 0x80000000u), quarter_sine(subtract(1.0f, part))),
            multiply(signed_by(radius, q & 0x40000000u), quarter_sine(part))};
}

}  // namespace ib

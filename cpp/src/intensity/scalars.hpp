// Noise and power of ib_cpu.h, one value at a time; to be included with IB_ROW_TARGET defined as the
// attribute of its functions.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "intensity/constants.hpp"

namespace ib {
namespace {

IB_ROW_TARGET inline std::array<uint32_t, 4> philox(std::array<uint32_t, 4> c, uint64_t key) {
    auto k0 = static_cast<uint32_t>(key);
    auto k1 = static_cast<uint32_t>(key >> 32);
    for (int round = 0; round < kPhiloxRounds; ++round) {
        const uint64_t a = uint64_t{kPhilox0} * c[0];
        const uint64_t b = uint64_t{kPhilox1} * c[2];
        c = {static_cast<uint32_t>(b >> 32) ^ c[1] ^ k0, static_cast<uint32_t>(b),
             static_cast<uint32_t>(a >> 32) ^ c[3] ^ k1, static_cast<uint32_t>(a)};
        k0 += kWeyl0;
        k1 += kWeyl1;
    }
    return c;
}

/// Of a positive normal number.
IB_ROW_TARGET inline float log2_of(float x) {
    const auto bits = std::bit_cast<uint32_t>(x);
    auto e = static_cast<float>(static_cast<int32_t>(bits >> 23) - 127);
    float m = std::bit_cast<float>((bits & 0x7fffff) | 0x3f800000);
    const bool above = m > kSqrt2;
    m = above ? m * 0.5f : m;
    e = above ? e + 1.0f : e;
    const float t = (m - 1.0f) / (m + 1.0f);
    const float k = t * t;
    return e + t * (kLog[0] + k * (kLog[1] + k * (kLog[2] + k * (kLog[3] + k * kLog[4]))));
}

IB_ROW_TARGET inline float exp2_of(float y) {
    y = y > -126.0f ? y : -126.0f;
    const float r = (y + kRound) - kRound;
    const float f = y - r;
    float p = kExp[7];
    for (int i = 6; i >= 0; --i) { p = kExp[i] + f * p; }
    const auto exponent = static_cast<uint32_t>(static_cast<int32_t>(r));
    const auto bits = static_cast<int32_t>(std::bit_cast<uint32_t>(p) + (exponent << 23));
    return std::bit_cast<float>(bits < 0x00800000 ? 0 : bits);
}

IB_ROW_TARGET inline float power_of(float x, float exponent) {
    const float result = exp2_of(exponent * log2_of(x < kLeastPower ? 1.0f : x));
    return x < kLeastPower ? 0.0f : result;
}

IB_ROW_TARGET inline float sine_of(float f) {
    const float k = f * f;
    float s = kSine[5];
    for (int i = 4; i >= 0; --i) { s = kSine[i] + k * s; }
    return f * s;
}

struct Normals {
    float first, second;
};

IB_ROW_TARGET inline float flipped(float value, uint32_t sign) {
    return std::bit_cast<float>(std::bit_cast<uint32_t>(value) ^ sign);
}

IB_ROW_TARGET inline Normals normals(uint32_t p, uint32_t q) {
    const float u = static_cast<float>(static_cast<int32_t>((p >> 9) * 2 + 1)) * 0x1p-24f;
    const float length = std::sqrt(log2_of(u) * kMinusTwoLn2);
    const float f = static_cast<float>(static_cast<int32_t>(q & 0x7fffff)) * 0x1p-23f;
    return {flipped(length, q & 0x80000000) * sine_of(1.0f - f),
            flipped(length, q << 1 & 0x80000000) * sine_of(f)};
}

/// Of element e.
IB_ROW_TARGET inline float normal_at(uint64_t key, int64_t e) {
    const auto block = static_cast<uint64_t>(e) >> 2;
    const auto r =
        philox({static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), 0, 0}, key);
    const Normals pair = (e & 2) == 0 ? normals(r[0], r[1]) : normals(r[2], r[3]);
    return (e & 1) == 0 ? pair.first : pair.second;
}

}  // namespace
}  // namespace ib

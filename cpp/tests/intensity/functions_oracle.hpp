// log2, exp2, power, Philox and normals in plain code, as ib_cpu.h says them, for the CPU's tests and
// the kernels'.
#pragma once

#include <cmath>
#include <cstdint>

namespace oracle {

/// The coefficients of a power series, each from the one before it, as the nearest floats.
struct Series {
    float sine[6], log[5], exp[8];

    Series() {
        const long double half_pi = std::acos(-1.0L) / 2;
        long double s = half_pi;
        for (int i = 0; i < 6; ++i) {
            sine[i] = static_cast<float>(s);
            s = -s * half_pi * half_pi / ((2 * i + 2) * (2 * i + 3));
        }
        for (int i = 0; i < 5; ++i) { log[i] = static_cast<float>(2 / std::log(2.0L) / (2 * i + 1)); }
        long double e = 1;
        for (int i = 0; i < 8; ++i) {
            exp[i] = static_cast<float>(e);
            e = e * std::log(2.0L) / (i + 1);
        }
    }

    /// c[0] + k * (c[1] + k * (... c[n - 1])).
    static float horner(const float* c, int n, float k) {
        float sum = c[n - 1];
        for (int i = n - 2; i >= 0; --i) {
            const float product = k * sum;
            sum = c[i] + product;
        }
        return sum;
    }
};

inline const Series& series() {
    static const Series series;
    return series;
}

inline float log2_plain(float x) {
    int e = 0;
    float m = 2 * std::frexp(x, &e);
    e -= 1;
    if (m > static_cast<float>(std::sqrt(2.0))) { m /= 2, e += 1; }
    const float t = (m - 1) / (m + 1);
    const float k = t * t;
    const float product = t * Series::horner(series().log, 5, k);
    return static_cast<float>(e) + product;
}

inline float exp2_plain(float y) {
    y = std::fmax(y, -126.0f);
    const float r = std::nearbyint(y);
    const float result = std::ldexp(Series::horner(series().exp, 8, y - r), static_cast<int>(r));
    return result < 0x1p-126f ? 0 : result;
}

inline float power_plain(float x, float exponent) {
    return x < 0x1p-126f ? 0 : exp2_plain(exponent * log2_plain(x));
}

/// The four words of Philox4x32-10.
struct Words {
    uint32_t w[4];
};

inline Words philox_plain(Words counter, uint32_t key0, uint32_t key1) {
    for (int round = 0; round < 10; ++round) {
        const uint64_t first = 0xD2511F53ULL * counter.w[0];
        const uint64_t second = 0xCD9E8D57ULL * counter.w[2];
        counter = {
            {static_cast<uint32_t>(second >> 32) ^ counter.w[1] ^ key0, static_cast<uint32_t>(second),
             static_cast<uint32_t>(first >> 32) ^ counter.w[3] ^ key1, static_cast<uint32_t>(first)}};
        key0 += 0x9E3779B9;
        key1 += 0xBB67AE85;
    }
    return counter;
}

inline float sine_plain(float f) { return f * Series::horner(series().sine, 6, f * f); }

inline float normal_plain(uint64_t key, uint64_t e) {
    const uint64_t b = e / 4;
    const Words r = philox_plain({{static_cast<uint32_t>(b), static_cast<uint32_t>(b >> 32), 0, 0}},
                                 static_cast<uint32_t>(key), static_cast<uint32_t>(key >> 32));
    const uint32_t p = r.w[e % 4 / 2 * 2], q = r.w[e % 4 / 2 * 2 + 1];
    const float u = std::ldexp(static_cast<float>((p >> 9) * 2 + 1), -24);
    const float length = std::sqrt(log2_plain(u) * static_cast<float>(-2 * std::log(2.0)));
    const float f = std::ldexp(static_cast<float>(q % (1u << 23)), -23);
    const bool negative = (q >> (e % 2 == 0 ? 31 : 30) & 1) != 0;
    return (negative ? -length : length) * sine_plain(e % 2 == 0 ? 1 - f : f);
}

}  // namespace oracle

// Data to deflate: what patches hold, noise, runs, matches at the ends of deflate's ranges.
#pragma once

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

#include "gzip/streams.hpp"

namespace gzip {

/// What patches look like: float32 values, many of them 0, in smooth stretches.
inline Bytes patch_like(size_t floats, uint32_t seed) {
    std::mt19937 generator(seed);
    std::vector<float> values(floats, 0.0F);
    float value = 0.5F;
    for (size_t i = 0; i < floats; ++i) {
        value = std::clamp(value + (static_cast<float>(generator() % 2001) - 1000) * 1e-5F, 0.0F, 1.0F);
        if (i / 997 % 3 != 0) { values[i] = value; }
    }
    Bytes bytes(floats * 4);
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

inline Bytes random_bytes(size_t size, uint32_t seed) {
    std::mt19937 generator(seed);
    Bytes bytes(size);
    for (auto& byte : bytes) { byte = static_cast<uint8_t>(generator()); }
    return bytes;
}

inline std::vector<Bytes> samples() {
    std::vector<Bytes> all = {{}, {0}, text("abc"), patch_like(3000, 1), patch_like(300000, 2)};
    for (const size_t size : {1, 100, 5000, 65535, 65536, 65537, 300000}) {
        all.push_back(random_bytes(size, static_cast<uint32_t>(size)));
        all.push_back(Bytes(size, 0));
    }
    Bytes far = random_bytes(32768, 9);  // matches at the largest distance
    all.push_back(far + far + far);
    all.push_back(random_bytes(200000, 4) + Bytes(200000, 7) + patch_like(50000, 6));
    return all;
}

}  // namespace gzip

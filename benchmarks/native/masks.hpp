// Masks for the benchmarks of labelling.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace masks {

struct Size {
    int64_t nx, ny, nz;
    int64_t voxels() const { return nx * ny * nz; }
};

using Mask = std::vector<uint8_t>;

inline void fill_ball(Mask& mask, const Size& size, const int64_t centre[3], const int64_t radius[3]) {
    for (int64_t z = std::max<int64_t>(0, centre[2] - radius[2]); z < size.nz; ++z) {
        if (z > centre[2] + radius[2]) { break; }
        for (int64_t y = std::max<int64_t>(0, centre[1] - radius[1]); y < size.ny; ++y) {
            const double dy = double(y - centre[1]) / double(radius[1]);
            const double dz = double(z - centre[2]) / double(radius[2]);
            const double rest = 1 - dy * dy - dz * dz;
            if (dy > 1 || rest < 0) { continue; }
            const auto half = static_cast<int64_t>(std::sqrt(rest) * double(radius[0]));
            const int64_t from = std::max<int64_t>(0, centre[0] - half);
            const int64_t to = std::min(size.nx - 1, centre[0] + half);
            std::memset(mask.data() + (z * size.ny + y) * size.nx + from, 1,
                        static_cast<size_t>(to - from + 1));
        }
    }
}

inline void fill_lesions(Mask& mask, const Size& size) {
    std::mt19937_64 generator(1);
    const auto below = [&](int64_t n) {
        return static_cast<int64_t>(generator() % static_cast<uint64_t>(n));
    };
    for (int i = 0; i < 300; ++i) {
        const int64_t centre[3] = {below(size.nx), below(size.ny), below(size.nz)};
        const int64_t r = 1 + below(8);
        const int64_t radius[3] = {r, r, r};
        fill_ball(mask, size, centre, radius);
    }
}

inline void fill_blob(Mask& mask, const Size& size) {
    const int64_t centre[3] = {size.nx / 2, size.ny / 2, size.nz / 2};
    const int64_t radius[3] = {size.nx * 2 / 5, size.ny * 2 / 5, size.nz * 2 / 5};
    fill_ball(mask, size, centre, radius);
}

inline void fill_noise(Mask& mask, double density) {
    std::mt19937_64 generator(2);
    const auto threshold = static_cast<uint64_t>(density * 65536);
    for (size_t i = 0; i < mask.size(); i += 4) {
        const uint64_t bits = generator();
        for (size_t k = 0; k < 4 && i + k < mask.size(); ++k) {
            mask[i + k] = ((bits >> (16 * k)) & 0xFFFF) < threshold;
        }
    }
}

/// The three arguments of a program, or 512 x 512 x 1000.
inline Size size_of(int argc, char** argv) {
    if (argc < 4) { return {512, 512, 1000}; }
    return {std::atoll(argv[1]), std::atoll(argv[2]), std::atoll(argv[3])};
}

/// Names and what fills an empty mask.
inline std::vector<std::pair<std::string, std::function<void(Mask&)>>> inputs(const Size& size) {
    return {{"empty", [](Mask&) {}},
            {"300 lesions", [size](Mask& mask) { fill_lesions(mask, size); }},
            {"one blob", [size](Mask& mask) { fill_blob(mask, size); }},
            {"noise 1 %", [](Mask& mask) { fill_noise(mask, 0.01); }},
            {"noise 10 %", [](Mask& mask) { fill_noise(mask, 0.1); }},
            {"noise 50 %", [](Mask& mask) { fill_noise(mask, 0.5); }}};
}

}  // namespace masks

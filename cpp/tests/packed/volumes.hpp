// Volumes that can be packed, of bricks of every form.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

#include "packed/oracle.hpp"

namespace packed {

inline int64_t below(std::mt19937_64& random, int64_t bound) {
    return static_cast<int64_t>(random() % static_cast<uint64_t>(bound));
}

/// A number that takes exactly so many bits: 16 holds what 14 does not.
inline int64_t of_width(std::mt19937_64& random, int bits) {
    if (bits == 0) { return 0; }
    const int64_t least = int64_t{1} << (bits == 16 ? 14 : bits - 1);
    return least + below(random, std::min<int64_t>(least, 2000));
}

/// Codes 0 to `most` of a brick that is plain or sloped, with rows of any width.
inline Codes any_codes(std::mt19937_64& random, int64_t most) {
    const auto any_width = [&](int widest) {
        int bits = static_cast<int>(below(random, widest + 1));
        if (bits == 15) { bits = 16; }
        while (of_width(random, bits) >= most) { bits = static_cast<int>(below(random, bits)); }
        return bits;
    };
    const bool is_sloped = random() % 4 != 0;
    const int64_t first = of_width(random, any_width(16));
    const int bits = any_width(14);
    const int64_t spread = of_width(random, bits);
    const int64_t steepest = std::max<int64_t>(0, (most - first) / 3 - spread);
    const int64_t slopes = int64_t{127} << std::max(0, bits - 5);  // that this width allows
    const int64_t step = below(random, std::min(steepest, random() % 4 == 0 ? steepest : slopes) + 1);
    const int64_t sign = random() % 2 == 0 ? 1 : -1;
    const int64_t start = sign == 1 ? below(random, 2) : most - first;
    Codes codes;
    for (int z = 0; z < 4; ++z) {
        for (int x = 0; x < 8; ++x) {
            int64_t code = start + (z == 2 && x == 3 ? first : below(random, first + 1));
            for (int y = 0; y < 4; ++y) {
                if (y > 0 && is_sloped) {
                    code += sign * (step + (y == 2 && x == z ? spread : below(random, spread + 1)));
                } else if (y > 0) {
                    code = start + below(random, first + 1);
                }
                codes.at[z][y][x] = static_cast<int32_t>(std::clamp<int64_t>(code, 0, most));
            }
        }
    }
    return codes;
}

/// What a type holds of a range of 65,536 values, and the least of them.
struct Range {
    int64_t least, most_code;
};

template <typename Voxel>
Range any_range(std::mt19937_64& random) {
    if constexpr (sizeof(Voxel) == 1) { return {std::numeric_limits<Voxel>::min(), 255}; }
    if constexpr (sizeof(Voxel) == 2) { return {std::numeric_limits<Voxel>::min(), 65535}; }
    int64_t least = std::is_floating_point_v<Voxel> ? -(1 << 24) : std::numeric_limits<int32_t>::min();
    const int64_t most =
        std::is_floating_point_v<Voxel> ? 1 << 24 : std::numeric_limits<int32_t>::max();
    if (std::is_unsigned_v<Voxel>) { least = 0; }
    const int64_t leasts[] = {least, most - 65535, std::max<int64_t>(least, -1024)};
    return {leasts[random() % 3], 65535};
}

/// Of bricks that any_codes gives; some volumes use a part of the range only.
template <typename Voxel>
std::vector<Voxel> any_volume(std::mt19937_64& random, Size size) {
    const Range range = any_range<Voxel>(random);
    const int64_t most = random() % 4 == 0 ? std::min<int64_t>(range.most_code, 9) : range.most_code;
    std::vector<Voxel> voxels(static_cast<size_t>(size.voxels()));
    for (int64_t bz = 0; bz < size.bricks_z(); ++bz) {
        for (int64_t by = 0; by < size.bricks_y(); ++by) {
            for (int64_t bx = 0; bx < size.bricks_x(); ++bx) {
                const Codes codes = any_codes(random, most);
                for (int64_t z = bz * 4; z < std::min(size.z, bz * 4 + 4); ++z) {
                    for (int64_t y = by * 4; y < std::min(size.y, by * 4 + 4); ++y) {
                        for (int64_t x = bx * 8; x < std::min(size.x, bx * 8 + 8); ++x) {
                            voxels[static_cast<size_t>((z * size.y + y) * size.x + x)] =
                                static_cast<Voxel>(range.least + codes.at[z % 4][y % 4][x % 8]);
                        }
                    }
                }
            }
        }
    }
    return voxels;
}

/// Calls body<Voxel>(type) for each type of voxels.
template <typename Body>
void for_types(Body&& body) {
    body(uint8_t{}, 0);
    body(int8_t{}, 1);
    body(int16_t{}, 2);
    body(uint16_t{}, 3);
    body(int32_t{}, 4);
    body(uint32_t{}, 5);
    body(float{}, 6);
    body(double{}, 7);
}

}  // namespace packed

// Bricks of packed volumes for tests, by plain loops over docs/reference/formats.md: one bit at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace packed {

using Blob = std::vector<unsigned char>;

constexpr int kX = 8, kY = 4, kZ = 4;

inline int width(int nibble) { return nibble == 15 ? 16 : nibble; }
inline int nibble(int width) { return width == 16 ? 15 : width; }

/// Codes of a brick, in the order x, y, z.
struct Codes {
    int64_t at[kZ][kY][kX];
};

/// One brick, as its head says.
struct Brick {
    int head = 0;
    uint16_t least = 0;
    int8_t slope = 0;
    int64_t numbers[kZ][kY][kX]{};

    bool plain() const { return head >> 4 == 15; }
    int row_width(int y) const { return plain() || y == 0 ? width(head & 15) : head >> 4; }
    int64_t step() const { return int64_t{slope} << std::max(0, (head >> 4) - 5); }

    /// The rows in the order of the payload.
    template <typename Action>
    static void rows(Action&& action) {
        for (int pair = 0; pair < kZ / 2; ++pair) {
            for (int y = 0; y < kY; ++y) {
                for (int i = 0; i < 2; ++i) { action(y, 2 * pair + i); }
            }
        }
    }

    void write(Blob& out) const {
        out.push_back(static_cast<unsigned char>(least));
        out.push_back(static_cast<unsigned char>(least >> 8));
        if (!plain()) { out.push_back(static_cast<unsigned char>(slope)); }
        rows([&](int y, int z) {
            const int w = row_width(y);
            Blob row(static_cast<size_t>(w));
            for (int bit = 0; bit < 8 * w; ++bit) {
                if ((numbers[z][y][bit / w] >> bit % w & 1) != 0) {
                    row[static_cast<size_t>(bit / 8)] |= static_cast<unsigned char>(1 << bit % 8);
                }
            }
            out.insert(out.end(), row.begin(), row.end());
        });
    }

    /// The bytes that the payload takes.
    size_t read(int head_byte, const unsigned char* from) {
        const unsigned char* at = from;
        head = head_byte;
        least = static_cast<uint16_t>(at[0] | at[1] << 8);
        at += 2;
        slope = 0;
        if (!plain()) { slope = static_cast<int8_t>(*at++); }
        rows([&](int y, int z) {
            const int w = row_width(y);
            for (int x = 0; x < kX; ++x) { numbers[z][y][x] = 0; }
            for (int bit = 0; bit < 8 * w; ++bit) {
                numbers[z][y][bit / w] |= int64_t{at[bit / 8] >> bit % 8 & 1} << bit % w;
            }
            at += w;
        });
        return static_cast<size_t>(at - from);
    }

    Codes codes() const {
        Codes result;
        for (int z = 0; z < kZ; ++z) {
            for (int y = 0; y < kY; ++y) {
                for (int x = 0; x < kX; ++x) {
                    const int64_t before = plain() || y == 0 ? least : result.at[z][y - 1][x] + step();
                    result.at[z][y][x] = before + numbers[z][y][x];
                }
            }
        }
        return result;
    }
};

inline int bits_for(int64_t range) {
    int w = 0;
    while (range >> w != 0) { ++w; }
    return w == 15 ? 16 : w;
}

inline Brick plain_brick(const Codes& codes) {
    Brick brick;
    const auto* first = &codes.at[0][0][0];
    const auto [least, most] = std::minmax_element(first, first + kX * kY * kZ);
    brick.least = static_cast<uint16_t>(*least);
    brick.head = 0xf0 | nibble(bits_for(*most - *least));
    for (int i = 0; i < kX * kY * kZ; ++i) { (&brick.numbers[0][0][0])[i] = first[i] - *least; }
    return brick;
}

/// False where there is no sloped form.
inline bool sloped_brick(const Codes& codes, Brick& brick) {
    std::vector<int64_t> fronts, steps;
    for (int z = 0; z < kZ; ++z) {
        for (int x = 0; x < kX; ++x) {
            fronts.push_back(codes.at[z][0][x]);
            for (int y = 1; y < kY; ++y) { steps.push_back(codes.at[z][y][x] - codes.at[z][y - 1][x]); }
        }
    }
    const auto [least, most] = std::minmax_element(fronts.begin(), fronts.end());
    const auto [lowest, highest] = std::minmax_element(steps.begin(), steps.end());
    for (int w = bits_for(*highest - *lowest); w <= 14; ++w) {
        const int64_t unit = int64_t{1} << std::max(0, w - 5);
        const int64_t slope = *lowest >= 0 ? *lowest / unit : -((-*lowest + unit - 1) / unit);
        if (slope < -128 || slope > 127 || (*highest - slope * unit) >> w != 0) { continue; }
        brick.head = w << 4 | nibble(bits_for(*most - *least));
        brick.least = static_cast<uint16_t>(*least);
        brick.slope = static_cast<int8_t>(slope);
        for (int z = 0; z < kZ; ++z) {
            for (int x = 0; x < kX; ++x) {
                brick.numbers[z][0][x] = codes.at[z][0][x] - *least;
                for (int y = 1; y < kY; ++y) {
                    brick.numbers[z][y][x] = codes.at[z][y][x] - codes.at[z][y - 1][x] - slope * unit;
                }
            }
        }
        return true;
    }
    return false;
}

inline Brick best_brick(const Codes& codes) {
    const Brick plain = plain_brick(codes);
    Brick sloped;
    if (!sloped_brick(codes, sloped)) { return plain; }
    Blob as_plain, as_sloped;
    plain.write(as_plain), sloped.write(as_sloped);
    return as_sloped.size() < as_plain.size() ? sloped : plain;
}

}  // namespace packed

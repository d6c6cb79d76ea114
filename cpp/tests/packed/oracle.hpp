// Packed volumes bit by bit, as the format describes them: a decoder that asks for one voxel at a time,
// and an encoder that tries every form.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include "support/check.hpp"

namespace packed {

using Bytes = std::vector<unsigned char>;

struct Size {
    int64_t x, y, z;

    int64_t voxels() const { return x * y * z; }
    int64_t bricks_x() const { return (x + 7) / 8; }
    int64_t bricks_y() const { return (y + 3) / 4; }
    int64_t bricks_z() const { return (z + 3) / 4; }
    int64_t rows() const { return bricks_y() * bricks_z(); }
};

template <typename Number>
Number number_at(const unsigned char* bytes) {
    Number number;
    std::memcpy(&number, bytes, sizeof number);
    return number;
}

inline int width(int nibble) { return nibble == 15 ? 16 : nibble; }

inline int64_t payload_size(int head) {
    const int a = head & 15, b = head >> 4;
    return b == 15 ? 2 + 16 * width(a) : 3 + 4 * width(a) + 12 * b;
}

/// The `width` bits from bit `first` on of the bytes, lowest first.
inline uint32_t bits_at(const unsigned char* bytes, int64_t first, int width) {
    uint32_t bits = 0;
    for (int i = 0; i < width; ++i) {
        const int64_t bit = first + i;
        bits |= static_cast<uint32_t>(bytes[bit / 8] >> (bit % 8) & 1) << i;
    }
    return bits;
}

/// Code of voxel (x, y, z) of a brick; modulo 2^32, as damaged ones need it.
inline uint32_t code_at(int head, const unsigned char* payload, int64_t x, int64_t y, int64_t z) {
    const bool plain = head >> 4 == 15;
    const int w0 = width(head & 15);
    const int w1 = plain ? w0 : head >> 4;
    const unsigned char* rows = payload + (plain ? 2 : 3);
    const auto difference = [&](int64_t row_y) {
        int64_t byte = z / 2 * (2 * w0 + 6 * w1);  // the pair of planes before
        for (int64_t before = 0; before < row_y; ++before) { byte += 2 * (before == 0 ? w0 : w1); }
        const int w = row_y == 0 ? w0 : w1;
        return bits_at(rows, 8 * (byte + z % 2 * w) + x * w, w);
    };
    const uint32_t min = number_at<uint16_t>(payload);
    if (plain || y == 0) { return min + difference(y); }
    const int64_t slope = number_at<int8_t>(payload + 2);
    const int64_t step = slope * (int64_t{1} << std::max(0, w1 - 5));
    return code_at(head, payload, x, y - 1, z) + static_cast<uint32_t>(step) + difference(y);
}

inline int32_t value_at(const unsigned char* blob, Size size, int64_t x, int64_t y, int64_t z) {
    const int64_t row = z / 4 * size.bricks_y() + y / 4;
    const unsigned char* heads = blob + number_at<int64_t>(blob + 64 + 8 * row);
    const unsigned char* payload = heads + size.bricks_x();
    for (int64_t brick = 0; brick < x / 8; ++brick) { payload += payload_size(heads[brick]); }
    const uint32_t code = code_at(heads[x / 8], payload, x % 8, y % 4, z % 4);
    return static_cast<int32_t>(number_at<uint32_t>(blob + 24) + code);
}

template <typename Voxel>
std::vector<Voxel> unpack(const unsigned char* blob, Size size) {
    std::vector<Voxel> voxels;
    voxels.reserve(static_cast<size_t>(size.voxels()));
    for (int64_t z = 0; z < size.z; ++z) {
        for (int64_t y = 0; y < size.y; ++y) {
            for (int64_t x = 0; x < size.x; ++x) {
                voxels.push_back(static_cast<Voxel>(value_at(blob, size, x, y, z)));
            }
        }
    }
    return voxels;
}

/// A brick's codes, of voxels beyond the volume those of the nearest inside.
struct Codes {
    int32_t at[4][4][8];  // z, y, x
};

inline int narrowest(int64_t range) {
    int nibble = 0;
    while ((int64_t{1} << width(nibble)) <= range) { ++nibble; }
    return nibble;
}

inline void put(Bytes& bytes, int64_t& bit, uint32_t value, int width) {
    for (int i = 0; i < width; ++i, ++bit) {
        if (bit % 8 == 0) { bytes.push_back(0); }
        if ((value >> i & 1) != 0) { bytes.back() |= static_cast<unsigned char>(1 << (bit % 8)); }
    }
}

/// Rows in the order of the format, of what `stored` says of (x, y, z).
template <typename Stored>
void put_rows(Bytes& bytes, int first, int others, Stored&& stored) {
    for (int pair = 0; pair < 2; ++pair) {
        for (int y = 0; y < 4; ++y) {
            for (int z = 2 * pair; z < 2 * pair + 2; ++z) {
                int64_t bit = 0;
                for (int x = 0; x < 8; ++x) {
                    put(bytes, bit, static_cast<uint32_t>(stored(x, y, z)), y == 0 ? first : others);
                }
            }
        }
    }
}

/// Head and payload.
struct Brick {
    int head;
    Bytes payload;
};

inline void put_min(Bytes& bytes, int64_t min) {
    bytes.push_back(static_cast<unsigned char>(min & 255));
    bytes.push_back(static_cast<unsigned char>(min >> 8));
}

inline Brick plain(const Codes& codes) {
    const int32_t* all = &codes.at[0][0][0];
    const int32_t min = *std::min_element(all, all + 128);
    const int nibble = narrowest(*std::max_element(all, all + 128) - min);
    Brick brick{15 << 4 | nibble, {}};
    brick.payload.reserve(static_cast<size_t>(payload_size(brick.head)));
    put_min(brick.payload, min);
    put_rows(brick.payload, width(nibble), width(nibble),
             [&](int x, int y, int z) { return codes.at[z][y][x] - min; });
    return brick;
}

inline std::optional<Brick> sloped(const Codes& codes) {
    std::vector<int32_t> first, steps;
    first.reserve(4 * 8), steps.reserve(4 * 3 * 8);
    for (int z = 0; z < 4; ++z) {
        for (int x = 0; x < 8; ++x) {
            first.push_back(codes.at[z][0][x]);
            for (int y = 1; y < 4; ++y) { steps.push_back(codes.at[z][y][x] - codes.at[z][y - 1][x]); }
        }
    }
    const int32_t min = *std::min_element(first.begin(), first.end());
    const int nibble = narrowest(*std::max_element(first.begin(), first.end()) - min);
    const int64_t least = *std::min_element(steps.begin(), steps.end());
    const int64_t most = *std::max_element(steps.begin(), steps.end());
    for (int w = 0; w <= 14; ++w) {
        if (most - least >= int64_t{1} << w) { continue; }
        const int64_t unit = w > 5 ? int64_t{1} << (w - 5) : 1;
        int64_t slope = least / unit;
        if (slope * unit > least) { --slope; }  // division rounds to 0
        if (slope < -128 || slope > 127 || most - slope * unit >= int64_t{1} << w) { continue; }
        Brick brick{w << 4 | nibble, {}};
        brick.payload.reserve(static_cast<size_t>(payload_size(brick.head)));
        put_min(brick.payload, min);
        brick.payload.push_back(static_cast<unsigned char>(slope & 255));
        put_rows(brick.payload, width(nibble), w, [&](int x, int y, int z) {
            return y == 0 ? codes.at[z][0][x] - min
                          : codes.at[z][y][x] - codes.at[z][y - 1][x] - slope * unit;
        });
        return brick;
    }
    return std::nullopt;
}

template <typename Number>
void put_number(Bytes& bytes, Number number) {
    unsigned char buffer[sizeof number];
    std::memcpy(buffer, &number, sizeof number);
    bytes.insert(bytes.end(), buffer, buffer + sizeof number);
}

template <typename Voxel>
Codes codes_of(const std::vector<Voxel>& voxels, Size size, int64_t base, const int64_t* brick) {
    Codes codes;
    for (int64_t z = 0; z < 4; ++z) {
        for (int64_t y = 0; y < 4; ++y) {
            for (int64_t x = 0; x < 8; ++x) {
                const int64_t i = std::min(brick[0] * 8 + x, size.x - 1);
                const int64_t j = std::min(brick[1] * 4 + y, size.y - 1);
                const int64_t k = std::min(brick[2] * 4 + z, size.z - 1);
                const auto value =
                    static_cast<int64_t>(voxels[static_cast<size_t>((k * size.y + j) * size.x + i)]);
                codes.at[z][y][x] = static_cast<int32_t>(value - base);
            }
        }
    }
    return codes;
}

/// The one packed volume of voxels that can be packed.
template <typename Voxel>
Bytes pack(const std::vector<Voxel>& voxels, Size size, int32_t type) {
    const auto base = static_cast<int64_t>(*std::min_element(voxels.begin(), voxels.end()));
    Bytes rows;
    std::vector<int64_t> table = {64 + 8 * (size.rows() + 1)};
    for (int64_t z = 0; z < size.bricks_z(); ++z) {
        for (int64_t y = 0; y < size.bricks_y(); ++y) {
            Bytes payloads;
            for (int64_t x = 0; x < size.bricks_x(); ++x) {
                const int64_t at[3] = {x, y, z};
                const Codes codes = codes_of(voxels, size, base, at);
                Brick brick = plain(codes);
                const auto other = sloped(codes);
                if (other && other->payload.size() < brick.payload.size()) { brick = *other; }
                rows.push_back(static_cast<unsigned char>(brick.head));
                payloads.insert(payloads.end(), brick.payload.begin(), brick.payload.end());
            }
            rows.insert(rows.end(), payloads.begin(), payloads.end());
            table.push_back(table[0] + static_cast<int64_t>(rows.size()));
        }
    }
    Bytes blob = {'I', 'B', 'P', 'K'};
    for (const int64_t number : {int64_t{1}, size.x, size.y, size.z, int64_t{type}, base, int64_t{0}}) {
        put_number(blob, static_cast<uint32_t>(number));
    }
    put_number(blob, table.back() + 64);
    blob.resize(64);
    for (const int64_t entry : table) { put_number(blob, entry); }
    blob.insert(blob.end(), rows.begin(), rows.end());
    blob.resize(blob.size() + 64);
    return blob;
}

}  // namespace packed

// Packed volumes for tests, by plain loops over docs/reference/formats.md.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <random>
#include <vector>

#include "gather/oracle.hpp"
#include "packed_brick.hpp"

namespace packed {

using oracle::Axes;

constexpr size_t kTable = 64, kTail = 64;

inline int64_t bricks(int64_t voxels, int64_t side) { return (voxels + side - 1) / side; }

template <typename Number>
void put(Blob& blob, size_t at, Number number) {
    std::memcpy(blob.data() + at, &number, sizeof number);
}
template <typename Number>
Number get(const unsigned char* from) {
    Number number;
    std::memcpy(&number, from, sizeof number);
    return number;
}

/// A blob of whatever bricks there are at (x, y, z), counted in bricks.
inline Blob blob_of(Axes size, int32_t type, int32_t base,
                    const std::function<Brick(int64_t, int64_t, int64_t)>& brick_at) {
    const int64_t mx = bricks(size.x, kX), my = bricks(size.y, kY), mz = bricks(size.z, kZ);
    const auto rows = static_cast<size_t>(my * mz);
    Blob blob(kTable + (rows + 1) * 8);
    std::memcpy(blob.data(), "IBPK", 4);
    put(blob, 4, uint32_t{1});
    put(blob, 8, static_cast<uint32_t>(size.x)), put(blob, 12, static_cast<uint32_t>(size.y));
    put(blob, 16, static_cast<uint32_t>(size.z)), put(blob, 20, static_cast<uint32_t>(type));
    put(blob, 24, base);
    for (size_t row = 0; row < rows; ++row) {
        put(blob, kTable + row * 8, static_cast<int64_t>(blob.size()));
        Blob payloads;
        for (int64_t x = 0; x < mx; ++x) {
            const Brick brick =
                brick_at(x, static_cast<int64_t>(row) % my, static_cast<int64_t>(row) / my);
            blob.push_back(static_cast<unsigned char>(brick.head));
            brick.write(payloads);
        }
        blob.insert(blob.end(), payloads.begin(), payloads.end());
    }
    put(blob, kTable + rows * 8, static_cast<int64_t>(blob.size()));
    blob.resize(blob.size() + kTail);
    put(blob, 32, static_cast<uint64_t>(blob.size()));
    return blob;
}

/// The voxels, as the encoder of the project packs them. They span 65,535 at most.
template <typename Voxel>
Blob pack(const std::vector<Voxel>& voxels, Axes size, int32_t type) {
    const auto base = static_cast<int64_t>(*std::min_element(voxels.begin(), voxels.end()));
    return blob_of(size, type, static_cast<int32_t>(base), [&](int64_t bx, int64_t by, int64_t bz) {
        Codes codes;
        for (int z = 0; z < kZ; ++z) {
            for (int y = 0; y < kY; ++y) {
                for (int x = 0; x < kX; ++x) {
                    const int64_t i = std::min(bx * kX + x, size.x - 1);
                    const int64_t j = std::min(by * kY + y, size.y - 1);
                    const int64_t k = std::min(bz * kZ + z, size.z - 1);
                    const auto at = static_cast<size_t>((k * size.y + j) * size.x + i);
                    codes.at[z][y][x] = static_cast<int64_t>(voxels[at]) - base;
                }
            }
        }
        return best_brick(codes);
    });
}

/// Bricks of every head, with any payload: sound, but hardly what an encoder would write.
inline Blob random_blob(Axes size, int32_t type, std::mt19937_64& random) {
    return blob_of(size, type, static_cast<int32_t>(random()), [&](int64_t, int64_t, int64_t) {
        Blob payload(2 + 16 * 16);
        for (auto& byte : payload) { byte = static_cast<unsigned char>(random()); }
        Brick brick;
        brick.read(static_cast<int>(random() % 256), payload.data());
        return brick;
    });
}

/// What a voxel of that value is, in that type.
template <typename Voxel>
Voxel held(int64_t value) {
    return static_cast<Voxel>(static_cast<int32_t>(static_cast<uint32_t>(value)));
}

/// All voxels. Rows of bricks are found by the table alone, as in a view.
template <typename Voxel>
std::vector<Voxel> unpack(const unsigned char* blob) {
    const Axes size{get<uint32_t>(blob + 8), get<uint32_t>(blob + 12), get<uint32_t>(blob + 16)};
    const int64_t base = get<int32_t>(blob + 24);
    const int64_t mx = bricks(size.x, kX), my = bricks(size.y, kY), mz = bricks(size.z, kZ);
    std::vector<Voxel> voxels(static_cast<size_t>(size.x * size.y * size.z));
    for (int64_t row = 0; row < my * mz; ++row) {
        const unsigned char* heads = blob + get<int64_t>(blob + kTable + row * 8);
        const unsigned char* payload = heads + mx;
        for (int64_t bx = 0; bx < mx; ++bx) {
            Brick brick;
            payload += brick.read(heads[bx], payload);
            const Codes codes = brick.codes();
            for (int i = 0; i < kX * kY * kZ; ++i) {
                const int64_t x = bx * kX + i % kX, y = row % my * kY + i / kX % kY;
                const int64_t z = row / my * kZ + i / kX / kY;
                if (x < size.x && y < size.y && z < size.z) {
                    voxels[static_cast<size_t>((z * size.y + y) * size.x + x)] =
                        held<Voxel>(base + (&codes.at[0][0][0])[i]);
                }
            }
        }
    }
    return voxels;
}

}  // namespace packed

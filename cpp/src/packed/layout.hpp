// A packed volume: header, table of rows of bricks, rows, 64 bytes of 0. Little-endian.
//   A brick is 8 x 4 x 4 voxels. A row of bricks, those of one (y, z), is a head byte for every brick
//   and then their payloads; the table says where each row begins, and where the last one ends. Head:
//   low nibble a, high nibble b. b == 15, plain: the minimum (u16), 16 rows of 8 voxels of width(a)
//   bits each. Else sloped: the minimum, a slope s (i8), rows with y == 0 of width(a) bits and the
//   others of b bits. The order of rows is z / 2, y, z % 2, so that two that lie together are decoded
//   together. code = min + bits; of a sloped row with y > 0: code of the row before it + step + bits.
// A voxel is base + code, an int32 that wraps.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ib {

constexpr int64_t kBrickX = 8, kBrickY = 4, kBrickZ = 4;
constexpr int64_t kBrickRows = kBrickY * kBrickZ;
constexpr int64_t kPackedTail = 64;
constexpr uint32_t kPlain = 15;  // as b
constexpr int32_t kMostCode = 65535;
constexpr int32_t kMostSlopedWidth = 14;

struct PackedHeader {
    char magic[4];
    uint32_t version;
    uint32_t size[3];
    uint32_t type;
    int32_t base;
    uint32_t zero;
    uint64_t bytes;  // of all
    unsigned char zeros[24];
};
static_assert(sizeof(PackedHeader) == 64, "the format lays it out");

constexpr char kPackedMagic[] = {'I', 'B', 'P', 'K'};
constexpr uint32_t kPackedVersion = 1;

inline PackedHeader packed_header(const std::byte* blob) {
    PackedHeader header;
    std::memcpy(&header, blob, sizeof header);
    return header;
}

/// Bits of one voxel, of nibble a; there is no 15.
constexpr int32_t width_of(uint32_t nibble) { return nibble == 15 ? 16 : static_cast<int32_t>(nibble); }

constexpr int32_t plain_bytes(int32_t width) { return 2 + 16 * width; }
constexpr int32_t sloped_bytes(int32_t first, int32_t others) { return 3 + 4 * first + 12 * others; }

constexpr std::array<uint16_t, 256> payload_table() {
    std::array<uint16_t, 256> bytes{};
    for (uint32_t head = 0; head < 256; ++head) {
        const int32_t first = width_of(head & 15);
        const uint32_t b = head >> 4;
        bytes[head] = static_cast<uint16_t>(b == kPlain ? plain_bytes(first)
                                                        : sloped_bytes(first, static_cast<int32_t>(b)));
    }
    return bytes;
}

/// Bytes of a payload, by its head.
inline constexpr std::array<uint16_t, 256> kPayloadBytes = payload_table();

/// Bytes of the payloads of `count` bricks. Sixteen heads at a time by arithmetic, which compilers turn
/// into vectors.
inline int64_t payload_bytes(const std::byte* heads, int64_t count) {
    constexpr int64_t kLanes = 16;
    int64_t bytes = 0;
    int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        uint16_t sizes[kLanes];
        for (int64_t lane = 0; lane < kLanes; ++lane) {
            const auto head = static_cast<uint16_t>(heads[i + lane]);
            const auto a = static_cast<uint16_t>(head & 15);
            const auto b = static_cast<uint16_t>(head >> 4);
            const auto first = static_cast<uint16_t>(a + (a + 1) / 16);
            const auto plain = static_cast<uint16_t>((b + 1) / 16);
            const auto others = static_cast<uint16_t>(b + plain * (first - b));
            sizes[lane] = static_cast<uint16_t>(3 - plain + 4 * first + 12 * others);
        }
        uint32_t sum = 0;
        for (const uint16_t size : sizes) { sum += size; }
        bytes += sum;
    }
    for (; i < count; ++i) { bytes += kPayloadBytes[static_cast<uint8_t>(heads[i])]; }
    return bytes;
}

/// Bricks of a volume.
struct BrickGrid {
    int64_t x, y, z;

    int64_t rows() const { return y * z; }
    int64_t table_end() const { return int64_t{sizeof(PackedHeader)} + 8 * (rows() + 1); }
};

constexpr BrickGrid brick_grid(int64_t nx, int64_t ny, int64_t nz) {
    return {(nx - 1) / kBrickX + 1, (ny - 1) / kBrickY + 1, (nz - 1) / kBrickZ + 1};
}

/// Entry `row` of the table: where that row begins, in bytes from the start of the blob.
inline int64_t row_offset(const std::byte* blob, int64_t row) {
    int64_t offset;
    std::memcpy(&offset, blob + sizeof(PackedHeader) + 8 * row, sizeof offset);
    return offset;
}

}  // namespace ib

// Damaged headers, tables and heads are refused with the rule; damaged payloads decode to some voxels,
// the same ones everywhere.
#include <cstdint>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "ib/ib_cpu.h"
#include "packed/levels.hpp"
#include "packed/oracle.hpp"
#include "packed/volumes.hpp"
#include "support/check.hpp"

namespace {

using packed::Bytes;
using packed::Size;

constexpr Size kSize{37, 9, 6};
constexpr int64_t kTable = 64;
constexpr int64_t kRows = kTable + 8 * (3 * 2 + 1);

Bytes sound() {
    std::mt19937_64 random(3);
    return packed::pack(packed::any_volume<int16_t>(random, kSize), kSize, IB_INT16);
}

ib_status check(const Bytes& blob, int32_t threads = 2) {
    return ib_check_packed(blob.data(), static_cast<int64_t>(blob.size()), IB_INT16, kSize.x, kSize.y,
                           kSize.z, threads);
}

void refused(const std::string& rule, const std::function<void(Bytes&)>& damage) {
    Bytes blob = sound();
    CHECK_EQUAL(IB_OK, check(blob));
    damage(blob);
    for (const int32_t threads : {1, 4}) {
        CHECK_EQUAL(IB_CORRUPT_DATA, check(blob, threads));
        CHECK_EQUAL("packed volume: " + rule, std::string(ib_last_error()));
    }
}

template <typename Number>
void change(Bytes& blob, int64_t at, Number by) {
    Number number = packed::number_at<Number>(blob.data() + at);
    number = static_cast<Number>(number + by);
    std::memcpy(blob.data() + at, &number, sizeof number);
}

void every_field_of_the_header_is_checked() {
    refused("must begin with IBPK", [](Bytes& b) { b[0] = 'i'; });
    refused("must begin with IBPK", [](Bytes& b) { b[3] = 0; });
    refused("version must be 1", [](Bytes& b) { b[4] = 2; });
    refused("version must be 1", [](Bytes& b) { b[7] = 128; });
    for (const int at : {8, 12, 16}) {
        refused("size must be that of the volume", [&](Bytes& b) { change<uint32_t>(b, at, 1); });
        refused("size must be that of the volume",
                [&](Bytes& b) { change<uint32_t>(b, at, uint32_t{1} << 31); });
    }
    refused("type must be that of the volume", [](Bytes& b) { b[20] = IB_UINT16; });
    refused("type must be that of the volume", [](Bytes& b) { b[23] = 255; });
    for (int at = 28; at < 32; ++at) {
        refused("unused bytes of the header must be 0", [&](Bytes& b) { b[at] = 1; });
    }
    for (int at = 40; at < 64; ++at) {
        refused("unused bytes of the header must be 0", [&](Bytes& b) { b[at] = 1; });
    }
    const auto size = static_cast<int64_t>(sound().size());
    const auto whole = [&](int64_t says, int64_t has) {
        return "must have the " + std::to_string(says) + " bytes that its header says, has " +
               std::to_string(has);
    };
    refused(whole(size + 1, size), [](Bytes& b) { change<uint64_t>(b, 32, 1); });
    refused(
        "must have the 18446744073709551615 bytes that its header says, has " + std::to_string(size),
        [](Bytes& b) { std::memset(b.data() + 32, 255, 8); });
    refused(whole(size, size + 1), [](Bytes& b) { b.push_back(0); });
    refused(whole(size, size - 1), [](Bytes& b) { b.pop_back(); });
}

/// Any base decodes: the sum wraps.
void the_base_may_be_any_number() {
    Bytes blob = sound();
    std::memset(blob.data() + 24, 0x7f, 4);
    CHECK_EQUAL(IB_OK, check(blob));
}

void what_is_too_short_for_a_header_and_table_is_refused() {
    for (const size_t size : {size_t{0}, size_t{1}, size_t{63}, size_t{kRows + 63}}) {
        refused(
            "must have at least " + std::to_string(kRows + 64) + " bytes, has " + std::to_string(size),
            [&](Bytes& b) {
                b.resize(size);
                b.reserve(1);  // data() of an empty vector may be null
            });
    }
    // A table of 2^32 entries that is not there.
    const Bytes blob = sound();
    CHECK_EQUAL(IB_CORRUPT_DATA, ib_check_packed(blob.data(), static_cast<int64_t>(blob.size()),
                                                 IB_INT16, 1, 1 << 19, 1 << 20, 1));
}

void every_entry_of_the_table_is_checked() {
    const std::string order = " of bricks must end after it begins and before the last 64 bytes";
    const std::string length = " of bricks must be as long as its heads say";
    refused("row 0 of bricks must begin after the table",
            [](Bytes& b) { change<int64_t>(b, kTable, 1); });
    refused("row 0 of bricks must begin after the table",
            [](Bytes& b) { change<int64_t>(b, kTable, -kRows); });
    refused("row 2" + length, [](Bytes& b) { change<int64_t>(b, kTable + 24, 1); });
    refused("row 2" + length, [](Bytes& b) { change<int64_t>(b, kTable + 24, -1); });
    refused("row 2" + order, [](Bytes& b) { change<int64_t>(b, kTable + 24, INT64_MIN); });
    refused("row 2" + order, [](Bytes& b) { change<int64_t>(b, kTable + 24, int64_t{1} << 62); });
    refused("row 2" + order, [](Bytes& b) {
        const auto end = packed::number_at<int64_t>(b.data() + kTable + 16);
        change<int64_t>(b, kTable + 24, end - 1 - packed::number_at<int64_t>(b.data() + kTable + 24));
    });
    refused("row 5" + order, [](Bytes& b) { change<int64_t>(b, kTable + 48, 1); });
    refused("row 5 of bricks must end at the last 64 bytes",
            [](Bytes& b) { change<int64_t>(b, kTable + 48, -1); });
    // Rows that are too short even for their heads, so that the last heads would lie beyond the block.
    refused("row 0" + length, [](Bytes& b) {
        const auto end = packed::number_at<int64_t>(b.data() + kTable + 48);
        for (int64_t entry = 1; entry <= 5; ++entry) {
            std::memcpy(b.data() + kTable + 8 * entry, &end, sizeof end);
        }
    });
    refused("row 0" + length, [](Bytes& b) {
        const int64_t end = kRows + 4;
        std::memcpy(b.data() + kTable + 8, &end, sizeof end);
    });
}

/// Whatever head becomes of another one, unless as many bytes follow it.
void every_head_is_checked() {
    const Bytes blob = sound();
    for (int64_t row = 0; row < 6; ++row) {
        const auto at = static_cast<size_t>(packed::number_at<int64_t>(blob.data() + kTable + 8 * row));
        for (size_t x = 0; x < 5; ++x) {
            for (int head = 0; head < 256; ++head) {
                Bytes damaged = blob;
                damaged[at + x] = static_cast<unsigned char>(head);
                const bool same = packed::payload_size(head) == packed::payload_size(blob[at + x]);
                CHECK_EQUAL(same ? IB_OK : IB_CORRUPT_DATA, check(damaged));
            }
        }
    }
}

/// Heads may be any byte: rows of bricks with random heads and payloads unpack as the format says.
void any_heads_and_payloads_decode_alike_at_every_level() {
    packed::for_types([](auto voxel, int32_t type) {
        using Voxel = decltype(voxel);
        std::mt19937_64 random(static_cast<uint64_t>(type) + 5);
        for (int round = 0; round < 8; ++round) {
            const Size size{int64_t{1} << (3 + round), 5, 9};
            Bytes blob = packed::pack(std::vector<Voxel>(static_cast<size_t>(size.voxels()), Voxel{1}),
                                      size, type);
            const auto table = static_cast<size_t>(64 + 8 * (size.rows() + 1));
            blob.resize(table);
            for (int64_t row = 0; row < size.rows(); ++row) {
                std::vector<unsigned char> heads;
                size_t payloads = 0;
                for (int64_t x = 0; x < size.bricks_x(); ++x) {
                    heads.push_back(static_cast<unsigned char>(random()));
                    payloads += static_cast<size_t>(packed::payload_size(heads.back()));
                }
                blob.insert(blob.end(), heads.begin(), heads.end());
                for (size_t i = 0; i < payloads; ++i) {
                    blob.push_back(static_cast<unsigned char>(random()));
                }
                const auto end = static_cast<int64_t>(blob.size());
                std::memcpy(blob.data() + 64 + 8 * (row + 1), &end, sizeof end);
            }
            blob.resize(blob.size() + 64);
            const auto bytes = static_cast<int64_t>(blob.size());
            std::memcpy(blob.data() + 32, &bytes, sizeof bytes);
            const auto base = static_cast<uint32_t>(round < 4 ? 1000 * round : random());
            std::memcpy(blob.data() + 24, &base, sizeof base);
            CHECK_EQUAL(IB_OK, ib_check_packed(blob.data(), bytes, type, size.x, size.y, size.z, 2));
            const auto expected = packed::unpack<Voxel>(blob.data(), size);
            packed::for_levels([&] {
                std::vector<Voxel> unpacked(expected.size());
                CHECK_EQUAL(IB_OK, ib_unpack_volume(blob.data(), 2, unpacked.data()));
                CHECK(unpacked == expected);
            });
        }
    });
}

void arguments_are_checked() {
    const Bytes blob = sound();
    const auto bytes = static_cast<int64_t>(blob.size());
    const auto with = [&](const void* data, int64_t size, int32_t type, int64_t nx, int32_t threads) {
        return ib_check_packed(data, size, type, nx, kSize.y, kSize.z, threads);
    };
    CHECK_EQUAL(IB_INVALID_ARGUMENT, with(nullptr, bytes, IB_INT16, kSize.x, 1));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, with(blob.data(), -1, IB_INT16, kSize.x, 1));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, with(blob.data(), bytes, 8, kSize.x, 1));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, with(blob.data(), bytes, IB_INT16, 0, 1));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, with(blob.data(), bytes, IB_INT16, kSize.x, 0));
}

}  // namespace

int main() {
    every_field_of_the_header_is_checked();
    the_base_may_be_any_number();
    what_is_too_short_for_a_header_and_table_is_refused();
    every_entry_of_the_table_is_checked();
    every_head_is_checked();
    any_heads_and_payloads_decode_alike_at_every_level();
    arguments_are_checked();
}

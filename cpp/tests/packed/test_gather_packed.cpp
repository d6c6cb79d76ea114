// Patches of a packed volume are those of the volume, byte for byte.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include "gather/random_patches.hpp"
#include "ib/ib_cpu.h"
#include "packed/levels.hpp"
#include "packed/oracle.hpp"
#include "packed/volumes.hpp"
#include "support/check.hpp"
#include "support/thread_counts.hpp"

namespace {

using packed::Bytes;
using packed::Size;

/// A patch with a target of its own, and how many elements are not 0.
struct Result {
    Bytes bytes;
    int32_t nonzero = -1;
};

Result gather(ib_patch p, const void* source, int32_t flags, int32_t threads) {
    Result result;
    result.bytes.assign(static_cast<size_t>((p.size_x * p.size_y * p.size_z) << p.target_type) + 64,
                        0xA5);
    p.source = source, p.target = result.bytes.data();
    p.flags |= flags;
    if (p.target_type == IB_TO_UINT8) { p.nonzero = &result.nonzero; }
    CHECK_EQUAL(IB_OK, ib_gather_patches(&p, 1, threads));
    for (size_t i = result.bytes.size() - 64; i < result.bytes.size(); ++i) {
        CHECK_EQUAL(0xA5, int{result.bytes[i]});
    }
    return result;
}

/// `blob` or a view of it, at every level and number of threads, against the voxels at the portable
/// one.
template <typename Voxel>
void check_same(const ib_patch& p, const std::vector<Voxel>& voxels, const unsigned char* blob) {
    CHECK_EQUAL(IB_OK, ib_limit_simd_level(IB_SIMD_PORTABLE));
    const Result expected = gather(p, voxels.data(), 0, 1);
    packed::for_levels([&] {
        for (const int32_t threads : oracle::kThreadCounts) {
            const Result result = gather(p, blob, IB_PACKED, threads);
            CHECK(result.bytes == expected.bytes);
            CHECK_EQUAL(expected.nonzero, result.nonzero);
        }
    });
}

/// The rows of a blob in another order and in another place, before the header, each followed by as
/// little as a decoder may read: 31 bytes.
struct View {
    Bytes memory;
    size_t start;

    View(const Bytes& blob, Size size, std::mt19937_64& random) {
        std::vector<int64_t> order;
        std::vector<int64_t> place(static_cast<size_t>(size.rows()));
        for (int64_t row = 0; row < size.rows(); ++row) { order.push_back(row); }
        std::shuffle(order.begin(), order.end(), random);
        const auto entry = [&](int64_t row) {
            return packed::number_at<int64_t>(blob.data() + 64 + 8 * row);
        };
        for (const int64_t row : order) {
            place[static_cast<size_t>(row)] = static_cast<int64_t>(memory.size());
            memory.insert(memory.end(), blob.begin() + entry(row), blob.begin() + entry(row + 1));
            memory.insert(memory.end(), 31, 0xEE);
        }
        start = memory.size();
        memory.insert(memory.end(), blob.begin(), blob.begin() + 64 + 8 * size.rows());
        for (int64_t row = 0; row < size.rows(); ++row) {
            const int64_t offset = place[static_cast<size_t>(row)] - static_cast<int64_t>(start);
            std::memcpy(memory.data() + start + 64 + 8 * row, &offset, sizeof offset);
        }
        memory.shrink_to_fit();
    }
    const unsigned char* blob() const { return memory.data() + start; }
};

template <typename Voxel>
void random_patches_are_those_of_the_voxels(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 41);
    for (int round = 0; round < 30; ++round) {
        const Size size{patches::pick(random, {1, 3, 37, 64, 201}),
                        patches::pick(random, {1, 5, 35, 64}), patches::pick(random, {1, 2, 7, 12})};
        const auto voxels = packed::any_volume<Voxel>(random, size);
        const Bytes blob = packed::pack(voxels, size, type);
        const View view(blob, size, random);
        for (int i = 0; i < 6; ++i) {
            ib_patch p = patches::random_patch(random, {size.x, size.y, size.z}, type);
            if (i == 0) { p.size_z = 11; }
            check_same(p, voxels, i % 2 == 0 ? blob.data() : view.blob());
        }
    }
}

/// Pieces are cut only in patches above 65,536 voxels. The volume is large enough for whole runs of
/// bricks.
void large_patches_are_the_same_on_any_number_of_threads() {
    std::mt19937_64 random(99);
    const Size size{171, 95, 53};
    const auto voxels = packed::any_volume<int16_t>(random, size);
    const Bytes blob = packed::pack(voxels, size, IB_INT16);
    for (const int32_t flags : {0, 1, 3, 2 | IB_FLIP_X, 1 | IB_FLIP_Y | IB_FLIP_Z}) {
        ib_patch p = patches::random_patch(random, {size.x, size.y, size.z}, IB_INT16);
        p.flags = flags | IB_NORMALISE;
        p.target_type = IB_TO_FLOAT32;
        p.size_x = p.size_y = 83, p.size_z = 41;
        p.x = 37, p.y = 9, p.z = 14;
        check_same(p, voxels, blob.data());
        p.x = -3, p.y = 20, p.z = -7;
        check_same(p, voxels, blob.data());
    }
}

/// Every number of 16 bits is divided as IEEE divides, whatever the divisor: bricks may use its
/// reciprocal. No zero has a sign, with or without an intensity.
template <typename Voxel>
void quotients_are_those_of_a_division(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 7);
    const Size size{64, 32, 32};
    std::vector<Voxel> voxels(static_cast<size_t>(size.voxels()));
    const int64_t least = std::is_signed_v<Voxel> ? INT16_MIN : 0;
    for (size_t i = 0; i < voxels.size(); ++i) {
        voxels[i] = static_cast<Voxel>(least + static_cast<int64_t>(i));
    }
    const Bytes blob = packed::pack(voxels, size, type);
    std::uniform_real_distribution<float> anything(1, 2);
    ib_patch p{};
    p.nx = size.x, p.ny = size.y, p.nz = size.z;
    p.size_x = size.x, p.size_y = size.y, p.size_z = size.z;
    p.source_type = type, p.target_type = IB_TO_FLOAT32;
    p.flags = IB_NORMALISE;
    const float divisors[] = {
        1,           3,      1.9999999f, 65535, 0x1p-64f, 0x1.fffffep-65f, 0x1p36f,
        0x1.002p36f, 1e-40f, 3.4e38f,    -890,  -0x1p-3f, 1.0000001f,      0};
    const float subtrahends[] = {0, -0.0f, 10, -1000.25f, 0x1p-60f, 0x1p-61f, 1e30f, -0x1p60f, 32767};
    for (int round = 0; round < 60; ++round) {
        p.divide = divisors[random() % std::size(divisors)];
        p.subtract = subtrahends[random() % std::size(subtrahends)];
        if (round % 2 == 0) {
            p.divide = std::ldexp(anything(random), static_cast<int>(random() % 24) - 6);
        }
        if (round % 4 == 0) {
            p.subtract = std::ldexp(anything(random), static_cast<int>(random() % 17));
        }
        const bool wide = round % 3 == 0;
        p.clamp_low = wide ? -3e38f : round % 5 == 0 ? -0.0f : 0.0f;
        p.clamp_high = wide ? 3e38f : round % 7 == 0 ? p.clamp_low : 1.0f;
        p.gain = round % 4 == 3 ? 1.07f : 1.0f;
        p.shift = round % 8 == 5 ? -0.0f : round % 8 == 6 ? 0.3f : 0.0f;
        check_same(p, voxels, blob.data());
    }
}

/// A mask is mostly constant bricks; a row of them is longer than what is decoded at a time.
void labels_are_copied_and_counted() {
    std::mt19937_64 random(7);
    const Size size{2300, 9, 6};
    std::vector<uint8_t> voxels(static_cast<size_t>(size.voxels()));
    for (size_t i = 0; i < voxels.size(); ++i) {
        voxels[i] = i / 700 % 3 == 1 ? static_cast<uint8_t>(i / 900) : uint8_t{0};
    }
    const Bytes blob = packed::pack(voxels, size, IB_UINT8);
    for (const int32_t flags : {0, 2, 1, 3 | IB_FLIP_X, IB_FLIP_X | IB_FLIP_Y}) {
        for (const int64_t x : {-5, 0, 3, 1000}) {
            ib_patch p{};
            p.nx = size.x, p.ny = size.y, p.nz = size.z;
            p.size_x = (flags & 1) != 0 ? 77 : 1297, p.size_y = (flags & 1) != 0 ? 77 : 7, p.size_z = 5;
            p.x = x, p.y = 1, p.z = 1;
            p.gain = 1, p.fill = 9;
            p.flags = flags;
            check_same(p, voxels, blob.data());
        }
    }
}

void corners_at_the_ends_of_the_integers_give_fill() {
    const Size size{9, 5, 5};
    const std::vector<float> voxels(static_cast<size_t>(size.voxels()), 3.0f);
    const Bytes blob = packed::pack(voxels, size, IB_FLOAT32);
    for (const int64_t corner : {INT64_MIN, INT64_MIN + 1, INT64_MAX - 1, INT64_MAX}) {
        for (const int32_t flags : {0, 1}) {
            ib_patch p = patches::plain(voxels.data());
            p.nx = size.x, p.ny = size.y, p.nz = size.z;
            p.size_x = p.size_y = 70, p.size_z = 9;
            p.flags = flags;
            p.x = p.y = p.z = corner;
            check_same(p, voxels, blob.data());
            p.y = p.x = 1;
            check_same(p, voxels, blob.data());
            p.z = 1, p.y = corner;
            check_same(p, voxels, blob.data());
        }
    }
}

void sources_are_checked() {
    const Size size{9, 5, 5};
    const std::vector<float> voxels(static_cast<size_t>(size.voxels()), 3.0f);
    const Bytes blob = packed::pack(voxels, size, IB_FLOAT32);
    float out[9];
    ib_patch p = patches::plain(voxels.data());
    p.nx = size.x, p.ny = size.y, p.nz = size.z;
    p.flags = IB_PACKED;
    p.target = out;
    const auto refused = [&](const std::string& rule) {
        CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_gather_patches(&p, 1, 1));
        CHECK_EQUAL("patch 0: packed volume: " + rule, std::string(ib_last_error()));
    };
    refused("must begin with IBPK");
    p.source = blob.data();
    CHECK_EQUAL(IB_OK, ib_gather_patches(&p, 1, 1));
    CHECK_EQUAL(3.0f, out[8]);
    p.source_type = IB_INT32;
    refused("type must be that of the volume");
    p.source_type = IB_FLOAT32, p.nz = 4;
    refused("size must be that of the volume");
    Bytes moved(blob.size() + 1);  // no alignment is needed
    std::copy(blob.begin(), blob.end(), moved.begin() + 1);
    p.source = moved.data() + 1, p.nz = 5;
    CHECK_EQUAL(IB_OK, ib_gather_patches(&p, 1, 1));
    CHECK_EQUAL(3.0f, out[0]);
}

}  // namespace

int main() {
    packed::for_types([](auto voxel, int32_t type) {
        random_patches_are_those_of_the_voxels<decltype(voxel)>(type);
    });
    quotients_are_those_of_a_division<int16_t>(IB_INT16);
    quotients_are_those_of_a_division<uint16_t>(IB_UINT16);
    quotients_are_those_of_a_division<float>(IB_FLOAT32);
    large_patches_are_the_same_on_any_number_of_threads();
    labels_are_copied_and_counted();
    corners_at_the_ends_of_the_integers_give_fill();
    sources_are_checked();
}

// The encoder gives the one result that the format asks for; the decoders give the voxels back.
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <set>
#include <vector>

#include "ib/ib_cpu.h"
#include "packed/levels.hpp"
#include "packed/oracle.hpp"
#include "packed/volumes.hpp"
#include "support/check.hpp"

namespace {

using packed::Bytes;
using packed::Size;

constexpr unsigned char kPoison = 0xA5;

template <typename Voxel>
Bytes pack(const std::vector<Voxel>& voxels, Size size, int32_t type, int32_t threads,
           int64_t capacity) {
    Bytes out(static_cast<size_t>(capacity), kPoison);
    int64_t bytes = -1;
    CHECK_EQUAL(IB_OK, ib_pack_volume(voxels.data(), type, size.x, size.y, size.z, threads, out.data(),
                                      capacity, &bytes));
    CHECK(bytes >= 0 && bytes <= capacity);
    for (size_t i = static_cast<size_t>(bytes); i < out.size(); ++i) { CHECK_EQUAL(kPoison, out[i]); }
    out.resize(static_cast<size_t>(bytes));
    return out;
}

template <typename Voxel>
void check_unpacked(const Bytes& blob, const std::vector<Voxel>& voxels, Size size, int32_t type) {
    const Bytes copy = blob;  // as long as it is, so that the address sanitizer sees reads beyond it
    for (const int32_t threads : {1, 4}) {
        CHECK_EQUAL(IB_OK, ib_check_packed(copy.data(), static_cast<int64_t>(copy.size()), type, size.x,
                                           size.y, size.z, threads));
        std::vector<Voxel> unpacked(voxels.size());
        CHECK_EQUAL(IB_OK, ib_unpack_volume(copy.data(), threads, unpacked.data()));
        CHECK(std::memcmp(unpacked.data(), voxels.data(), voxels.size() * sizeof(Voxel)) == 0);
    }
}

void every_form_is_packed_as_the_format_says_and_comes_back() {
    std::set<int> heads;
    packed::for_types([&](auto voxel, int32_t type) {
        using Voxel = decltype(voxel);
        std::mt19937_64 random(static_cast<uint64_t>(type) + 11);
        for (int round = 0; round < 40; ++round) {
            const int64_t sides[] = {1, 3, 8, 13, 37, 64};
            const Size size{sides[random() % 6], sides[random() % 5], sides[random() % 5]};
            const auto voxels = packed::any_volume<Voxel>(random, size);
            const Bytes expected = packed::pack(voxels, size, type);
            CHECK(packed::unpack<Voxel>(expected.data(), size) == voxels);
            for (int64_t row = 0; row < size.rows(); ++row) {
                const auto* at =
                    expected.data() + packed::number_at<int64_t>(expected.data() + 64 + 8 * row);
                heads.insert(at, at + size.bricks_x());
            }
            const auto capacity = static_cast<int64_t>(expected.size());
            packed::for_levels([&] {
                for (int32_t threads = 1; threads <= 4; ++threads) {
                    CHECK(pack(voxels, size, type, threads, capacity + 100) == expected);
                }
                CHECK(pack(voxels, size, type, 2, capacity) == expected);
                CHECK(pack(voxels, size, type, 2, capacity - 1).empty());
                check_unpacked(expected, voxels, size, type);
            });
        }
    });
    for (int head = 0; head < 256; ++head) {
        if (heads.count(head) == 0) { std::fprintf(stderr, "no brick had head %d\n", head); }
    }
    CHECK_EQUAL(size_t{256}, heads.size());
}

/// What is not in the volume counts as its nearest voxel, so that padding costs nothing.
void padding_repeats_the_nearest_voxel() {
    const std::vector<int16_t> voxels = {100, 100};
    const Bytes blob = pack(voxels, {2, 1, 1}, IB_INT16, 1, 1000);
    CHECK_EQUAL(size_t{64 + 16 + 1 + 2 + 64}, blob.size());
    CHECK_EQUAL(0xf0, int{blob[80]});
}

/// Three of four voxels are `usual`, so that another one is among them in its brick.
template <typename Voxel>
bool can_be_packed(std::initializer_list<Voxel> odd, Voxel usual, int32_t type) {
    const Size size{40, 5, 3};
    std::vector<Voxel> voxels(static_cast<size_t>(size.voxels()), usual);
    size_t at = 77;
    for (const Voxel voxel : odd) {
        voxels[at] = voxel;
        at += 101;
    }
    bool possible = false;
    packed::for_levels([&] {
        const Bytes blob = pack(voxels, size, type, 3, 100000);
        possible = !blob.empty();
        if (possible) { check_unpacked(blob, voxels, size, type); }
    });
    return possible;
}

template <typename Float>
void floats_are_packed_only_if_they_are_whole(int32_t type) {
    const Float infinity = std::numeric_limits<Float>::infinity();
    CHECK(can_be_packed<Float>({0, -3, 1000}, 0, type));
    CHECK(can_be_packed<Float>({16777216}, 16777215, type));
    CHECK(can_be_packed<Float>({-16777216}, -16777215, type));
    CHECK(!can_be_packed<Float>({16777218}, 16777216, type));
    CHECK(!can_be_packed<Float>({-16777218}, -16777216, type));
    CHECK(!can_be_packed<Float>({Float{-0.0}}, 0, type));
    CHECK(!can_be_packed<Float>({Float{0.5}}, 0, type));
    CHECK(!can_be_packed<Float>({infinity}, 0, type));
    CHECK(!can_be_packed<Float>({-infinity}, 0, type));
    CHECK(!can_be_packed<Float>({std::numeric_limits<Float>::quiet_NaN()}, 0, type));
    CHECK(!can_be_packed<Float>({std::numeric_limits<Float>::max()}, 0, type));
    CHECK(!can_be_packed<Float>({std::numeric_limits<Float>::denorm_min()}, 0, type));
}

/// In one brick (beside the usual voxel), and in two far apart.
void more_than_65_536_values_cannot_be_packed() {
    CHECK(can_be_packed<int32_t>({65535}, 0, IB_INT32));
    CHECK(!can_be_packed<int32_t>({65536}, 0, IB_INT32));
    CHECK(can_be_packed<int32_t>({-32768, 32767}, 0, IB_INT32));
    CHECK(!can_be_packed<int32_t>({-32768, 32768}, 0, IB_INT32));
    CHECK(!can_be_packed<int32_t>({INT32_MIN}, INT32_MAX, IB_INT32));
    CHECK(can_be_packed<int32_t>({INT32_MIN}, INT32_MIN + 65535, IB_INT32));
    CHECK(can_be_packed<uint32_t>({INT32_MAX}, INT32_MAX - 65535, IB_UINT32));
    CHECK(!can_be_packed<uint32_t>({INT32_MAX}, uint32_t{INT32_MAX} + 1, IB_UINT32));
    CHECK(!can_be_packed<uint32_t>({UINT32_MAX}, UINT32_MAX, IB_UINT32));
    CHECK(can_be_packed<int16_t>({INT16_MIN}, INT16_MAX, IB_INT16));
    CHECK(!can_be_packed<float>({65536}, 0, IB_FLOAT32));
}

/// Differences that 16 bits do not hold: from one end of the range to the other within a brick.
/// Constant bricks at the end of a row are shorter than what is written at once, and the next row may
/// be another thread's.
void short_bricks_at_the_end_leave_the_next_row_alone() {
    const Size size{40, 256, 256};
    std::mt19937 random(5);
    std::vector<uint16_t> voxels(static_cast<size_t>(size.voxels()), 7);
    for (size_t i = 0; i < voxels.size(); i += 40) {
        for (size_t x = 0; x < 8; ++x) { voxels[i + x] = static_cast<uint16_t>(random() % 900); }
    }
    const Bytes expected = packed::pack(voxels, size, IB_UINT16);
    for (int round = 0; round < 20; ++round) {
        CHECK(pack(voxels, size, IB_UINT16, 4, static_cast<int64_t>(expected.size())) == expected);
    }
}

void rows_that_lie_far_apart_come_back() {
    const Size size{8, 4, 4};
    for (const int32_t high : {32767, 32768, 40000, 65535}) {
        for (const bool down : {false, true}) {
            std::vector<int32_t> voxels;
            for (int64_t i = 0; i < 128; ++i) {
                const int64_t y = i / 8 % 4;
                voxels.push_back(((y >= 2) != down ? high : 0) + (high == 65535 ? 0 : i % 3));
            }
            const Bytes expected = packed::pack(voxels, size, IB_INT32);
            packed::for_levels([&] {
                CHECK(pack(voxels, size, IB_INT32, 1, 1000) == expected);
                check_unpacked(expected, voxels, size, IB_INT32);
            });
        }
    }
}

void arguments_are_checked() {
    const int16_t voxel = 1;
    unsigned char out[500];
    int64_t bytes = -1;
    const auto pack_as = [&](int32_t type, int64_t nx, int64_t ny, int64_t nz, int32_t threads,
                             int64_t capacity) {
        return ib_pack_volume(&voxel, type, nx, ny, nz, threads, out, capacity, &bytes);
    };
    CHECK_EQUAL(IB_INVALID_ARGUMENT, pack_as(8, 1, 1, 1, 1, 500));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, pack_as(-1, 1, 1, 1, 1, 500));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, pack_as(IB_INT16, 0, 1, 1, 1, 500));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, pack_as(IB_INT16, 1, -1, 1, 1, 500));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, pack_as(IB_INT16, 1, 1, int64_t{1} << 31, 1, 500));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, pack_as(IB_INT16, 1 << 20, 1 << 20, 1, 1, 500));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, pack_as(IB_INT16, 1, 1, 1, 0, 500));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, pack_as(IB_INT16, 1, 1, 1, 1, -1));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_pack_volume(nullptr, IB_INT16, 1, 1, 1, 1, out, 500, &bytes));
    CHECK_EQUAL(IB_INVALID_ARGUMENT,
                ib_pack_volume(&voxel, IB_INT16, 1, 1, 1, 1, nullptr, 500, &bytes));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_pack_volume(&voxel, IB_INT16, 1, 1, 1, 1, out, 500, nullptr));
    CHECK_EQUAL(int64_t{-1}, bytes);
    CHECK_EQUAL(IB_OK, pack_as(IB_INT16, 1, 1, 1, 1, 500));
    CHECK_EQUAL(int64_t{147}, bytes);
    int16_t unpacked = 0;
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_unpack_volume(nullptr, 1, &unpacked));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_unpack_volume(out, 1, nullptr));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_unpack_volume(out, 0, &unpacked));
    CHECK_EQUAL(IB_OK, ib_unpack_volume(out, 1, &unpacked));
    CHECK_EQUAL(int16_t{1}, unpacked);
}

}  // namespace

int main() {
    every_form_is_packed_as_the_format_says_and_comes_back();
    padding_repeats_the_nearest_voxel();
    floats_are_packed_only_if_they_are_whole<float>(IB_FLOAT32);
    floats_are_packed_only_if_they_are_whole<double>(IB_FLOAT64);
    more_than_65_536_values_cannot_be_packed();
    short_bricks_at_the_end_leave_the_next_row_alone();
    rows_that_lie_far_apart_come_back();
    arguments_are_checked();
}

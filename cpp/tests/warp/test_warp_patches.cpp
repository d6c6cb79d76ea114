#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "gather/guarded_case.hpp"
#include "gather/random_patches.hpp"
#include "ib/ib_cpu.h"
#include "packed/levels.hpp"
#include "packed/volumes.hpp"
#include "support/check.hpp"
#include "support/thread_counts.hpp"
#include "warp/oracle.hpp"
#include "warp/random_warps.hpp"
#include "warp/same_elements.hpp"

namespace {

using patches::AnySpline;
using patches::Case;
using patches::in_parts;
using patches::pick;

/// A warped patch with memory of its own.
struct Warped {
    Case memory;
    ib_warp warp{};
    std::unique_ptr<AnySpline> spline;

    ib_patch& patch() { return memory.patch; }
    ib_warped_patch get() const { return {memory.patch, warp}; }
    void set_packed(const packed::Bytes& blob) {
        patch().source = blob.data();
        patch().flags |= IB_PACKED;
    }
};

Warped any_warped(std::mt19937_64& random, oracle::Axes dims, int32_t type) {
    Warped w;
    ib_patch& p = w.patch();
    p = patches::random_patch(random, dims, type);
    p.flags &= IB_NORMALISE;
    p.size_x = pick(random, {1, 2, 5, 16, 17, 31, 33, 40, 67});
    p.size_y = pick(random, {1, 2, 5, 13, 34});
    p.size_z = pick(random, {1, 2, 7, 33});
    const int64_t sizes[] = {p.size_x, p.size_y, p.size_z};
    w.warp = patches::random_warp(random, sizes);
    if (random() % 3 == 0) {
        const float most = random() % 6 == 0 ? 4096.0f : 7.5f;
        w.spline = std::make_unique<AnySpline>(random, sizes, most);
        w.warp.spline = w.spline->get();
    }
    w.memory.allocate();
    return w;
}

/// Every instruction set and number of threads against the oracle's bytes.
void check_batch(std::vector<Warped>& batch, const std::vector<std::vector<unsigned char>>& expected) {
    packed::for_levels([&] {
        for (const int32_t threads : oracle::kThreadCounts) {
            std::vector<ib_warped_patch> patches;
            for (Warped& w : batch) {
                w.memory.poison();
                patches.push_back(w.get());
            }
            CHECK_EQUAL(IB_OK,
                        ib_warp_patches(patches.data(), static_cast<int64_t>(patches.size()), threads));
            for (size_t i = 0; i < batch.size(); ++i) {
                patches::check_elements(expected[i], batch[i].patch());
                CHECK(batch[i].memory.guarded());
                batch[i].memory.check_count(expected[i]);
            }
        }
    });
}

template <typename Voxel>
std::vector<unsigned char> expected_of(Warped& w, const void* source) {
    w.patch().source = source;
    return oracle::warp<Voxel>(w.get());
}

template <typename Voxel>
std::vector<std::vector<unsigned char>> expected_of(std::vector<Warped>& batch, const void* source) {
    std::vector<std::vector<unsigned char>> expected;
    for (Warped& w : batch) { expected.push_back(expected_of<Voxel>(w, source)); }
    return expected;
}

template <typename Voxel>
void random_batches_match_the_oracle(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 11);
    for (int round = 0; round < 5; ++round) {
        const oracle::Axes dims{pick(random, {1, 3, 37, 64}), pick(random, {1, 5, 35}),
                                pick(random, {1, 2, 27})};
        const auto source = patches::volume<Voxel>(dims.x * dims.y * dims.z, random);
        std::vector<Warped> batch;
        for (int i = 0; i < 5; ++i) { batch.push_back(any_warped(random, dims, type)); }
        check_batch(batch, expected_of<Voxel>(batch, source.data()));
    }
}

template <typename Voxel>
void patches_of_packed_volumes_match_the_oracle(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 71);
    for (int round = 0; round < 3; ++round) {
        const packed::Size size{pick(random, {3, 37, 64, 201}), pick(random, {5, 35, 64}),
                                pick(random, {2, 7, 31})};
        const auto voxels = packed::any_volume<Voxel>(random, size);
        const packed::Bytes blob = packed::pack(voxels, size, type);
        std::vector<Warped> batch;
        for (int i = 0; i < 4; ++i) {
            batch.push_back(any_warped(random, {size.x, size.y, size.z}, type));
        }
        const auto expected = expected_of<Voxel>(batch, voxels.data());
        for (Warped& w : batch) { w.set_packed(blob); }
        check_batch(batch, expected);
    }
}

/// Another channel of a patch, which is warped as it is.
Warped other_channel(const Warped& of, int32_t type) {
    Warped w;
    w.patch() = of.memory.patch;
    w.patch().source_type = type;
    w.patch().subtract += 1, w.patch().divide *= 1.5f;
    w.warp = of.warp;
    w.memory.allocate();
    return w;
}

/// Three channels of each patch, of which two go together, packed and raw ones side by side.
void channels_match_the_oracle() {
    std::mt19937_64 random(29);
    for (int round = 0; round < 12; ++round) {
        const packed::Size size{pick(random, {3, 37, 64, 201}), pick(random, {5, 35, 64}),
                                pick(random, {2, 7, 31})};
        const auto shorts = packed::any_volume<int16_t>(random, size);
        const auto floats = patches::volume<float>(size.x * size.y * size.z, random);
        const packed::Bytes blob = packed::pack(shorts, size, IB_INT16);
        std::vector<Warped> batch;
        std::vector<std::vector<unsigned char>> expected;
        for (int i = 0; i < 2; ++i) {
            Warped first = any_warped(random, {size.x, size.y, size.z}, IB_INT16);
            if (first.patch().target_type == IB_TO_UINT8) { continue; }
            Warped second = other_channel(first, IB_FLOAT32), third = other_channel(first, IB_INT16);
            expected.push_back(expected_of<int16_t>(first, shorts.data()));
            expected.push_back(expected_of<float>(second, floats.data()));
            expected.push_back(expected_of<int16_t>(third, shorts.data()));
            if (random() % 2 == 0) { first.set_packed(blob); }
            if (random() % 2 == 0) { third.set_packed(blob); }
            batch.push_back(std::move(first));
            batch.push_back(std::move(second));
            batch.push_back(std::move(third));
        }
        check_batch(batch, expected);
    }
}

/// Of an int16 volume 90 * 71 * 53, from about its middle.
Warped large_patch(std::mt19937_64& random, int64_t size_x, int64_t size_y, int64_t size_z) {
    Warped w;
    ib_patch& p = w.patch();
    p = patches::random_patch(random, {90, 71, 53}, IB_INT16);
    p.flags = IB_NORMALISE;
    p.size_x = size_x, p.size_y = size_y, p.size_z = size_z;
    p.x = 12, p.y = 3, p.z = -4;
    p.subtract = 20, p.divide = 170, p.clamp_low = -4, p.clamp_high = 4;
    const int64_t sizes[] = {size_x, size_y, size_z};
    const double radians[] = {0.3, -0.4, 2.2}, scale[] = {1.2, 0.8, 1.1};
    patches::set_rotation(w.warp, radians, scale);
    patches::set_centre(w.warp, sizes);
    w.memory.allocate();
    return w;
}

void large_patches_match_the_oracle() {
    std::mt19937_64 random(5);
    const auto source = patches::volume<int16_t>(90 * 71 * 53, random);
    std::vector<Warped> batch;
    batch.push_back(large_patch(random, 70, 67, 66));
    batch.push_back(large_patch(random, 129, 33, 31));
    const int64_t sizes[] = {70, 67, 66};
    batch[0].spline = std::make_unique<AnySpline>(random, sizes, 9.0f);
    batch[0].warp.spline = batch[0].spline->get();
    for (int64_t& step : batch[1].warp.matrix) { step = step > 0 ? int64_t{1} << 36 : -(step * 9); }
    check_batch(batch, expected_of<int16_t>(batch, source.data()));
}

/// Values are whole numbers other than 0, so interpolation between a voxel and the same is exact.
void a_turn_by_its_matrix_is_that_of_the_gather() {
    std::mt19937_64 random(3);
    std::vector<int16_t> source(37 * 35 * 20);
    for (int16_t& voxel : source) { voxel = static_cast<int16_t>(1 + random() % 900); }
    const int64_t one = int64_t{1} << 32, n = 33;
    ib_patch p{};
    p.source = source.data(), p.source_type = IB_INT16, p.target_type = IB_TO_FLOAT32;
    p.nx = 37, p.ny = 35, p.nz = 20;
    p.x = -2, p.y = 6, p.z = 3;
    p.size_x = p.size_y = n, p.size_z = 11;
    p.gain = 1, p.fill = 7;
    std::vector<float> turned(33 * 33 * 11), warped(turned.size());
    p.target = turned.data(), p.flags = 1 | IB_FLIP_Z;
    CHECK_EQUAL(IB_OK, ib_gather_patches(&p, 1, 1));
    p.target = warped.data(), p.flags = 0;
    // out[x, y, z] = in[y, n - 1 - x, size_z - 1 - z]
    const ib_warped_patch w{
        p, {{0, one, 0, -one, 0, 0, 0, 0, -one}, {0, (n - 1) * one, 10 * one}, nullptr}};
    CHECK_EQUAL(IB_OK, ib_warp_patches(&w, 1, 2));
    CHECK(turned == warped);
}

void memory_does_not_depend_on_the_patch() {
    std::mt19937_64 random(17);
    const auto source = patches::volume<int16_t>(90 * 71 * 53, random);
    for (const int64_t side : {40, 150}) {
        Warped w = large_patch(random, side, side, side);
        const int64_t sizes[] = {side, side, side};
        w.spline = std::make_unique<AnySpline>(random, sizes, 3.0f);
        w.warp.spline = w.spline->get();
        w.patch().source = source.data();
        const ib_warped_patch patch = w.get();
        ib_memory_trim();
        int64_t before = 0, after = 0, idle = 0;
        ib_memory_usage(&before, &idle);
        CHECK_EQUAL(IB_OK, ib_warp_patches(&patch, 1, 3));
        ib_memory_usage(&after, &idle);
        CHECK_EQUAL(before, after);
        CHECK(idle <= int64_t{9} << 20);
    }
}

}  // namespace

int main() {
    packed::for_types([](auto voxel, int32_t type) {
        random_batches_match_the_oracle<decltype(voxel)>(type);
        patches_of_packed_volumes_match_the_oracle<decltype(voxel)>(type);
    });
    random_batches_match_the_oracle<oracle::Float16>(IB_FLOAT16);
    channels_match_the_oracle();
    large_patches_match_the_oracle();
    a_turn_by_its_matrix_is_that_of_the_gather();
    memory_does_not_depend_on_the_patch();
}

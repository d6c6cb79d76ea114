#include <cstdint>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "ib/ib_cpu.h"
#include "support/check.hpp"
#include "weights/oracle.hpp"
#include "weights/random_patches.hpp"

namespace {

using oracle::IdVolume;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr float kPoison = -77;

/// A patch, the runs it is cut from and its two targets, with an element more on both sides.
struct Case {
    std::vector<ib_run> runs;
    std::vector<int64_t> voxels;
    ib_weight_patch patch{};
    std::vector<float> weights;
    std::vector<int32_t> ids;

    explicit Case(const IdVolume& volume) : runs(volume.runs()), voxels(volume.voxels()) {
        patch.runs = runs.data();
        patch.voxels = voxels.data();
        patch.run_count = static_cast<int64_t>(runs.size());
        patch.instance_count = static_cast<int64_t>(voxels.size());
        patch.size_x = volume.nx, patch.size_y = volume.ny, patch.size_z = volume.nz;
        patch.max = kInfinity;
    }

    /// Where it lies and what it weighs, those of another patch.
    void place(const ib_weight_patch& other) {
        const ib_weight_patch source = patch;
        patch = other;
        patch.runs = source.runs, patch.run_count = source.run_count;
        patch.voxels = source.voxels, patch.instance_count = source.instance_count;
    }

    size_t elements() const { return static_cast<size_t>(patch.size_x * patch.size_y * patch.size_z); }

    void allocate(bool with_weights = true, bool with_ids = true) {
        weights.assign(elements() + 2, kPoison);
        ids.assign(elements() + 2, -77);
        patch.weights = with_weights ? weights.data() + 1 : nullptr;
        patch.ids = with_ids ? ids.data() + 1 : nullptr;
    }

    std::vector<float> written() const { return {weights.begin() + 1, weights.end() - 1}; }
};

std::vector<float> weigh(const IdVolume& volume, int32_t kind, double min, double max, int32_t flags) {
    Case one(volume);
    one.patch.kind = kind, one.patch.min = min, one.patch.max = max, one.patch.flags = flags;
    one.allocate();
    CHECK_EQUAL(IB_OK, ib_weight_patches(&one.patch, 1, 1));
    CHECK(one.ids[0] == -77 && one.ids.back() == -77);
    CHECK(std::vector<int32_t>(one.ids.begin() + 1, one.ids.end() - 1) == volume.ids);
    return one.written();
}

void the_published_example() {
    const IdVolume cc{12, 1, 1, {0, 0, 1, 1, 1, 0, 0, 2, 0, 0, 0, 0}};
    const float third = 1.3333334f;
    CHECK((weigh(cc, IB_PATCH_INVERSE, 0, kInfinity, 0) ==
           std::vector<float>{.5f, .5f, third, third, third, .5f, .5f, 4, .5f, .5f, .5f, .5f}));
    CHECK((weigh(cc, IB_PATCH_INVERSE, 1, 2e5, 0) ==
           std::vector<float>{1, 1, third, third, third, 1, 1, 4, 1, 1, 1, 1}));
    const float two_thirds = 0.6666667f;
    CHECK((weigh(cc, IB_FOREGROUND_INVERSE, 0, kInfinity, 0) ==
           std::vector<float>{1, 1, two_thirds, two_thirds, two_thirds, 1, 1, 2, 1, 1, 1, 1}));
    CHECK((weigh(cc, IB_INSTANCE_INVERSE, 1, 2e5, 0) ==
           std::vector<float>{1, 1, 2, 2, 2, 1, 1, 6, 1, 1, 1, 1}));
    // Sum 16 over 12 voxels: the mean is 4 / 3.
    CHECK((weigh(cc, IB_PATCH_INVERSE, 1, 2e5, IB_MEAN_ONE) ==
           std::vector<float>{.75f, .75f, 1, 1, 1, .75f, .75f, 3, .75f, .75f, .75f, .75f}));
}

void empty_and_full_patches_weigh_one() {
    for (int32_t kind = IB_PATCH_INVERSE; kind <= IB_FOREGROUND_INVERSE; ++kind) {
        for (const int32_t flags : {0, int32_t{IB_MEAN_ONE}}) {
            CHECK(weigh({2, 3, 2, std::vector<int32_t>(12, 0)}, kind, 0, kInfinity, flags) ==
                  std::vector<float>(12, 1));
            CHECK(weigh({2, 3, 2, std::vector<int32_t>(12, 5)}, kind, 0, kInfinity, flags) ==
                  std::vector<float>(12, 1));
        }
    }
    CHECK(weigh({3, 1, 1, {0, 0, 0}}, IB_INSTANCE_INVERSE, 1, 2e5, 0) == std::vector<float>(3, 1));
}

Case random_case(const IdVolume& volume, std::mt19937_64& random) {
    Case one(volume);
    one.place(patches::random_patch(random, {20, 20, 20}));
    const uint64_t targets = random() % 4;
    one.allocate(targets != 1, targets != 2);
    return one;
}

void check_written(const IdVolume& volume, const Case& one) {
    const std::vector<int32_t> ids = oracle::patch_ids(volume, one.patch);
    const std::vector<float> weights = oracle::patch_weights(ids, one.patch);
    for (size_t i = 0; i < one.elements(); ++i) {
        CHECK_EQUAL(one.patch.ids != nullptr ? ids[i] : -77, one.ids[i + 1]);
        CHECK_EQUAL(one.patch.weights != nullptr ? weights[i] : kPoison, one.weights[i + 1]);
    }
    CHECK(one.ids[0] == -77 && one.ids.back() == -77);
    CHECK(one.weights[0] == kPoison && one.weights.back() == kPoison);
}

void random_batches_are_those_of_plain_loops() {
    for (uint64_t seed = 1; seed <= 40; ++seed) {
        std::mt19937_64 random(seed);
        const IdVolume volume = patches::random_volume(random, {30, 30, 30});
        std::vector<Case> cases;
        for (int i = 0; i < 12; ++i) { cases.push_back(random_case(volume, random)); }
        std::vector<ib_weight_patch> patches;
        for (const Case& one : cases) { patches.push_back(one.patch); }
        CHECK_EQUAL(IB_OK, ib_weight_patches(patches.data(), static_cast<int64_t>(patches.size()),
                                             static_cast<int32_t>(1 + seed % 5)));
        for (const Case& one : cases) { check_written(volume, one); }
    }
}

void nothing_is_nothing() {
    CHECK_EQUAL(IB_OK, ib_weight_patches(nullptr, 0, 1));
    Case one(IdVolume{2, 1, 1, {0, 0}});
    one.patch.runs = nullptr, one.patch.voxels = nullptr;
    one.allocate();
    CHECK_EQUAL(IB_OK, ib_weight_patches(&one.patch, 1, 2));
    CHECK((one.written() == std::vector<float>{1, 1}));
}

/// Breaks the second of two patches: the message tells, and the first is not written.
void refused(const std::string& message, const std::function<void(Case&)>& breaking) {
    const IdVolume volume{3, 2, 1, {0, 2, 2, 0, 1, 0}};
    Case first(volume);
    Case second(volume);
    first.allocate();
    second.allocate();
    breaking(second);
    const ib_weight_patch patches[] = {first.patch, second.patch};
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_weight_patches(patches, 2, 2));
    CHECK_EQUAL(message, std::string(ib_last_error()));
    for (const float value : first.weights) { CHECK_EQUAL(kPoison, value); }
    for (const int32_t id : first.ids) { CHECK_EQUAL(-77, id); }
}

void bad_patches_are_refused() {
    refused("weight patch 1: kind must be 0 to 2, was 3", [](Case& c) { c.patch.kind = 3; });
    refused("weight patch 1: flags must be of turns, flips and mean one, was 32",
            [](Case& c) { c.patch.flags = IB_NORMALISE; });
    refused(
        "weight patch 1: limits must be 0 <= min <= max with max above 0, were 2.000000 and 1.000000",
        [](Case& c) { c.patch.min = 2, c.patch.max = 1; });
    refused("weight patch 1: limits must be 0 <= min <= max with max above 0, were 0.000000 and nan",
            [](Case& c) { c.patch.max = std::numeric_limits<double>::quiet_NaN(); });
    refused("weight patch 1: size_y must be 1 to 2147483647, was 0",
            [](Case& c) { c.patch.size_y = 0; });
    refused("weight patch 1: x must be -2147483648 to 2147483647, was 2147483648",
            [](Case& c) { c.patch.x = int64_t{1} << 31; });
    refused("weight patch 1: an odd number of quarter turns needs size_x == size_y, was 3 and 2",
            [](Case& c) { c.patch.flags = 1; });
    refused("weight patch 1: runs must not be null", [](Case& c) { c.patch.runs = nullptr; });
    refused("weight patch 1: voxels must not be null", [](Case& c) {
        c.patch.voxels = nullptr;
        c.patch.kind = IB_INSTANCE_INVERSE;
    });
    refused("weight patch 1: weights and ids must not both be null", [](Case& c) {
        c.patch.weights = nullptr;
        c.patch.ids = nullptr;
    });
    refused("a run's id must be 1 to 1, was 2", [](Case& c) { c.patch.instance_count = 1; });
    refused("a run's id must be 1 to 2, was 0", [](Case& c) { c.runs[1].instance = 0; });
}

}  // namespace

int main() {
    the_published_example();
    empty_and_full_patches_weigh_one();
    random_batches_are_those_of_plain_loops();
    nothing_is_nothing();
    bad_patches_are_refused();
}

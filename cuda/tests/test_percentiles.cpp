// The percentile kernels against a sort.
#include <random>
#include <type_traits>

#include "percentiles_on_device.hpp"
#include "sizes.hpp"
#include "support/check.hpp"

namespace {

using percentiles::Choice;

static_assert(sizeof(ib_cuda_selection) == 32);

/// Four groups of ranks, some of them neighbours.
std::vector<int64_t> some_ranks(int64_t n) {
    std::vector<int64_t> ranks;
    for (const int64_t rank : {int64_t{0}, n / 100, n / 100 + 1, n / 2, n - 1 - n / 100, n - n / 100}) {
        ranks.push_back(std::clamp(rank, int64_t{0}, n - 1));
    }
    std::sort(ranks.begin(), ranks.end());
    ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
    return ranks;
}

template <typename Voxel>
void check(const std::vector<Voxel>& voxels, int32_t type, std::vector<int64_t> ranks,
           const Choice& choice) {
    std::vector<double> sorted(voxels.begin(), voxels.end());
    std::sort(sorted.begin(), sorted.end());
    const auto answer = percentiles::Launches<Voxel>(voxels, type, choice).at(ranks);
    CHECK_EQUAL(0, answer.non_finite);
    for (size_t i = 0; i < ranks.size(); ++i) {
        const double expected = sorted[static_cast<size_t>(ranks[i])] + 0.0;
        const double actual = percentiles::value_of(answer.keys[i], type);
        CHECK_EQUAL(expected, actual);
        CHECK_EQUAL(std::signbit(expected), std::signbit(actual));
    }
}

template <typename Voxel>
std::vector<Voxel> noise(int64_t n, std::mt19937_64& random) {
    std::vector<Voxel> voxels(static_cast<size_t>(n));
    std::normal_distribution<double> normal(0, 3000);
    for (Voxel& voxel : voxels) {
        if constexpr (std::is_integral_v<Voxel>) {
            voxel = static_cast<Voxel>(random() >> (random() % 50));
        } else {
            voxel = static_cast<Voxel>(normal(random));
        }
    }
    return voxels;
}

/// A third is one value, as air is; some are zeros of both signs.
template <typename Voxel>
std::vector<Voxel> with_air(int64_t n, std::mt19937_64& random) {
    auto voxels = noise<Voxel>(n, random);
    std::fill_n(voxels.begin(), n / 3, voxels[0]);
    for (size_t i = static_cast<size_t>(n / 2); i < static_cast<size_t>(n * 2 / 3); ++i) {
        voxels[i] = static_cast<Voxel>(i % 2 == 0 ? 0.0 : -0.0);
    }
    return voxels;
}

template <typename Voxel>
void ranksAreThoseOfASort(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 7);
    uint64_t seed = 1;
    for (const int64_t n : {1, 2, 3, 15, 17, 511, 513, 4099, 20001}) {
        if (kFewShapes && n != 513 && n != 15) { continue; }
        for (const unsigned blocks : {1u, 4u}) {
            if (kFewShapes && blocks == 1) { continue; }
            Choice choice;
            choice.seed = seed += 50;
            choice.blocks = blocks;
            check(noise<Voxel>(n, random), type, some_ranks(n), choice);
            check(with_air<Voxel>(n, random), type, some_ranks(n), choice);
            check(std::vector<Voxel>(static_cast<size_t>(n), Voxel{3}), type, some_ranks(n), choice);
        }
    }
}

/// Two brackets, so the other width of the pass too.
template <typename Voxel>
void twoRanksAreFoundWhateverTheBracketsHold(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 70);
    constexpr int64_t n = kFewShapes ? 1507 : 6007;
    const std::vector<int64_t> ranks = {n / 100, n / 100 + 1, n - n / 100};
    for (const double deviations : {0.0, 5.0, 1000.0}) {
        for (const int64_t capacity : {int64_t{0}, int64_t{200}, n}) {
            if (kFewShapes && (capacity != 200 || deviations != 5)) { continue; }
            Choice choice;
            choice.deviations = deviations;
            choice.capacity = capacity;
            check(noise<Voxel>(n, random), type, ranks, choice);
            check(with_air<Voxel>(n, random), type, ranks, choice);
        }
    }
}

template <typename Voxel>
void voxelsThatAreNotFiniteAreCounted(int32_t type) {
    using Limits = std::numeric_limits<Voxel>;
    for (const size_t n : {size_t{300}, size_t{1000}}) {
        std::vector<Voxel> voxels(n, Limits::max());
        voxels[0] = Limits::quiet_NaN();
        voxels[7] = -Limits::infinity();
        voxels[n - 1] = Limits::infinity();
        voxels[n / 2] = Limits::lowest();
        const auto answer = percentiles::Launches<Voxel>(voxels, type, {}).at({0, 100});
        CHECK_EQUAL(3, answer.non_finite);
    }
}

void theWindowOf16BitsChangesNothing() {
    std::mt19937_64 random(3);
    auto voxels = noise<int16_t>(9001, random);
    for (size_t i = 0; i < 6000; ++i) {
        voxels[i] = static_cast<int16_t>(static_cast<int>(i % 2500) - 1024);
    }
    for (const int32_t window : {1024, 8192, 49152}) {
        Choice choice;
        choice.window = window;
        check(voxels, IB_INT16, some_ranks(9001), choice);
        check(std::vector<int16_t>{-32768, 32767, 32767}, IB_INT16, {0, 1, 2}, choice);
    }
}

}  // namespace

int main() {
    ranksAreThoseOfASort<uint8_t>(IB_UINT8);
    ranksAreThoseOfASort<int8_t>(IB_INT8);
    ranksAreThoseOfASort<int16_t>(IB_INT16);
    if (!kFewShapes) {
        ranksAreThoseOfASort<uint16_t>(IB_UINT16);
        ranksAreThoseOfASort<int32_t>(IB_INT32);
        ranksAreThoseOfASort<uint32_t>(IB_UINT32);
    }
    ranksAreThoseOfASort<float>(IB_FLOAT32);
    ranksAreThoseOfASort<double>(IB_FLOAT64);
    if (!kFewShapes) { twoRanksAreFoundWhateverTheBracketsHold<int32_t>(IB_INT32); }
    twoRanksAreFoundWhateverTheBracketsHold<float>(IB_FLOAT32);
    twoRanksAreFoundWhateverTheBracketsHold<double>(IB_FLOAT64);
    voxelsThatAreNotFiniteAreCounted<float>(IB_FLOAT32);
    voxelsThatAreNotFiniteAreCounted<double>(IB_FLOAT64);
    theWindowOf16BitsChangesNothing();
}

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

/// Two brackets, so the other width of the pass.
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
            choice.slack = deviations == 0 ? 0 : 4;
            choice.capacity = capacity;
            check(noise<Voxel>(n, random), type, ranks, choice);
            check(with_air<Voxel>(n, random), type, ranks, choice);
        }
    }
}

/// Some of them lie outside their brackets, or their keys part in a later digit.
template <typename Voxel>
void neighbouringRanksAreFoundTogether(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 700);
    constexpr int64_t n = kFewShapes ? 2003 : 6007;
    std::vector<int64_t> ranks;
    for (const int64_t first : {int64_t{0}, n / 3, n / 2, n - 7}) {
        for (int64_t rank = first; rank < first + n / 1024 + 1; ++rank) { ranks.push_back(rank); }
    }
    auto few_keys = noise<Voxel>(n, random);
    for (size_t i = 0; i < few_keys.size(); ++i) {
        few_keys[i] = static_cast<Voxel>(100000 + static_cast<int>(i * i % 977));
    }
    for (const double slack : {0.0, 0.5, 8.0}) {
        if (kFewShapes && slack != 0.5) { continue; }
        Choice choice;
        choice.deviations = 0;
        choice.slack = slack;
        choice.capacity = n / 8;
        check(noise<Voxel>(n, random), type, ranks, choice);
        check(few_keys, type, ranks, choice);
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

/// In every place of a row and of what is left after the rows.
template <typename Voxel>
void everyVoxelThatIsNotFiniteIsCounted(int32_t type) {
    using Limits = std::numeric_limits<Voxel>;
    constexpr Voxel kOdd[] = {Limits::quiet_NaN(), -Limits::quiet_NaN(), Limits::infinity(),
                              -Limits::infinity()};
    for (const size_t n : {size_t{1027}, size_t{3000}}) {
        if (kFewShapes && n == 3000) { continue; }
        for (const size_t every : {size_t{1}, size_t{7}, n - 1}) {
            std::vector<Voxel> voxels(n, Voxel{5});
            for (size_t i = 0; i < n; i += every) { voxels[i] = kOdd[i / every % 4]; }
            const auto answer = percentiles::Launches<Voxel>(voxels, type, {}).at({0, 500});
            CHECK_EQUAL(static_cast<int64_t>((n - 1) / every + 1), answer.non_finite);
        }
    }
}

/// Sums and differences of such voxels overflow.
template <typename Voxel>
void theLargestVoxelsAreFiniteAndInOrder(int32_t type) {
    using Limits = std::numeric_limits<Voxel>;
    std::mt19937_64 random(11);
    std::vector<Voxel> voxels(2053);
    for (Voxel& voxel : voxels) {
        const auto share = static_cast<Voxel>(static_cast<double>(random() % 2048) / 2048);
        voxel = random() % 2 == 0 ? Limits::max() * share : Limits::lowest() * share;
        if (random() % 8 == 0) { voxel = random() % 2 == 0 ? Limits::max() : Limits::lowest(); }
    }
    check(voxels, type, some_ranks(2053), {});
}

/// Their differences are no smaller than they are.
template <typename Voxel>
void theSmallestVoxelsAreInOrder(int32_t type) {
    std::mt19937_64 random(12);
    std::vector<Voxel> voxels(2053);
    for (Voxel& voxel : voxels) {
        voxel = std::numeric_limits<Voxel>::denorm_min() *
                static_cast<Voxel>(static_cast<int>(random() % 99) - 49);
    }
    check(voxels, type, some_ranks(2053), {});
}

/// So few values that most voxels are at the edges of brackets, in runs and scattered.
template <typename Voxel>
void voxelsAtTheEdgesOfBracketsAreCounted(int32_t type) {
    std::mt19937_64 random(13);
    for (const uint64_t run : {uint64_t{1}, uint64_t{40}}) {
        if (kFewShapes && run == 40) { continue; }
        std::vector<Voxel> voxels(4099);
        for (size_t i = 0; i < voxels.size(); ++i) {
            voxels[i] = i % run == 0 ? static_cast<Voxel>(random() % 5) : voxels[i - 1];
        }
        check(voxels, type, some_ranks(4099), {});
        check(voxels, type, {1000, 1001}, {});
    }
}

/// Their places, voxel + shift, run over the end of 16 bits and into the other half of a word.
template <typename Voxel>
void theWindowOf16BitsChangesNothing(int32_t type) {
    std::mt19937_64 random(3);
    auto voxels = noise<Voxel>(9001, random);
    for (size_t i = 0; i < 6000; ++i) {
        voxels[i] = static_cast<Voxel>(static_cast<int>(i % 2500) - 1024);
    }
    for (const int32_t window : {1024, 8192, 16384}) {
        Choice choice;
        choice.window = window;
        check(voxels, type, some_ranks(9001), choice);
        const auto ends = std::numeric_limits<Voxel>{};
        check(std::vector<Voxel>{ends.min(), ends.max(), ends.max()}, type, {0, 1, 2}, choice);
        check(std::vector<Voxel>(2050, ends.max()), type, {0, 2049}, choice);
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
    neighbouringRanksAreFoundTogether<float>(IB_FLOAT32);
    neighbouringRanksAreFoundTogether<double>(IB_FLOAT64);
    voxelsThatAreNotFiniteAreCounted<float>(IB_FLOAT32);
    voxelsThatAreNotFiniteAreCounted<double>(IB_FLOAT64);
    everyVoxelThatIsNotFiniteIsCounted<float>(IB_FLOAT32);
    everyVoxelThatIsNotFiniteIsCounted<double>(IB_FLOAT64);
    theLargestVoxelsAreFiniteAndInOrder<float>(IB_FLOAT32);
    theLargestVoxelsAreFiniteAndInOrder<double>(IB_FLOAT64);
    theSmallestVoxelsAreInOrder<float>(IB_FLOAT32);
    theSmallestVoxelsAreInOrder<double>(IB_FLOAT64);
    voxelsAtTheEdgesOfBracketsAreCounted<float>(IB_FLOAT32);
    if (!kFewShapes) {
        voxelsAtTheEdgesOfBracketsAreCounted<double>(IB_FLOAT64);
        voxelsAtTheEdgesOfBracketsAreCounted<int32_t>(IB_INT32);
        voxelsAtTheEdgesOfBracketsAreCounted<uint32_t>(IB_UINT32);
        theWindowOf16BitsChangesNothing<uint16_t>(IB_UINT16);
    }
    theWindowOf16BitsChangesNothing<int16_t>(IB_INT16);
}

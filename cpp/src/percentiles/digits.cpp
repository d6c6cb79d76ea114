#include "percentiles/digits.hpp"

#include <algorithm>
#include <type_traits>

#include "base/chunks.hpp"
#include "base/memory.hpp"

namespace ib {
namespace {

constexpr int kDigitBits = 16;
constexpr int64_t kDigits = int64_t{1} << kDigitBits;
constexpr int64_t kChunk = int64_t{1} << 18;

/// Prefixes counted in one pass: the counters of one worker are to stay in its cache.
constexpr size_t kPrefixes = 4;

template <typename Voxel>
using Word = std::make_unsigned_t<typename Keys<Voxel>::Key>;

/// As an unsigned number whose digits, most significant first, sort as the keys do.
template <typename Voxel>
Word<Voxel> ordered(typename Keys<Voxel>::Key key) {
    return static_cast<Word<Voxel>>(key) ^ (Word<Voxel>{1} << (8 * sizeof(Word<Voxel>) - 1));
}

/// The digits above the one at `shift`.
template <typename Number>
Number prefix(Number word, int shift) {
    const int above = shift + kDigitBits;
    return above == 8 * sizeof(Number) ? Number{0} : static_cast<Number>(word >> above);
}

/// A rank on its way down: `local` counts from the first key that shares the digits known so far.
template <typename Number>
struct Descent {
    Number known;
    int64_t local;
};

/// Counts the digit at `shift` of the voxels with each of the prefixes; counts holds kDigits of each.
template <typename Voxel>
void count_digits(const Voxel* voxels, int64_t n, int shift, const std::vector<Word<Voxel>>& prefixes,
                  int64_t* counts) {
    for (int64_t i = 0; i < n; ++i) {
        const Word<Voxel> word = ordered<Voxel>(Keys<Voxel>::key(voxels[i]));
        const Word<Voxel> above = prefix(word, shift);
        for (size_t p = 0; p < prefixes.size(); ++p) {
            if (above == prefixes[p]) {
                ++counts[static_cast<int64_t>(p) * kDigits + ((word >> shift) & (kDigits - 1))];
            }
        }
    }
}

/// Counters of all voxels, kDigits for every prefix.
template <typename Voxel>
PooledArray<int64_t> count_all(const Voxel* voxels, int64_t n, int shift,
                               const std::vector<Word<Voxel>>& prefixes, int32_t threads) {
    const int64_t size = static_cast<int64_t>(prefixes.size()) * kDigits;
    const int32_t workers = chunk_workers(n, kChunk, threads);
    PooledArray<int64_t> counts(workers * size);
    std::fill(counts.begin(), counts.end(), 0);
    for_chunks(n, kChunk, threads, [&](int64_t worker, int64_t begin, int64_t end) {
        count_digits(voxels + begin, end - begin, shift, prefixes, counts.data() + worker * size);
    });
    for (int64_t i = size; i < workers * size; ++i) { counts[i % size] += counts[i]; }
    return counts;
}

template <typename Number>
void descend(Descent<Number>& rank, const int64_t* counts) {
    int64_t digit = 0;
    for (; rank.local >= counts[digit]; ++digit) { rank.local -= counts[digit]; }
    rank.known =
        static_cast<Number>((rank.known << (kDigitBits - 1) << 1) | static_cast<Number>(digit));
}

/// Adds one digit to every rank. Ranks are ascending, so equal prefixes are neighbours.
template <typename Voxel>
void next_digit(const Voxel* voxels, int64_t n, int shift, std::vector<Descent<Word<Voxel>>>& ranks,
                int32_t threads) {
    for (size_t first = 0; first < ranks.size();) {
        std::vector<Word<Voxel>> prefixes;
        std::vector<size_t> prefix_of;
        for (size_t i = first; i < ranks.size(); ++i) {
            if (prefixes.empty() || prefixes.back() != ranks[i].known) {
                if (prefixes.size() == kPrefixes) { break; }
                prefixes.push_back(ranks[i].known);
            }
            prefix_of.push_back(prefixes.size() - 1);
        }
        const auto counts = count_all(voxels, n, shift, prefixes, threads);
        for (const size_t p : prefix_of) {
            descend(ranks[first++], counts.data() + static_cast<int64_t>(p) * kDigits);
        }
    }
}

}  // namespace

template <typename Voxel>
std::vector<typename Keys<Voxel>::Key> digit_ranks(const Voxel* voxels, int64_t n,
                                                   const std::vector<int64_t>& ranks, int32_t threads) {
    using Key = typename Keys<Voxel>::Key;
    std::vector<Descent<Word<Voxel>>> descents;
    for (const int64_t rank : ranks) { descents.push_back({0, rank}); }
    for (int shift = 8 * sizeof(Key) - kDigitBits; shift >= 0; shift -= kDigitBits) {
        next_digit(voxels, n, shift, descents, threads);
    }
    std::vector<Key> keys;
    for (const auto& descent : descents) {
        keys.push_back(static_cast<Key>(ordered<Voxel>(static_cast<Key>(descent.known))));
    }
    return keys;
}

#define IB_INSTANTIATE(Voxel)                                                        \
    template std::vector<Keys<Voxel>::Key> digit_ranks<Voxel>(const Voxel*, int64_t, \
                                                              const std::vector<int64_t>&, int32_t);
IB_INSTANTIATE(int32_t)
IB_INSTANTIATE(uint32_t)
IB_INSTANTIATE(float)
IB_INSTANTIATE(double)
IB_INSTANTIATE(int64_t)
#undef IB_INSTANTIATE

}  // namespace ib

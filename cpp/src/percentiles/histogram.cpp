#include "percentiles/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "base/chunks.hpp"
#include "base/memory.hpp"

namespace ib {
namespace {

constexpr int64_t kChunk = int64_t{1} << 18;

/// Neighbours are often equal; tables side by side keep an increment from waiting for the last one.
constexpr int kTables = 2;

template <typename Voxel>
constexpr int64_t kBins = int64_t{1} << (8 * sizeof(Voxel));

template <typename Voxel>
void count_word(uint64_t word, uint32_t* tables) {
    constexpr int kBits = 8 * sizeof(Voxel);
    constexpr int kPerWord = 64 / kBits;
    for (int i = 0; i < kPerWord; ++i) {
        const auto bin = static_cast<std::make_unsigned_t<Voxel>>(word >> (i * kBits));
        ++tables[(i % kTables) * kBins<Voxel> + bin];
    }
}

/// Air and padding are long runs of one value: 32 bytes of it are one addition.
template <typename Voxel>
void count(const Voxel* voxels, int64_t n, uint32_t* tables) {
    using Bin = std::make_unsigned_t<Voxel>;
    constexpr int64_t kStep = 32 / sizeof(Voxel);
    int64_t i = 0;
    for (; i + kStep <= n; i += kStep) {
        uint64_t words[4];
        std::memcpy(words, voxels + i, sizeof words);
        const uint64_t rotated = std::rotl(words[0], 8 * sizeof(Voxel));
        const uint64_t differs = (words[0] ^ words[1]) | (words[0] ^ words[2]) | (words[0] ^ words[3]) |
                                 (words[0] ^ rotated);
        if (differs == 0) {
            tables[static_cast<Bin>(voxels[i])] += static_cast<uint32_t>(kStep);
        } else {
            for (const uint64_t word : words) { count_word<Voxel>(word, tables); }
        }
    }
    for (; i < n; ++i) { ++tables[static_cast<Bin>(voxels[i])]; }
}

/// Counters of one worker; in_tables voxels are counted but not yet in the totals.
struct Worker {
    uint32_t* tables;
    int64_t* totals;
    int64_t in_tables = -1;  // -1: counters not zeroed yet
};

template <typename Voxel>
void flush(Worker& worker) {
    for (int64_t bin = 0; bin < kBins<Voxel>; ++bin) {
        for (int table = 0; table < kTables; ++table) {
            worker.totals[bin] += worker.tables[table * kBins<Voxel> + bin];
        }
    }
    std::fill_n(worker.tables, kTables * kBins<Voxel>, 0u);
    worker.in_tables = 0;
}

template <typename Voxel>
void take(Worker& worker, const Voxel* voxels, int64_t n, int64_t flush_after) {
    if (worker.in_tables < 0) {
        std::fill_n(worker.tables, kTables * kBins<Voxel>, 0u);
        std::fill_n(worker.totals, kBins<Voxel>, int64_t{0});
        worker.in_tables = 0;
    }
    if (worker.in_tables + n > flush_after) { flush<Voxel>(worker); }
    count(voxels, n, worker.tables);
    worker.in_tables += n;
}

}  // namespace

template <typename Voxel>
std::vector<int64_t> histogram(const Voxel* voxels, int64_t n, int32_t threads, int64_t flush_after) {
    constexpr int64_t bins = kBins<Voxel>;
    const int32_t count = chunk_workers(n, kChunk, threads);
    PooledArray<uint32_t> tables(count * kTables * bins);
    PooledArray<int64_t> totals(count * bins);
    std::vector<Worker> workers;
    for (int64_t w = 0; w < count; ++w) {
        workers.push_back({tables.data() + w * kTables * bins, totals.data() + w * bins});
    }
    for_chunks(n, kChunk, threads, [&](int64_t worker, int64_t begin, int64_t end) {
        take(workers[static_cast<size_t>(worker)], voxels + begin, end - begin, flush_after);
    });
    std::vector<int64_t> sums(static_cast<size_t>(bins), 0);
    for (Worker& worker : workers) {
        if (worker.in_tables < 0) { continue; }
        flush<Voxel>(worker);
        for (size_t bin = 0; bin < sums.size(); ++bin) { sums[bin] += worker.totals[bin]; }
    }
    // Bins of signed voxels are in the order 0 ... max, min ... -1.
    if constexpr (std::is_signed_v<Voxel>) {
        std::rotate(sums.begin(), sums.begin() + bins / 2, sums.end());
    }
    return sums;
}

template <typename Voxel>
std::vector<double> histogram_ranks(const Voxel* voxels, int64_t n, const std::vector<int64_t>& ranks,
                                    int32_t threads, int64_t flush_after) {
    const auto counts = histogram(voxels, n, threads, flush_after);
    std::vector<double> values;
    int64_t up_to = 0;
    size_t next = 0;
    int64_t value = std::numeric_limits<Voxel>::min();
    for (const int64_t count : counts) {
        up_to += count;
        for (; next < ranks.size() && ranks[next] < up_to; ++next) {
            values.push_back(static_cast<double>(value));
        }
        ++value;
    }
    return values;
}

#define IB_INSTANTIATE(Voxel)                                                                \
    template std::vector<int64_t> histogram<Voxel>(const Voxel*, int64_t, int32_t, int64_t); \
    template std::vector<double> histogram_ranks<Voxel>(                                     \
        const Voxel*, int64_t, const std::vector<int64_t>&, int32_t, int64_t);
IB_INSTANTIATE(uint8_t)
IB_INSTANTIATE(int8_t)
IB_INSTANTIATE(uint16_t)
IB_INSTANTIATE(int16_t)
#undef IB_INSTANTIATE

}  // namespace ib

// Checks, ranks and interpolation of percentiles; the sorting is in histogram.cpp and select.cpp.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "base/decimal.hpp"
#include "base/status.hpp"
#include "gather/float16.hpp"
#include "ib/ib_cpu.h"
#include "percentiles/histogram.hpp"
#include "percentiles/select.hpp"

namespace ib {
namespace {

struct Voxels {
    const void* data;
    int32_t type;
    int64_t n;
};

/// Values at ranks, or only how many voxels are not finite.
struct RankValues {
    int64_t non_finite = 0;
    std::vector<double> values;
};

template <typename Voxel>
RankValues values_at(const Voxels& voxels, const std::vector<int64_t>& ranks, int32_t threads) {
    const auto* data = static_cast<const Voxel*>(voxels.data);
    require(reinterpret_cast<uintptr_t>(data) % alignof(Voxel) == 0,
            "voxels must be aligned to their size");
    if constexpr (sizeof(Voxel) <= 2) {
        return {0, histogram_ranks(data, voxels.n, ranks, threads)};
    } else {
        const auto selected = select_ranks(data, voxels.n, ranks, threads);
        RankValues result{selected.non_finite, {}};
        for (const auto key : selected.keys) { result.values.push_back(Keys<Voxel>::value(key)); }
        return result;
    }
}

/// By how often each bit pattern occurs. The negative numbers come from the largest magnitude down,
/// then both zeros, then the positive ones.
RankValues values_at_float16(const Voxels& voxels, const std::vector<int64_t>& ranks, int32_t threads) {
    constexpr size_t kSign = 0x8000;
    constexpr size_t kInfinity = 0x7c00;
    const auto* data = static_cast<const uint16_t*>(voxels.data);
    require(reinterpret_cast<uintptr_t>(data) % alignof(uint16_t) == 0,
            "voxels must be aligned to their size");
    auto counts = histogram(data, voxels.n, threads);
    RankValues found;
    for (size_t bits = kInfinity; bits < kSign; ++bits) {
        found.non_finite += counts[bits] + counts[kSign | bits];
    }
    counts[0] += counts[kSign];
    counts[kSign] = 0;
    int64_t up_to = 0;
    for (size_t i = 1; i < 2 * kInfinity && found.values.size() < ranks.size(); ++i) {
        const size_t bits = i < kInfinity ? kSign | (kInfinity - i) : i - kInfinity;
        up_to += counts[bits];
        while (found.values.size() < ranks.size() && ranks[found.values.size()] < up_to) {
            found.values.push_back(double{from_float16(static_cast<uint16_t>(bits))});
        }
    }
    return found;
}

RankValues values_at(const Voxels& voxels, const std::vector<int64_t>& ranks, int32_t threads) {
    switch (voxels.type) {
        case IB_UINT8:
            return values_at<uint8_t>(voxels, ranks, threads);
        case IB_INT8:
            return values_at<int8_t>(voxels, ranks, threads);
        case IB_INT16:
            return values_at<int16_t>(voxels, ranks, threads);
        case IB_UINT16:
            return values_at<uint16_t>(voxels, ranks, threads);
        case IB_INT32:
            return values_at<int32_t>(voxels, ranks, threads);
        case IB_UINT32:
            return values_at<uint32_t>(voxels, ranks, threads);
        case IB_FLOAT32:
            return values_at<float>(voxels, ranks, threads);
        case IB_FLOAT64:
            return values_at<double>(voxels, ranks, threads);
        case IB_FLOAT16:
            return values_at_float16(voxels, ranks, threads);
        default:
            throw std::invalid_argument("voxel type must be 0 to 8, was " +
                                        std::to_string(voxels.type));
    }
}

/// Where a percentage lies between two ranks.
struct Position {
    int64_t lower;
    int64_t upper;
    double t;
};

Position position(double percentage, int64_t n) {
    const double rank = static_cast<double>(n - 1) * (percentage / 100);
    const double lower = std::floor(rank);
    const auto index = std::min(static_cast<int64_t>(lower), n - 1);
    return {index, std::min(index + 1, n - 1), rank - lower};
}

/// numpy's _lerp, operation for operation.
double interpolated(double a, double b, double t) {
    const double difference = b - a;
    return t >= 0.5 ? b - difference * (1 - t) : a + difference * t;
}

std::vector<Position> positions(const double* percentages, int32_t count, int64_t n) {
    std::vector<Position> result;
    for (int32_t i = 0; i < count; ++i) { result.push_back(position(percentages[i], n)); }
    return result;
}

std::vector<int64_t> ranks_of(const std::vector<Position>& positions) {
    std::vector<int64_t> ranks;
    for (const Position& p : positions) {
        ranks.push_back(p.lower);
        ranks.push_back(p.upper);
    }
    std::sort(ranks.begin(), ranks.end());
    ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
    return ranks;
}

template <typename Voxel>
void count_values(const Voxels& voxels, int32_t threads, int64_t* counts) {
    const auto* data = static_cast<const Voxel*>(voxels.data);
    require(reinterpret_cast<uintptr_t>(data) % alignof(Voxel) == 0,
            "voxels must be aligned to their size");
    const auto found = histogram(data, voxels.n, threads);
    std::copy(found.begin(), found.end(), counts);
}

void count_values(const Voxels& voxels, int32_t threads, int64_t* counts) {
    switch (voxels.type) {
        case IB_UINT8:
            return count_values<uint8_t>(voxels, threads, counts);
        case IB_INT8:
            return count_values<int8_t>(voxels, threads, counts);
        case IB_INT16:
            return count_values<int16_t>(voxels, threads, counts);
        case IB_UINT16:
            return count_values<uint16_t>(voxels, threads, counts);
        default:
            throw std::invalid_argument("voxel type must be 0 to 3, was " +
                                        std::to_string(voxels.type));
    }
}

void check(const Voxels& voxels, int32_t threads) {
    require(voxels.data != nullptr, "voxels must not be null");
    require(voxels.n > 0 && voxels.n <= int64_t{1} << 53, "n must be 1 to 2^53", voxels.n);
    require(threads >= 1, "threads must be at least 1", threads);
}

void check(const Voxels& voxels, const double* percentages, int32_t count, int32_t threads) {
    check(voxels, threads);
    require(count >= 0, "count must not be negative", count);
    require(count == 0 || percentages != nullptr, "percentages must not be null");
    for (int32_t i = 0; i < count; ++i) {
        if (!(percentages[i] >= 0 && percentages[i] <= 100)) {
            throw std::invalid_argument("a percentage must be 0 to 100, was " +
                                        decimal(percentages[i]) + " at " + std::to_string(i));
        }
    }
}

void check(const Voxels& voxels, const int64_t* ranks, int32_t count, int32_t threads) {
    check(voxels, threads);
    require(count >= 0, "count must not be negative", count);
    require(count == 0 || ranks != nullptr, "ranks must not be null");
    for (int32_t i = 0; i < count; ++i) {
        require(ranks[i] >= 0 && ranks[i] < voxels.n, "a rank must be 0 to n - 1", ranks[i]);
        require(i == 0 || ranks[i - 1] < ranks[i], "ranks must be ascending and distinct", ranks[i]);
    }
}

}  // namespace
}  // namespace ib

extern "C" ib_status ib_percentiles(const void* voxels, int32_t type, int64_t n,
                                    const double* percentages, int32_t count, int32_t threads,
                                    double* out, int64_t* out_non_finite) {
    return ib::to_status([&] {
        ib::check({voxels, type, n}, percentages, count, threads);
        ib::require(out_non_finite != nullptr, "out_non_finite must not be null");
        ib::require(count == 0 || out != nullptr, "out must not be null");
        const auto positions = ib::positions(percentages, count, n);
        const auto ranks = ib::ranks_of(positions);
        const auto found = ib::values_at({voxels, type, n}, ranks, threads);
        const auto value = [&](int64_t rank) {
            const auto place = std::lower_bound(ranks.begin(), ranks.end(), rank) - ranks.begin();
            return found.values[static_cast<size_t>(place)];
        };
        for (size_t i = 0; i < positions.size(); ++i) {
            const auto& p = positions[i];
            out[i] = found.non_finite != 0 ? std::numeric_limits<double>::quiet_NaN()
                                           : ib::interpolated(value(p.lower), value(p.upper), p.t);
        }
        *out_non_finite = found.non_finite;
    });
}

extern "C" ib_status ib_values_at_ranks(const void* voxels, int32_t type, int64_t n,
                                        const int64_t* ranks, int32_t count, int32_t threads,
                                        double* out, int64_t* out_non_finite) {
    return ib::to_status([&] {
        ib::check({voxels, type, n}, ranks, count, threads);
        ib::require(out_non_finite != nullptr, "out_non_finite must not be null");
        ib::require(count == 0 || out != nullptr, "out must not be null");
        auto found = ib::values_at({voxels, type, n}, {ranks, ranks + count}, threads);
        if (found.non_finite != 0) {
            found.values.assign(static_cast<size_t>(count), std::numeric_limits<double>::quiet_NaN());
        }
        std::copy(found.values.begin(), found.values.end(), out);
        *out_non_finite = found.non_finite;
    });
}

extern "C" ib_status ib_histogram(const void* voxels, int32_t type, int64_t n, int32_t threads,
                                  int64_t* counts) {
    return ib::to_status([&] {
        ib::check({voxels, type, n}, threads);
        ib::require(counts != nullptr, "counts must not be null");
        ib::count_values({voxels, type, n}, threads, counts);
    });
}

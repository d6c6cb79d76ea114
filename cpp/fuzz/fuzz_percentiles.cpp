// Percentiles of any voxels of any type against sorting; requests that make no sense are refused.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "ib/ib_cpu.h"
#include "input.hpp"
#include "percentiles/oracle.hpp"
#include "support/check.hpp"

namespace {

constexpr double kPoison = -12345.5;

struct Request {
    std::vector<double> percentages;
    int32_t threads;
};

template <typename Voxel>
void check(fuzz::Input& input, const Request& request) {
    // Few voxels of many repetitions reach the ways of the selection that large volumes take.
    const int64_t repeated = input.byte() % 4 == 0 ? input.between(1, 200) : 1;
    const fuzz::Bytes bytes = input.rest();
    std::vector<Voxel> voxels;
    for (size_t i = 0; i + sizeof(Voxel) <= bytes.size(); i += sizeof(Voxel)) {
        Voxel voxel;
        std::memcpy(&voxel, bytes.data() + i, sizeof voxel);
        voxels.insert(voxels.end(), static_cast<size_t>(repeated), voxel);
    }
    std::vector<double> out(request.percentages.size() + 1, kPoison);
    int64_t non_finite = -1;
    const ib_status status =
        ib_percentiles(voxels.data(), oracle::kType<Voxel>, static_cast<int64_t>(voxels.size()),
                       request.percentages.data(), static_cast<int32_t>(request.percentages.size()),
                       request.threads, out.data(), &non_finite);
    const auto good = [](double p) { return p >= 0 && p <= 100; };
    if (voxels.empty() || request.threads < 1 ||
        !std::all_of(request.percentages.begin(), request.percentages.end(), good)) {
        CHECK_EQUAL(IB_INVALID_ARGUMENT, status);
        CHECK(std::all_of(out.begin(), out.end(), [](double value) { return value == kPoison; }));
        return;
    }
    CHECK_EQUAL(IB_OK, status);
    CHECK_EQUAL(kPoison, out.back());
    std::vector<double> sorted;
    for (const Voxel voxel : voxels) { sorted.push_back(static_cast<double>(voxel) + 0.0); }
    const auto finite = [](double value) { return std::isfinite(value); };
    const auto expected_non_finite =
        static_cast<int64_t>(sorted.size()) - std::count_if(sorted.begin(), sorted.end(), finite);
    CHECK_EQUAL(expected_non_finite, non_finite);
    if (non_finite == 0) { std::sort(sorted.begin(), sorted.end()); }
    for (size_t i = 0; i < request.percentages.size(); ++i) {
        double expected = NAN;
        if (non_finite == 0) { expected = oracle::percentile(sorted, request.percentages[i]); }
#ifdef IB_PLANT_FAULT
        if (sorted.size() > 6) { expected = std::nextafter(expected, 1e300); }
#endif
        CHECK(oracle::same_bits(expected, out[i]) || (std::isnan(expected) && std::isnan(out[i])));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    const uint8_t type = input.byte() % 9;
    CHECK_EQUAL(IB_OK, ib_limit_simd_level(static_cast<int32_t>(input.between(0, 2))));
    Request request;
    request.threads = static_cast<int32_t>(input.between(0, 3));
    for (int64_t i = input.between(1, 4); i > 0; --i) {
        const uint8_t choice = input.byte();
        request.percentages.push_back(choice < 201 ? choice / 2.0 : input.value<double>());
    }
    switch (type) {
        case IB_UINT8:
            check<uint8_t>(input, request);
            break;
        case IB_INT8:
            check<int8_t>(input, request);
            break;
        case IB_INT16:
            check<int16_t>(input, request);
            break;
        case IB_UINT16:
            check<uint16_t>(input, request);
            break;
        case IB_INT32:
            check<int32_t>(input, request);
            break;
        case IB_UINT32:
            check<uint32_t>(input, request);
            break;
        case IB_FLOAT32:
            check<float>(input, request);
            break;
        case IB_FLOAT16:
            check<oracle::Float16>(input, request);
            break;
        default:
            check<double>(input, request);
    }
    return 0;
}

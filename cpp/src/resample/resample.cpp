// Checks a request and chooses the path.
#include "base/status.hpp"
#include "ib/ib_cpu.h"
#include "resample/check.hpp"
#include "resample/paths.hpp"
#include "resample/table.hpp"

namespace ib {
namespace {

bool is_separable(const ib_resample& r, const std::array<int, 3>& along) {
    return along[0] >= 0 && r.interpolation != IB_VOTE;
}

void check(const ib_resample* resample, int32_t threads, bool with_memory) {
    require(resample != nullptr, "resample must not be null");
    require(threads >= 1, "threads must be at least 1", threads);
    check_resample(*resample, with_memory);
}

}  // namespace
}  // namespace ib

extern "C" ib_status ib_resample_volume(const ib_resample* resample, int32_t threads) {
    return ib::to_status([&] {
        ib::check(resample, threads, true);
        const auto along = ib::parallel_axes(*resample);
        if (ib::is_separable(*resample, along)) {
            ib::resample_separable(*resample, along, threads);
        } else {
            ib::resample_direct(*resample, threads);
        }
    });
}

extern "C" ib_status ib_resample_bytes(const ib_resample* resample, int32_t threads, int64_t* out) {
    return ib::to_status([&] {
        ib::check(resample, threads, false);
        ib::require(out != nullptr, "out must not be null");
        const auto along = ib::parallel_axes(*resample);
        *out = ib::is_separable(*resample, along) ? ib::separable_bytes(*resample, along, threads)
                                                  : ib::direct_bytes(*resample, threads);
    });
}

// Checks a batch, then changes one patch after the other.
#include "base/parallel.hpp"
#include "base/status.hpp"
#include "ib/ib_cpu.h"
#include "intensity/check.hpp"
#include "intensity/sweep.hpp"

extern "C" ib_status ib_change_intensities(const ib_intensity_patch* patches, int64_t count,
                                           int32_t threads) {
    return ib::to_status([&] {
        ib::require(count >= 0, "count must not be negative", count);
        ib::require(count == 0 || patches != nullptr, "patches must not be null");
        ib::require(threads >= 1, "threads must be at least 1", threads);
        for (int64_t i = 0; i < count; ++i) { ib::check_intensity_patch(patches[i], i); }
        ib::parallel_for(count, threads, [&](int64_t i) { ib::Changer(patches[i]).run(); });
    });
}

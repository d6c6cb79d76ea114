// The changes of one patch, in as few passes over it as they allow: a pass makes each plane anew, if it
// is one of a blur or of low resolution, then makes the changes to it that look at nothing but one
// value, then adds it to the sums that the next change needs.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "base/memory.hpp"
#include "ib/ib_cpu.h"
#include "intensity/extent.hpp"
#include "intensity/rows.hpp"

namespace ib {

/// As float32, of the values of a patch.
struct Statistics {
    float mean, sd, min, max;
};

class Changer {
public:
    explicit Changer(const ib_intensity_patch& patch);
    void run();

private:
    struct Negate {};
    struct Scale {
        float factor;
    };
    using Change = std::variant<Negate, Scale, Noise, Stretch, Power>;

    void take(const ib_intensity_change& change);
    void stretch(const ib_intensity_change& change);
    void raise(const ib_intensity_change& change);
    void respread(const ib_intensity_change& change);

    /// All that is waiting, then the statistics of what comes out.
    Statistics statistics();
    void pass(RowSums* sums);
    void change_plane(int64_t z, RowSums* sums);
    void change(const Change& change, int64_t first, int64_t n);

    const ib_intensity_patch& patch_;
    const Extent size_;
    const IntensityRows& functions_;
    PooledArray<float> widened_;  // of float16
    float* values_;
    double first_ = 0;                             // the first value of those that are summed
    const ib_intensity_change* spread_ = nullptr;  // waiting, before those of single values
    std::vector<Change> waiting_;
};

}  // namespace ib

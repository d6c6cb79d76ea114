// A Gaussian blur in one sweep over the planes of a patch. A row of the patch is done along x when it
// is first needed along y, a plane along x and y when it is first needed along z; as many of them are
// kept as one row, or plane, is made of. So the patch is read once and written once.
#pragma once

#include <cstdint>
#include <vector>

#include "base/memory.hpp"
#include "ib/ib_cpu.h"
#include "intensity/extent.hpp"
#include "intensity/rows.hpp"

namespace ib {

class Blur {
public:
    Blur(float* values, const Extent& size, const ib_intensity_change& change,
         const IntensityRows& functions);

    /// Planes are written in order, from 0; those after z may be read before.
    void write_plane(int64_t z);

private:
    /// Lines of one axis that are done along those before it: line i lies at i % kept.
    struct Lines {
        Lines(int64_t length_in, int64_t radius_in);
        int64_t after(int64_t i) const { return i + radius < length ? i + radius : length - 1; }

        int64_t length, radius, kept;
        int64_t done = 0;  // lines from 0
    };

    void make_plane(int64_t k);
    void make_row(const float* from, float* out);
    void combine(const Lines& lines, int64_t i, int axis, const float* first, int64_t stride, int64_t n,
                 float* out);

    const Extent size_;
    const ib_intensity_change& change_;
    const IntensityRows& functions_;
    float* values_;
    Lines rows_, planes_;
    PooledArray<float> memory_;
    float *padded_, *row_slots_, *plane_slots_;
    std::vector<const float*> below_, above_;
};

}  // namespace ib

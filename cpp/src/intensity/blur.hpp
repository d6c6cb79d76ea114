// A Gaussian blur in one sweep over the planes of a patch. A row of the patch is done along x when it
// is first needed along y, a plane along x and y when it is first needed along z; as many of them are
// kept as one row, or plane, is made of. So the patch is read once and written once.
#pragma once

#include <cstdint>

#include "base/memory.hpp"
#include "ib/ib_cpu.h"
#include "intensity/extent.hpp"
#include "intensity/rows.hpp"

namespace ib {

class Blur {
public:
    Blur(float* values, const Extent& size, const ib_intensity_change& change,
         const IntensityRows& functions);

    /// Planes are written in order, from 0; those after z may be read before, and some be written.
    void write_plane(int64_t z);

private:
    /// Made together: rows, so that what is copied for one has left the processor's store queue when it
    /// is read; planes, so that what they have in common is read from the first-level cache.
    static constexpr int64_t kRows = 8, kPlanes = 4;

    /// Lines of one axis that are done along those before it: line i lies at i % kept.
    struct Lines {
        Lines(int64_t length_in, int64_t radius_in, int64_t together);
        int64_t after(int64_t i) const { return i + radius < length ? i + radius : length - 1; }

        int64_t length, radius, kept;
        int64_t done = 0;  // lines from 0
    };

    /// Where the neighbours of one line lie.
    struct Around {
        const float* centre;
        const float* below[IB_MAX_BLUR_RADIUS + 1];
        const float* above[IB_MAX_BLUR_RADIUS + 1];
    };

    float* padded(int64_t i) { return padded_ + i * padded_row(size_.x + 2 * change_.radius[0]); }
    void make_planes(int64_t last);
    void make_plane(int64_t k);
    void make_rows(const float* from, int64_t count, float* const* out);
    void pad(const float* from, float* centre);
    static void find(const Lines& lines, int64_t i, const float* first, int64_t stride, Around& around);
    void combine(int axis, const Around& around, int64_t begin, int64_t end, float* out);

    const Extent size_;
    const ib_intensity_change& change_;
    const IntensityRows& functions_;
    float* values_;
    Lines rows_, planes_;
    PooledArray<float> memory_;
    float *padded_, *row_slots_, *plane_slots_;
    Around around_[kRows];
};

}  // namespace ib

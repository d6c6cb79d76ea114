// A patch of which only some voxels are kept, with linear interpolation between them, in one sweep over
// its planes. A plane that is read is done along x and y at first need, and kept while it is needed.
#pragma once

#include <cstdint>
#include <vector>

#include "base/memory.hpp"
#include "ib/ib_cpu.h"
#include "intensity/extent.hpp"
#include "intensity/rows.hpp"

namespace ib {

class LowResolution {
public:
    LowResolution(float* values, const Extent& size, const ib_intensity_change& change,
                  const IntensityRows& functions);

    /// Planes are written in order, from 0; those after z may be read before.
    void write_plane(int64_t z);

private:
    /// Which slot each plane of the patch lies in, once done and until it is not needed any more.
    class Slots {
    public:
        Slots(const ib_intensity_change& change, int64_t planes);

        /// Calls make(plane, slot) for what must be done before plane z is written.
        template <typename Make>
        void before(int64_t z, Make&& make);
        /// Plane z was written.
        void after(int64_t z);
        int64_t slot(int64_t plane) const { return slot_[static_cast<size_t>(plane)]; }
        int64_t count() const { return count_; }

    private:
        template <typename Make>
        void require(int64_t plane, Make& make);
        void release(int64_t plane, int64_t z);

        const ib_intensity_change& change_;
        std::vector<int64_t> last_;  // the last plane that is made of each
        std::vector<int64_t> slot_;  // -1: not done
        std::vector<int64_t> free_;
        int64_t count_ = 0;
    };

    /// What Taps says of vectors, of those of that width.
    struct Near {
        Near(const ib_intensity_change& change, int64_t length, int64_t width);
        bool add(const ib_intensity_change& change, int64_t begin, int64_t length, int64_t width);

        std::vector<int32_t> from, lower, upper;
    };

    static int64_t slots_for(const ib_intensity_change& change, int64_t planes);
    float* slot(int64_t number) { return memory_.data() + number * padded_plane(size_.plane()); }
    void make_plane(int64_t k, float* out);
    const float* make_row(const float* plane, int64_t row, int64_t other);

    const Extent size_;
    const ib_intensity_change& change_;
    const IntensityRows& functions_;
    float* values_;
    Slots slots_;
    Near near_;
    const Taps taps_;
    PooledArray<float> memory_;
    float* row_slots_;
    int64_t rows_[2] = {-1, -1};  // what lies in the two slots for rows
};

}  // namespace ib

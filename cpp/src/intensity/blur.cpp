#include "intensity/blur.hpp"

#include <algorithm>
#include <cstring>

namespace ib {
namespace {

/// Indices beyond the edges are reflected without repeating them.
int64_t reflected(int64_t i, int64_t length) {
    if (length == 1) { return 0; }
    const int64_t period = 2 * (length - 1);
    const int64_t within = (i % period + period) % period;
    return std::min(within, period - within);
}

void copy(const float* from, int64_t n, float* out) {
    std::memcpy(out, from, static_cast<size_t>(n) * sizeof(float));
}

}  // namespace

Blur::Lines::Lines(int64_t length_in, int64_t radius_in, int64_t together)
    : length(length_in),
      radius(radius_in),
      kept(radius_in == 0 ? 0 : std::min(2 * radius_in + together, length_in)) {}

Blur::Blur(float* values, const Extent& size, const ib_intensity_change& change,
           const IntensityRows& functions)
    : size_(size),
      change_(change),
      functions_(functions),
      values_(values),
      rows_(size.y, change.radius[1], kRows),
      planes_(size.z, change.radius[2], kPlanes),
      memory_(kRows * padded_row(size.x + 2 * change.radius[0]) + rows_.kept * padded_row(size.x) +
              planes_.kept * padded_plane(size.plane())) {
    plane_slots_ = memory_.data();
    row_slots_ = plane_slots_ + planes_.kept * padded_plane(size.plane());
    padded_ = row_slots_ + rows_.kept * padded_row(size.x);
}

void Blur::write_plane(int64_t z) {
    if (planes_.radius == 0) { return make_planes(z); }
    if (z % kPlanes != 0) { return; }
    const int64_t count = std::min(kPlanes, size_.z - z);
    make_planes(planes_.after(z + count - 1));
    for (int64_t i = 0; i < count; ++i) {
        find(planes_, z + i, plane_slots_, padded_plane(size_.plane()), around_[i]);
    }
    constexpr int64_t kBlock = 384;
    for (int64_t begin = 0; begin < size_.plane(); begin += kBlock) {
        const int64_t end = std::min(begin + kBlock, size_.plane());
        for (int64_t i = 0; i < count; ++i) {
            combine(2, around_[i], begin, end, values_ + (z + i) * size_.plane());
        }
    }
}

void Blur::make_planes(int64_t last) {
    for (; planes_.done <= last; ++planes_.done) { make_plane(planes_.done); }
}

/// Plane k along x and y; where nothing is left to be done along z, in its place.
void Blur::make_plane(int64_t k) {
    const float* from = values_ + k * size_.plane();
    float* to = planes_.radius == 0 ? values_ + k * size_.plane()
                                    : plane_slots_ + k % planes_.kept * padded_plane(size_.plane());
    const int64_t stride = padded_row(size_.x);
    rows_.done = 0;
    for (int64_t y = 0; y < size_.y; y += kRows) {
        const int64_t count = std::min(kRows, size_.y - y);
        const int64_t last = rows_.after(y + count - 1);
        while (rows_.done <= last) {
            float* out[kRows];
            const int64_t some = std::min(kRows, last + 1 - rows_.done);
            for (int64_t i = 0; i < some; ++i) {
                const int64_t row = rows_.done + i;
                out[i] =
                    rows_.radius == 0 ? to + row * size_.x : row_slots_ + row % rows_.kept * stride;
            }
            make_rows(from + rows_.done * size_.x, some, out);
            rows_.done += some;
        }
        for (int64_t i = 0; rows_.radius > 0 && i < count; ++i) {
            find(rows_, y + i, row_slots_, stride, around_[0]);
            combine(1, around_[0], 0, size_.x, to + (y + i) * size_.x);
        }
    }
}

/// Along x, from copies that go on beyond both edges: the neighbours are the copy, moved.
void Blur::make_rows(const float* from, int64_t count, float* const* out) {
    const int64_t radius = change_.radius[0];
    for (int64_t i = 0; i < count; ++i) {
        const float* row = from + i * size_.x;
        if (radius > 0) {
            pad(row, padded(i) + radius);
        } else if (row != out[i]) {
            copy(row, size_.x, out[i]);
        }
    }
    Around& around = around_[0];
    for (int64_t i = 0; radius > 0 && i < count; ++i) {
        around.centre = padded(i) + radius;
        for (int64_t j = 1; j <= radius; ++j) {
            around.below[j] = around.centre - j;
            around.above[j] = around.centre + j;
        }
        combine(0, around, 0, size_.x, out[i]);
    }
}

void Blur::pad(const float* from, float* centre) {
    copy(from, size_.x, centre);
    const int64_t last = size_.x - 1;
    const int64_t plain = std::min(change_.radius[0], last);
    for (int64_t i = 1; i <= plain; ++i) {
        centre[-i] = from[i];
        centre[last + i] = from[last - i];
    }
    for (int64_t i = plain + 1; i <= change_.radius[0]; ++i) {
        centre[-i] = from[reflected(-i, size_.x)];
        centre[last + i] = from[reflected(last + i, size_.x)];
    }
}

/// Lines that are combined lie at most as many apart as are kept: where the axis is longer than that,
/// it is longer than what is reflected.
void Blur::find(const Lines& lines, int64_t i, const float* first, int64_t stride, Around& around) {
    const int64_t slot = i % lines.kept;
    around.centre = first + slot * stride;
    for (int64_t j = 1; j <= lines.radius; ++j) {
        int64_t below = slot - j, above = slot + j;
        if (i - j < 0) {
            below = reflected(i - j, lines.length) % lines.kept;
        } else if (below < 0) {
            below += lines.kept;
        }
        if (i + j >= lines.length) {
            above = reflected(i + j, lines.length) % lines.kept;
        } else if (above >= lines.kept) {
            above -= lines.kept;
        }
        around.below[j] = first + below * stride;
        around.above[j] = first + above * stride;
    }
}

void Blur::combine(int axis, const Around& around, int64_t begin, int64_t end, float* out) {
    functions_.combine(
        {around.centre, around.below, around.above, change_.weights[axis], change_.radius[axis]}, begin,
        end, out);
}

}  // namespace ib

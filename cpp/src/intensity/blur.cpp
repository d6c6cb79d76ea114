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

Blur::Lines::Lines(int64_t length_in, int64_t radius_in)
    : length(length_in),
      radius(radius_in),
      kept(radius_in == 0 ? 0 : std::min(2 * radius_in + 1, length_in)) {}

Blur::Blur(float* values, const Extent& size, const ib_intensity_change& change,
           const IntensityRows& functions)
    : size_(size),
      change_(change),
      functions_(functions),
      values_(values),
      rows_(size.y, change.radius[1]),
      planes_(size.z, change.radius[2]),
      memory_(padded_row(size.x + 2 * change.radius[0]) + rows_.kept * padded_row(size.x) +
              planes_.kept * padded_plane(size.plane())),
      below_(IB_MAX_BLUR_RADIUS + 1),
      above_(IB_MAX_BLUR_RADIUS + 1) {
    plane_slots_ = memory_.data();
    row_slots_ = plane_slots_ + planes_.kept * padded_plane(size.plane());
    padded_ = row_slots_ + rows_.kept * padded_row(size.x);
}

void Blur::write_plane(int64_t z) {
    for (; planes_.done <= planes_.after(z); ++planes_.done) { make_plane(planes_.done); }
    if (planes_.radius > 0) {
        combine(planes_, z, 2, plane_slots_, padded_plane(size_.plane()), size_.plane(),
                values_ + z * size_.plane());
    }
}

/// Plane k along x and y; where nothing is left to be done along z, in its place.
void Blur::make_plane(int64_t k) {
    const float* from = values_ + k * size_.plane();
    float* to = planes_.radius == 0 ? values_ + k * size_.plane()
                                    : plane_slots_ + k % planes_.kept * padded_plane(size_.plane());
    if (rows_.radius == 0) {
        for (int64_t y = 0; y < size_.y; ++y) { make_row(from + y * size_.x, to + y * size_.x); }
        return;
    }
    const int64_t stride = padded_row(size_.x);
    rows_.done = 0;
    for (int64_t y = 0; y < size_.y; ++y) {
        for (; rows_.done <= rows_.after(y); ++rows_.done) {
            make_row(from + rows_.done * size_.x, row_slots_ + rows_.done % rows_.kept * stride);
        }
        combine(rows_, y, 1, row_slots_, stride, size_.x, to + y * size_.x);
    }
}

/// Along x, from a copy that goes on beyond both edges: its neighbours are the copy, moved.
void Blur::make_row(const float* from, float* out) {
    const int64_t radius = change_.radius[0];
    if (radius == 0) {
        if (from != out) { copy(from, size_.x, out); }
        return;
    }
    float* centre = padded_ + radius;
    copy(from, size_.x, centre);
    for (int64_t i = 1; i <= radius; ++i) {
        centre[-i] = from[reflected(-i, size_.x)];
        centre[size_.x - 1 + i] = from[reflected(size_.x - 1 + i, size_.x)];
    }
    for (int64_t j = 1; j <= radius; ++j) {
        below_[static_cast<size_t>(j)] = centre - j;
        above_[static_cast<size_t>(j)] = centre + j;
    }
    functions_.combine({centre, below_.data(), above_.data(), change_.weights[0], radius}, size_.x,
                       out);
}

/// Line i along its axis. Lines that it needs are at most as many apart as are kept: where the axis is
/// longer than that, it is longer than what is reflected.
void Blur::combine(const Lines& lines, int64_t i, int axis, const float* first, int64_t stride,
                   int64_t n, float* out) {
    const auto line = [&](int64_t number) {
        return first + reflected(number, lines.length) % lines.kept * stride;
    };
    for (int64_t j = 1; j <= lines.radius; ++j) {
        below_[static_cast<size_t>(j)] = line(i - j);
        above_[static_cast<size_t>(j)] = line(i + j);
    }
    functions_.combine({line(i), below_.data(), above_.data(), change_.weights[axis], lines.radius}, n,
                       out);
}

}  // namespace ib

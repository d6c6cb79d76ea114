#include "intensity/low_resolution.hpp"

#include <algorithm>

namespace ib {

LowResolution::Slots::Slots(const ib_intensity_change& change, int64_t planes)
    : change_(change), last_(static_cast<size_t>(planes), -1), slot_(static_cast<size_t>(planes), -1) {
    for (int64_t z = 0; z < planes; ++z) {
        last_[static_cast<size_t>(change.lower[2][z])] = z;
        last_[static_cast<size_t>(change.upper[2][z])] = z;
    }
}

template <typename Make>
void LowResolution::Slots::require(int64_t plane, Make& make) {
    int64_t& slot = slot_[static_cast<size_t>(plane)];
    if (slot >= 0) { return; }
    if (free_.empty()) { free_.push_back(count_++); }
    slot = free_.back();
    free_.pop_back();
    make(plane, slot);
}

/// Plane z itself, too, if it is needed later.
template <typename Make>
void LowResolution::Slots::before(int64_t z, Make&& make) {
    require(change_.lower[2][z], make);
    require(change_.upper[2][z], make);
    if (last_[static_cast<size_t>(z)] > z) { require(z, make); }
}

void LowResolution::Slots::release(int64_t plane, int64_t z) {
    int64_t& slot = slot_[static_cast<size_t>(plane)];
    if (slot >= 0 && last_[static_cast<size_t>(plane)] <= z) {
        free_.push_back(slot);
        slot = -1;
    }
}

void LowResolution::Slots::after(int64_t z) {
    release(change_.lower[2][z], z);
    release(change_.upper[2][z], z);
}

int64_t LowResolution::slots_for(const ib_intensity_change& change, int64_t planes) {
    Slots slots(change, planes);
    for (int64_t z = 0; z < planes; ++z) {
        slots.before(z, [](int64_t, int64_t) {});
        slots.after(z);
    }
    return slots.count();
}

LowResolution::Near::Near(const ib_intensity_change& change, int64_t length, int64_t width)
    : lower(static_cast<size_t>(length)), upper(static_cast<size_t>(length)) {
    if (width == 1 || length < 2 * width) { return; }
    for (int64_t begin = 0; begin + width <= length; begin += width) {
        if (!add(change, begin, length, width)) {
            from.clear();
            return;
        }
    }
}

/// Whether the voxels of a vector lie close enough.
bool LowResolution::Near::add(const ib_intensity_change& change, int64_t begin, int64_t length,
                              int64_t width) {
    const int32_t* low = change.lower[0] + begin;
    const int32_t* high = change.upper[0] + begin;
    const int64_t least =
        std::min(*std::min_element(low, low + width), *std::min_element(high, high + width));
    const int64_t most =
        std::max(*std::max_element(low, low + width), *std::max_element(high, high + width));
    const int64_t first = std::min(least, length - 2 * width);
    if (most - first >= 2 * width) { return false; }
    from.push_back(static_cast<int32_t>(first));
    for (int64_t i = 0; i < width; ++i) {
        lower[static_cast<size_t>(begin + i)] = static_cast<int32_t>(low[i] - first);
        upper[static_cast<size_t>(begin + i)] = static_cast<int32_t>(high[i] - first);
    }
    return true;
}

LowResolution::LowResolution(float* values, const Extent& size, const ib_intensity_change& change,
                             const IntensityRows& functions)
    : size_(size),
      change_(change),
      functions_(functions),
      values_(values),
      slots_(change, size.z),
      near_(change, size.x, functions.width),
      taps_{change.lower[0],    change.upper[0],
            change.weights[0],  near_.from.empty() ? nullptr : near_.from.data(),
            near_.lower.data(), near_.upper.data()},
      memory_(slots_for(change, size.z) * padded_plane(size.plane()) + 2 * padded_row(size.x)),
      row_slots_(memory_.data() + memory_.size() - 2 * padded_row(size.x)) {}

void LowResolution::write_plane(int64_t z) {
    slots_.before(z, [&](int64_t plane, int64_t number) { make_plane(plane, slot(number)); });
    functions_.between(slot(slots_.slot(change_.lower[2][z])), slot(slots_.slot(change_.upper[2][z])),
                       change_.weights[2][z], size_.plane(), values_ + z * size_.plane());
    slots_.after(z);
}

void LowResolution::make_plane(int64_t k, float* out) {
    const float* plane = values_ + k * size_.plane();
    std::fill(rows_, rows_ + 2, int64_t{-1});
    for (int64_t y = 0; y < size_.y; ++y) {
        const int64_t lower = change_.lower[1][y];
        const int64_t upper = change_.upper[1][y];
        const float* a = make_row(plane, lower, upper);
        const float* b = make_row(plane, upper, lower);
        functions_.between(a, b, change_.weights[1][y], size_.x, out + y * size_.x);
    }
}

/// A row done along x, beside another one that is needed with it.
const float* LowResolution::make_row(const float* plane, int64_t row, int64_t other) {
    const int known = rows_[0] == row ? 0 : rows_[1] == row ? 1 : -1;
    const int place = known >= 0 ? known : rows_[0] == other ? 1 : 0;
    float* out = row_slots_ + place * padded_row(size_.x);
    if (known < 0) {
        rows_[place] = row;
        functions_.pick(plane + row * size_.x, taps_, size_.x, out);
    }
    return out;
}

}  // namespace ib

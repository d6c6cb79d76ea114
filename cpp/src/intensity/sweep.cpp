#include "intensity/sweep.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/simd.hpp"
#include "intensity/blur.hpp"
#include "intensity/low_resolution.hpp"

namespace ib {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kLeastDivisor = 1e-7f;
/// Values that one change after the other is made to while they are in the first-level cache.
constexpr int64_t kChunk = 4096;

float at_least(float value) { return value > kLeastDivisor ? value : kLeastDivisor; }

}  // namespace

Changer::Changer(const ib_intensity_patch& patch)
    : patch_(patch),
      size_{patch.size_x, patch.size_y, patch.size_z},
      functions_(intensity_rows(simd_level())),
      values_(static_cast<float*>(patch.voxels)) {}

void Changer::run() {
    const int64_t n = size_.plane() * size_.z;
    const bool half = patch_.type == IB_TO_FLOAT16;
    if (half) {
        widened_ = PooledArray<float>(n);
        values_ = widened_.data();
        functions_.widen(static_cast<const Half*>(patch_.voxels), n, values_);
    }
    for (int64_t i = 0; i < patch_.change_count; ++i) { take(patch_.changes[i]); }
    pass(nullptr);
    if (half) { functions_.narrow(values_, n, static_cast<Half*>(patch_.voxels)); }
}

void Changer::take(const ib_intensity_change& change) {
    switch (change.kind) {
        case IB_NOISE:
            waiting_.emplace_back(Noise{change.key, change.amount});
            break;
        case IB_BRIGHTNESS:
            waiting_.emplace_back(Scale{change.amount});
            break;
        case IB_CONTRAST:
            stretch(change);
            break;
        case IB_GAMMA:
            raise(change);
            break;
        default:
            respread(change);
    }
}

void Changer::respread(const ib_intensity_change& change) {
    pass(nullptr);
    spread_ = &change;
}

void Changer::stretch(const ib_intensity_change& change) {
    const Statistics s = statistics();
    const bool keep = (change.flags & IB_KEEP_RANGE) != 0;
    waiting_.emplace_back(
        Stretch{s.mean, change.amount, s.mean, keep ? s.min : -kInfinity, keep ? s.max : kInfinity});
}

void Changer::raise(const ib_intensity_change& change) {
    if ((change.flags & IB_INVERT) != 0) { waiting_.emplace_back(Negate{}); }
    const Statistics before = statistics();
    const float range = before.max - before.min;
    waiting_.emplace_back(Power{before.min, at_least(range), change.amount, range});
    if ((change.flags & IB_RETAIN_STATISTICS) != 0) {
        const Statistics now = statistics();
        const float factor = before.sd / at_least(now.sd);
        waiting_.emplace_back(Stretch{now.mean, factor, before.mean, -kInfinity, kInfinity});
    }
    if ((change.flags & IB_INVERT) != 0) { waiting_.emplace_back(Negate{}); }
}

Statistics Changer::statistics() {
    RowSums sums{0, 0, kInfinity, -kInfinity};
    pass(&sums);
    const auto n = static_cast<double>(size_.plane() * size_.z);
    const double mean = first_ + sums.sum / n;
    const double variance = n == 1 ? 0 : (sums.square - sums.sum * (sums.sum / n)) / (n - 1);
    return {static_cast<float>(mean), static_cast<float>(std::sqrt(variance < 0 ? 0 : variance)),
            sums.min + 0.0f, sums.max + 0.0f};
}

void Changer::pass(RowSums* sums) {
    if (spread_ == nullptr && waiting_.empty() && sums == nullptr) { return; }
    std::optional<Blur> blur;
    std::optional<LowResolution> low;
    if (spread_ != nullptr && spread_->kind == IB_BLUR) {
        blur.emplace(values_, size_, *spread_, functions_);
    } else if (spread_ != nullptr) {
        low.emplace(values_, size_, *spread_, functions_);
    }
    for (int64_t z = 0; z < size_.z; ++z) {
        if (blur) { blur->write_plane(z); }
        if (low) { low->write_plane(z); }
        change_plane(z, sums);
    }
    spread_ = nullptr;
    waiting_.clear();
}

void Changer::change_plane(int64_t z, RowSums* sums) {
    RowSums slice{0, 0, kInfinity, -kInfinity};
    const int64_t rows = std::max<int64_t>(1, kChunk / size_.x);
    for (int64_t y = 0; y < size_.y; y += rows) {
        const int64_t some = std::min(rows, size_.y - y);
        const int64_t begin = z * size_.plane() + y * size_.x;
        for (const Change& one : waiting_) { change(one, begin, some * size_.x); }
        if (sums == nullptr) { continue; }
        if (begin == 0) { first_ = static_cast<double>(values_[0]); }
        functions_.add_rows(values_ + begin, some, size_.x, first_, slice);
    }
    if (sums == nullptr) { return; }
    sums->sum += slice.sum;
    sums->square += slice.square;
    sums->min = std::min(sums->min, slice.min);
    sums->max = std::max(sums->max, slice.max);
}

void Changer::change(const Change& change, int64_t first, int64_t n) {
    float* v = values_ + first;
    if (const auto* noise = std::get_if<Noise>(&change)) {
        functions_.noise(*noise, first, n, v);
    } else if (const auto* scale = std::get_if<Scale>(&change)) {
        functions_.scale(scale->factor, n, v);
    } else if (const auto* stretch = std::get_if<Stretch>(&change)) {
        functions_.stretch(*stretch, n, v);
    } else if (const auto* power = std::get_if<Power>(&change)) {
        functions_.power(*power, n, v);
    } else {
        functions_.negate(n, v);
    }
}

}  // namespace ib

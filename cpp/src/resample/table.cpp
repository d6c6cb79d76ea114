#include "resample/table.hpp"

namespace ib {
namespace {

int64_t weight_count(const Axis& axis, int64_t samples) {
    return axis.form == Form::kCopy ? 0 : axis.form == Form::kLerp ? samples : axis.taps * samples;
}

}  // namespace

AxisTable::AxisTable(const Axis& axis_in, int along, int64_t samples_in)
    : axis(axis_in),
      samples(samples_in),
      first(samples_in),
      weights(weight_count(axis_in, samples_in)),
      inside_begin(samples_in),
      inside_end(0) {
    for (int64_t i = 0; i < samples; ++i) {
        const double c = axis.position(along == 0 ? i : 0, along == 1 ? i : 0, along == 2 ? i : 0);
        double t = 0;
        first[i] = static_cast<int32_t>(axis.first(c, t));
        if (axis.form == Form::kLerp) { weights[i] = t; }
        if (axis.form == Form::kSum) {
            axis.weights(t, [&](int64_t tap, double w) { weights[tap * samples + i] = w; });
        }
        if (!axis.outside(c)) {
            inside_begin = std::min(inside_begin, i);
            inside_end = i + 1;
        }
    }
}

int64_t AxisTable::bytes(const Axis& axis, int64_t samples) {
    return pooled_bytes(samples * int64_t{sizeof(int32_t)}) +
           pooled_bytes(std::max<int64_t>(1, weight_count(axis, samples) * int64_t{sizeof(double)}));
}

std::array<int, 3> parallel_axes(const ib_resample& r) {
    std::array<int, 3> along{-1, -1, -1};
    bool used[3] = {};
    for (int axis = 0; axis < 3; ++axis) {
        for (int column = 0; column < 3; ++column) {
            if (r.map[4 * axis + column] == 0) { continue; }
            if (along[static_cast<size_t>(axis)] >= 0 || used[column]) { return {-1, -1, -1}; }
            along[static_cast<size_t>(axis)] = column;
            used[column] = true;
        }
        if (along[static_cast<size_t>(axis)] < 0) { return {-1, -1, -1}; }
    }
    return along;
}

}  // namespace ib

// Resampling in plain loops, as ib_cpu.h says it, for the CPU's tests and the kernels'.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <type_traits>
#include <vector>

#include "ib/ib_cpu.h"

namespace oracle {

using Bytes = std::vector<unsigned char>;

struct Tap {
    int64_t voxel;
    double weight;
};

/// The taps of a position, t apart: the weights of linear interpolation without a Gaussian are not
/// used.
struct Position {
    std::vector<Tap> taps;
    double t;
    bool outside;
};

inline std::vector<double> kernel(int32_t interpolation, double t) {
    if (interpolation == IB_NEAREST) { return {1}; }
    if (interpolation != IB_CUBIC) { return {1 - t, t}; }
    return {((-0.5 * t + 1) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1, ((-1.5 * t + 2) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t};
}

inline Position position(const ib_resample& r, int axis, int64_t x, int64_t y, int64_t z) {
    const int64_t sizes[3] = {r.nx, r.ny, r.nz};
    const int64_t n = sizes[axis];
    const double* m = r.map + 4 * axis;
    double c = m[0] * static_cast<double>(x);
    c = c + m[1] * static_cast<double>(y);
    c = c + m[2] * static_cast<double>(z);
    c = (c + m[3]) / r.spacing[axis];
    const double below = std::floor(r.interpolation == IB_NEAREST ? c + 0.5 : c);
    const std::vector<double> w = kernel(r.interpolation, c - below);
    const auto radius = static_cast<size_t>(r.radius[axis]);
    Position result{{}, c - below, c < -0.5 || c > static_cast<double>(n) - 0.5};
    for (size_t j = 0; j < w.size() + 2 * radius; ++j) {
        double sum = 0;
        for (size_t i = 0; i < w.size(); ++i) {
            if (i <= j && j - i <= 2 * radius) {
                sum += w[i] * (radius == 0 ? 1 : r.gaussian[axis][j - i]);
            }
        }
        double voxel = below - static_cast<double>(radius) + static_cast<double>(j);
        if (r.interpolation == IB_CUBIC) { voxel -= 1; }
        voxel = std::fmin(std::fmax(voxel, 0), static_cast<double>(n - 1));
        result.taps.push_back({static_cast<int64_t>(voxel), sum});
    }
    return result;
}

inline double combined(const ib_resample& r, int axis, const Position& p,
                       const std::vector<double>& v) {
    if (v.size() == 1) { return v[0]; }
    if (r.interpolation == IB_LINEAR && r.radius[axis] == 0) { return v[0] + p.t * (v[1] - v[0]); }
    double sum = p.taps[0].weight * v[0];
    for (size_t i = 1; i < v.size(); ++i) { sum = sum + p.taps[i].weight * v[i]; }
    return sum;
}

template <typename Voxel>
double value_at(const ib_resample& r, int64_t x, int64_t y, int64_t z) {
    const Position p[3] = {position(r, 0, x, y, z), position(r, 1, x, y, z), position(r, 2, x, y, z)};
    if ((r.flags & IB_RESAMPLE_FILL) != 0 && (p[0].outside || p[1].outside || p[2].outside)) {
        return r.fill;
    }
    const auto* voxels = static_cast<const Voxel*>(r.source);
    std::map<double, double> votes;
    std::vector<double> planes;
    for (const Tap& k : p[2].taps) {
        std::vector<double> rows;
        for (const Tap& j : p[1].taps) {
            std::vector<double> row;
            for (const Tap& i : p[0].taps) {
                row.push_back(static_cast<double>(voxels[(k.voxel * r.ny + j.voxel) * r.nx + i.voxel]));
                votes[row.back()] += i.weight * j.weight * k.weight;
            }
            rows.push_back(combined(r, 0, p[0], row));
        }
        planes.push_back(combined(r, 1, p[1], rows));
    }
    if (r.interpolation != IB_VOTE) { return combined(r, 2, p[2], planes); }
    double winner = votes.begin()->first;
    for (const auto& [value, sum] : votes) {
        if (sum > votes[winner]) { winner = value; }
    }
    return winner;
}

template <typename Voxel>
void append(Bytes& bytes, double value) {
    Voxel voxel;
    if constexpr (std::is_integral_v<Voxel>) {
        using Limits = std::numeric_limits<Voxel>;
        const double rounded = std::isnan(value) ? 0 : std::nearbyint(value);
        voxel = rounded <= static_cast<double>(Limits::min())   ? Limits::min()
                : rounded >= static_cast<double>(Limits::max()) ? Limits::max()
                                                                : static_cast<Voxel>(rounded);
    } else {
        voxel = std::isnan(value) ? std::numeric_limits<Voxel>::quiet_NaN() : static_cast<Voxel>(value);
    }
    const auto* from = reinterpret_cast<const unsigned char*>(&voxel);
    bytes.insert(bytes.end(), from, from + sizeof voxel);
}

inline void append(Bytes& bytes, int32_t type, double value) {
    constexpr void (*appends[])(Bytes&, double) = {append<uint8_t>,  append<int8_t>,  append<int16_t>,
                                                   append<uint16_t>, append<int32_t>, append<uint32_t>,
                                                   append<float>,    append<double>};
    appends[type](bytes, value);
}

/// The bytes of the target.
template <typename Voxel>
Bytes resample(const ib_resample& r) {
    Bytes bytes;
    for (int64_t z = 0; z < r.size_z; ++z) {
        for (int64_t y = 0; y < r.size_y; ++y) {
            for (int64_t x = 0; x < r.size_x; ++x) {
                append(bytes, r.target_type, value_at<Voxel>(r, x, y, z));
            }
        }
    }
    return bytes;
}

}  // namespace oracle

// Plain loops for ib_warp_patches and ib_warp_weights, one element and one control point at a time.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "gather/oracle.hpp"
#include "ib/ib_cpu.h"
#include "weights/oracle.hpp"

namespace oracle {

/// Element (x, y, z) of a target.
struct Element {
    int64_t of[3];
};

/// Along component c, in voxels.
inline float displacement(const ib_spline& s, int c, const Element& e) {
    const auto weighed = [&](int axis, const auto& value) {
        const float* w = s.weights[axis] + 4 * e.of[axis];
        const int64_t first = s.first[axis][e.of[axis]];
        float sum = w[0] * value(first);
        for (int i = 1; i < 4; ++i) { sum = sum + w[i] * value(first + i); }
        return sum;
    };
    return weighed(0, [&](int64_t i) {
        return weighed(1, [&](int64_t j) {
            return weighed(2, [&](int64_t k) {
                return s.displacements[((c * s.points[2] + k) * s.points[1] + j) * s.points[0] + i];
            });
        });
    });
}

/// Along axis a of the volume, in 2^-32 voxel.
inline int64_t place(const ib_warp& warp, int a, const Element& e) {
    int64_t place = warp.origin[a];
    for (int b = 0; b < 3; ++b) { place += warp.matrix[3 * a + b] * e.of[b]; }
    if (warp.spline == nullptr) { return place; }
    const float u = displacement(*warp.spline, a, e);
    return place + static_cast<int64_t>(std::rint(static_cast<double>(u * 65536.0f))) * 65536;
}

inline int64_t below(int64_t place) {
    return static_cast<int64_t>(std::floor(static_cast<double>(place) / 4294967296.0));
}

/// A place is below 2^53, so double holds it and half a voxel more.
inline int64_t nearest(const ib_warp& warp, int a, const Element& e) {
    return below(place(warp, a, e) + 2147483648);
}

/// Voxel (i, j, k) from the corner of the patch; `voxel` takes none before it.
template <typename Voxel>
float voxel_at(ib_patch p, int64_t i, int64_t j, int64_t k) {
    p.x += i, p.y += j, p.z += k;
    return voxel<Voxel>(p, 0, 0, 0);
}

template <typename Voxel>
float interpolated(const ib_warped_patch& warped, const Element& e) {
    int64_t first[3];
    float part[3];
    for (int a = 0; a < 3; ++a) {
        const int64_t at = place(warped.warp, a, e);
        first[a] = below(at);
        part[a] = static_cast<float>((at - first[a] * 4294967296) / 256) / 16777216.0f;
    }
    float values[8];
    for (int i = 0; i < 8; ++i) {
        values[i] =
            voxel_at<Voxel>(warped.patch, first[0] + i % 2, first[1] + i / 2 % 2, first[2] + i / 4);
    }
    for (int a = 0, left = 4; a < 3; ++a, left /= 2) {
        for (int i = 0; i < left; ++i) {
            const float step = values[2 * i + 1] - values[2 * i];
            values[i] = values[2 * i] + step * part[a];
        }
    }
    return values[0];
}

template <typename Body>
void for_elements(int64_t size_x, int64_t size_y, int64_t size_z, Body&& body) {
    for (int64_t z = 0; z < size_z; ++z) {
        for (int64_t y = 0; y < size_y; ++y) {
            for (int64_t x = 0; x < size_x; ++x) { body(Element{{x, y, z}}); }
        }
    }
}

/// The bytes of the target.
template <typename Voxel>
std::vector<unsigned char> warp(const ib_warped_patch& warped) {
    const ib_patch& p = warped.patch;
    std::vector<unsigned char> bytes;
    for_elements(p.size_x, p.size_y, p.size_z, [&](const Element& e) {
        const float value =
            p.target_type == IB_TO_UINT8
                ? voxel_at<Voxel>(p, nearest(warped.warp, 0, e), nearest(warped.warp, 1, e),
                                  nearest(warped.warp, 2, e))
                : interpolated<Voxel>(warped, e);
        append(bytes, value, p.target_type);
    });
    return bytes;
}

inline std::vector<int32_t> warped_ids(const IdVolume& volume, const ib_warped_weights& warped) {
    const ib_weight_patch& p = warped.patch;
    std::vector<int32_t> ids;
    for_elements(p.size_x, p.size_y, p.size_z, [&](const Element& e) {
        ids.push_back(volume.at(p.x + nearest(warped.warp, 0, e), p.y + nearest(warped.warp, 1, e),
                                p.z + nearest(warped.warp, 2, e)));
    });
    return ids;
}

}  // namespace oracle

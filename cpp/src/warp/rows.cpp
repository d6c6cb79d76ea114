#include "warp/rows.hpp"

#include "gather/float16.hpp"

namespace ib {
namespace {

/// Calls body(x, places) for the elements of row (y, z).
template <typename Body>
void for_places(const WarpRows& rows, int64_t y, int64_t z, Body&& body) {
    int64_t at[3];
    const int64_t* m = rows.matrix;
    for (int a = 0; a < 3; ++a) { at[a] = rows.at[a] + m[3 * a + 1] * y + m[3 * a + 2] * z; }
    const Displacements& d = rows.displaced;
    const int64_t row = (z * rows.size[1] + y) * d.row;
    for (int64_t x = 0; x < rows.size[0]; ++x) {
        Place places[3];
        for (int a = 0; a < 3; ++a) {
            int64_t place = at[a] + m[3 * a] * x;
            if (d.values != nullptr) { place += int64_t{d.values[a * d.component + row + x]} * 65536; }
            places[a] = place_of(place);
        }
        body(x, places);
    }
}

inline float between(float a, float b, float part) { return a + (b - a) * part; }

/// Of one of kChannels that lie in turns.
template <int kChannels>
float interpolated(const WarpRows& rows, int channel, const Place* places) {
    const auto* v = reinterpret_cast<const float*>(rows.box) + places[2].voxel * rows.plane +
                    places[1].voxel * rows.row + places[0].voxel * kChannels + channel;
    const float x = part_of(places[0].part);
    const float y = part_of(places[1].part);
    const auto in_plane = [&](const float* w) {
        return between(between(w[0], w[kChannels], x), between(w[rows.row], w[rows.row + kChannels], x),
                       y);
    };
    return between(in_plane(v), in_plane(v + rows.plane), part_of(places[2].part));
}

inline void put(float value, float* target) { *target = value; }
inline void put(float value, Half* target) { target->bits = to_float16(value); }

template <typename Target, int kChannels>
int64_t interpolate(const WarpRows& rows) {
    for (int64_t z = 0; z < rows.size[2]; ++z) {
        for (int64_t y = 0; y < rows.size[1]; ++y) {
            for_places(rows, y, z, [&](int64_t x, const Place* places) {
                for (int channel = 0; channel < kChannels; ++channel) {
                    put(interpolated<kChannels>(rows, channel, places),
                        target_row<Target>(rows, channel, y, z) + x);
                }
            });
        }
    }
    return 0;
}

template <typename Element>
int64_t copy_nearest(const WarpRows& rows) {
    int64_t count = 0;
    for (int64_t z = 0; z < rows.size[2]; ++z) {
        for (int64_t y = 0; y < rows.size[1]; ++y) {
            auto* const target = target_row<Element>(rows, 0, y, z);
            for_places(rows, y, z, [&](int64_t x, const Place* places) {
                target[x] = reinterpret_cast<const Element*>(
                    rows.box)[places[2].voxel * rows.plane + places[1].voxel * rows.row +
                              places[0].voxel];
                count += target[x] != 0 ? 1 : 0;
            });
        }
    }
    return count;
}

void interleave(const float* a, const float* b, int64_t n, float* out) {
    for (int64_t i = 0; i < n; ++i) {
        out[2 * i] = a[i];
        out[2 * i + 1] = b[i];
    }
}

struct Portable {
    template <typename Target, bool kSplined>
    static constexpr WarpKernel linear = interpolate<Target, 1>;
    template <typename Target, bool kSplined>
    static constexpr WarpKernel linear_two = interpolate<Target, 2>;
    template <typename Element, bool kSplined>
    static constexpr WarpKernel nearest = copy_nearest<Element>;
};

}  // namespace

WarpKernel warp_kernel(const WarpRowKind& kind, int32_t level) {
#if defined(__x86_64__)
    if (level == IB_SIMD_AVX512) { return warp_kernel_avx512(kind); }
    if (level == IB_SIMD_AVX2) { return warp_kernel_avx2(kind); }
#endif
    static_cast<void>(level);
    return pick_kernel<Portable>(kind);
}

InterleaveKernel interleave_kernel(int32_t level) {
#if defined(__x86_64__)
    if (level == IB_SIMD_AVX512) { return interleave_avx512; }
    if (level == IB_SIMD_AVX2) { return interleave_avx2; }
#endif
    static_cast<void>(level);
    return interleave;
}

}  // namespace ib

// Changes of intensity that take an element's neighbours: one axis of a blur, and a lower resolution.
//   change: one ib_intensity_change with device addresses, of IB_BLUR or IB_LOW_RESOLUTION, checked by
//   the caller as ib_change_intensities does. source and target: size_x * size_y * size_z float16 or
//   float32 each, in device memory; they must not overlap. Every element of the target is written.
//   axis: 0 is x; its radius is above 0.
// Launch: IB_INTENSITY_THREADS threads, grid.x = ceil(size_y * size_z / IB_INTENSITY_ROWS). No dynamic
//   shared memory, no workspace.
// Exact: float32 in the order of ib_cpu.h, nothing is fused. Oracle: ib_change_intensities.
// Moves: every element written once. Of the source 2 * radius + 1 elements are loaded for each, or 8;
//   neighbours share them, so that from memory, or the L2 cache, each comes about once.
#include "ib/intensity.cuh"

namespace ib {
namespace {

/// Beyond the edges reflected without repeating them.
__device__ __forceinline__ int64_t reflected(int64_t i, int64_t n) {
    if (n == 1) { return 0; }
    const int64_t period = 2 * (n - 1);
    int64_t within = i % period;
    within += within < 0 ? period : 0;
    return smaller(within, period - within);
}

/// PatchElements of one type.
template <typename Voxel>
struct Source {
    const Voxel* voxels;

    __device__ explicit Source(uint64_t address) : voxels(global_at<const Voxel>(address)) {}
    __device__ __forceinline__ float operator[](int64_t element) const {
        return to_float(voxels[element]);
    }
};

/// Calls body(Source) with that of the type.
template <typename Body>
__device__ __forceinline__ void with_source(uint64_t address, int32_t type, Body&& body) {
    if (type == IB_TO_FLOAT16) {
        body(Source<Half>(address));
    } else {
        body(Source<float>(address));
    }
}

/// The axis through element e, which is number `index` of n on it.
struct Line {
    int64_t e, stride, index, n;
};

template <typename Voxel>
__device__ __forceinline__ float blurred(const Source<Voxel>& source, const Line& line,
                                         const float* weights, int64_t radius) {
    float sum = multiply(weights[0], source[line.e]);
    if (line.index >= radius && line.index + radius < line.n) {
        const Voxel* low = source.voxels + line.e;
        const Voxel* high = low;
        for (int64_t j = 1; j <= radius; ++j) {
            low -= line.stride;
            high += line.stride;
            sum = add(sum, multiply(weights[j], add(to_float(*low), to_float(*high))));
        }
    } else {
        const int64_t first = line.e - line.index * line.stride;
        for (int64_t j = 1; j <= radius; ++j) {
            const int64_t low = first + reflected(line.index - j, line.n) * line.stride;
            const int64_t high = first + reflected(line.index + j, line.n) * line.stride;
            sum = add(sum, multiply(weights[j], add(source[low], source[high])));
        }
    }
    return sum;
}

/// What an index of one axis becomes.
struct Taps {
    int64_t lower, upper;
    float part;

    __device__ Taps(const ib_intensity_change& change, int axis, int64_t index)
        : lower(change.lower[axis][index]),
          upper(change.upper[axis][index]),
          part(change.weights[axis][index]) {}
};

template <typename Voxel>
__device__ __forceinline__ float coarser(const Source<Voxel>& source, int64_t first, const Taps& x) {
    return between(source[first + x.lower], source[first + x.upper], x.part);
}

/// Of a plane, whose first row is number `plane`.
template <typename Voxel>
__device__ __forceinline__ float coarser(const Source<Voxel>& source, int64_t plane, int64_t size_x,
                                         const Taps& y, const Taps& x) {
    return between(coarser(source, (plane + y.lower) * size_x, x),
                   coarser(source, (plane + y.upper) * size_x, x), y.part);
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_INTENSITY_THREADS)
    intensity_blur(const ib_intensity_change* change, int32_t axis, uint64_t source,
                   int32_t source_type, uint64_t target, int32_t target_type, int64_t size_x,
                   int64_t size_y, int64_t size_z) {
    const ib::ElementRow row(size_x, size_y, size_z);
    if (row.exists) {
        const ib::PatchElements to{target, target_type};
        const int64_t radius = change->radius[axis];
        const float* const weights = change->weights[axis];
        const int64_t stride = axis == 0 ? 1 : axis == 1 ? size_x : size_x * size_y;
        const int64_t n = axis == 0 ? size_x : axis == 1 ? size_y : size_z;
        ib::with_source(source, source_type, [&](const auto& from) {
            for (int64_t x = ib::lane_number(); x < size_x; x += ib::kLanes) {
                const int64_t index = axis == 0 ? x : axis == 1 ? row.y : row.z;
                const int64_t e = row.first + x;
                to.store(e, ib::blurred(from, {e, stride, index, n}, weights, radius));
            }
        });
    }
}
IB_KERNEL(intensity_blur);

extern "C" __global__ void __launch_bounds__(IB_INTENSITY_THREADS)
    intensity_resolution(const ib_intensity_change* change, uint64_t source, int32_t source_type,
                         uint64_t target, int32_t target_type, int64_t size_x, int64_t size_y,
                         int64_t size_z) {
    const ib::ElementRow row(size_x, size_y, size_z);
    if (row.exists) {
        const ib::PatchElements to{target, target_type};
        const ib::Taps y(*change, 1, row.y);
        const ib::Taps z(*change, 2, row.z);
        ib::with_source(source, source_type, [&](const auto& from) {
            for (int64_t i = ib::lane_number(); i < size_x; i += ib::kLanes) {
                const ib::Taps x(*change, 0, i);
                const float low = ib::coarser(from, z.lower * size_y, size_x, y, x);
                const float high = ib::coarser(from, z.upper * size_y, size_x, y, x);
                to.store(row.first + i, ib::between(low, high, z.part));
            }
        });
    }
}
IB_KERNEL(intensity_resolution);

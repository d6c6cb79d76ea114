// Weights and instance ids of the patches of a batch, from the runs of their instances.
//   patches (count) as ib_cuda_weight_patch, in device memory, checked by the caller as
//   ib_weight_patches does; runs and voxels where the device can read them. A run with an id outside 1
//   to instance_count is background: the caller checks ids where it cannot trust them. slots: workspace
//   of 8 bytes each, zeroed. Every element of every target is written; targets must not overlap.
// Launch, in this order: weight_count and weight_paint with IB_WEIGHT_THREADS threads and grid.x = all
//   tiles (first_tile of the last patch and its own), at most 2^31 - 1; between them weight_table with
//   IB_WEIGHT_THREADS threads and grid.x = the patches. No dynamic shared memory.
// Exact: counts are integers, whose sum has no order; the mean is added by one thread in the order of
//   the ids; float64 arithmetic is IEEE and not fused. Oracle: ib_weight_patches.
// Moves: every element written once, those of instances twice; of the runs those in the patch, twice.
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/instance_weights.cuh"
#include "ib/patch.cuh"
#include "ib/platform.cuh"

namespace ib {
namespace {

constexpr int kWeightWarps = IB_WEIGHT_THREADS / kLanes;

/// One block's part: rows [y, y + rows) of plane z of the patch as it lies in the volume.
struct Rows {
    int64_t y, z, rows;
};

__device__ __forceinline__ Rows rows_of(const ib_cuda_weight_patch& p, int64_t number) {
    const int64_t down = (p.size_y - 1) / IB_WEIGHT_ROWS + 1;
    const int64_t y = number % down * IB_WEIGHT_ROWS;
    return {y, number / down, smaller(int64_t{IB_WEIGHT_ROWS}, p.size_y - y)};
}

/// Voxels [begin, end) of row y of the patch as it lies in the volume.
struct PatchRun {
    int64_t begin, end, y;
    int64_t instance;
};

/// Calls body(PatchRun) for every `step`-th run of the rows from the `first` on. Runs are sorted by
/// plane, then row: the first of the rows is searched.
template <typename Body>
__device__ __forceinline__ void for_runs(const ib_cuda_weight_patch& p, const Rows& part, int first,
                                         int step, Body&& body) {
    const auto* runs = reinterpret_cast<const ib_run*>(p.runs);
    const int64_t z = p.z + part.z;
    const int64_t y = p.y + part.y;
    int64_t low = 0;
    int64_t high = p.run_count;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        const ib_run& run = runs[middle];
        if (run.z < z || (run.z == z && run.y < y)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (int64_t i = low + first; i < p.run_count; i += step) {
        const ib_run run = runs[i];
        if (run.z != z || run.y >= y + part.rows) { break; }
        const PatchRun clipped{larger(run.x_begin - p.x, int64_t{0}),
                               smaller(run.x_end - p.x, p.size_x), run.y - p.y, run.instance};
        const bool known = run.instance >= 1 && run.instance <= p.instance_count;
        if (known && clipped.begin < clipped.end) { body(clipped); }
    }
}

/// Where voxel (x, y) of a plane of the patch goes: first + x * along_x + y * along_y.
struct PlaneOrder {
    int64_t first, along_x, along_y;

    __device__ PlaneOrder(const ib_cuda_weight_patch& p, int64_t z) {
        const Direction direction(p.flags);
        along_x = direction.transposed ? p.size_x : 1;
        along_y = direction.transposed ? 1 : p.size_x;
        first = turned(direction.reverse_z, z, p.size_z) * p.size_x * p.size_y;
        if (direction.reverse_x) {
            first += (p.size_x - 1) * along_x;
            along_x = -along_x;
        }
        if (direction.reverse_y) {
            first += (p.size_y - 1) * along_y;
            along_y = -along_y;
        }
    }

    __device__ int64_t at(int64_t x, int64_t y) const { return first + x * along_x + y * along_y; }
};

/// What a block writes to.
struct Targets {
    float* weights;
    int32_t* ids;

    __device__ explicit Targets(const ib_cuda_weight_patch& p)
        : weights(reinterpret_cast<float*>(p.weights)), ids(reinterpret_cast<int32_t*>(p.ids)) {}

    __device__ void store(int64_t at, float weight, int64_t id) const {
        if (weights != nullptr) { weights[at] = weight; }
        if (ids != nullptr) { ids[at] = static_cast<int32_t>(id); }
    }
};

/// Neighbouring threads write neighbouring elements, along whichever axis the rows go.
__device__ __forceinline__ void fill(const ib_cuda_weight_patch& p, const Rows& part,
                                     const PlaneOrder& order, float background) {
    const Targets targets(p);
    const bool along_y = order.along_y == 1 || order.along_y == -1;
    const int64_t inner = along_y && order.along_x != 1 && order.along_x != -1 ? part.rows : p.size_x;
    for (int64_t i = threadIdx.x; i < part.rows * p.size_x; i += IB_WEIGHT_THREADS) {
        const int64_t within = i % inner;
        const int64_t outer = i / inner;
        const bool by_row = inner == p.size_x;
        const int64_t x = by_row ? within : outer;
        const int64_t y = part.y + (by_row ? outer : within);
        targets.store(order.at(x, y), background, 0);
    }
}

/// The weight is kept in the slot that held the count.
__device__ __forceinline__ float weight_in(const int64_t* slots, int64_t slot) {
    return bits_as<float>(static_cast<uint32_t>(slots[slot]));
}

__device__ __forceinline__ int64_t as_slot(double weight) {
    return static_cast<int64_t>(bits_as<uint32_t>(to_float32(weight)));
}

/// The mean weight over the voxels of the patch.
__device__ __forceinline__ double mean_of(const ib_cuda_weight_patch& p, const Shown& shown,
                                          const InstanceWeights& weights, const int64_t* slots) {
    double sum = 0.0;
    if (shown.background() > 0) {
        sum = multiply(static_cast<double>(shown.background()), weights(0, shown.background()));
    }
    for (int64_t id = 1; id <= p.instance_count; ++id) {
        const int64_t count = slots[id];
        if (count > 0) { sum = add(sum, multiply(static_cast<double>(count), weights(id, count))); }
    }
    return divide(sum, static_cast<double>(shown.voxels));
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_WEIGHT_THREADS)
    weight_count(const ib_cuda_weight_patch* patches, int32_t count, int64_t* slots) {
    const int64_t number = blockIdx.x;
    const ib_cuda_weight_patch& p = patches[ib::find_patch(patches, count, number)];
    if (p.weights != 0) {
        int64_t* const counts = slots + p.first_slot;
        ib::for_runs(p, ib::rows_of(p, number - p.first_tile), static_cast<int>(threadIdx.x),
                     IB_WEIGHT_THREADS, [&](const ib::PatchRun& run) {
                         ib::atomic_add(counts + run.instance, run.end - run.begin);
                     });
    }
}
IB_KERNEL(weight_count);

extern "C" __global__ void __launch_bounds__(IB_WEIGHT_THREADS)
    weight_table(const ib_cuda_weight_patch* patches, int64_t* slots) {
    using Totals = int64_t[2];  // foreground voxels, visible instances
    IB_SHARED(Totals, totals);
    IB_SHARED(double, mean);
    const ib_cuda_weight_patch& p = patches[blockIdx.x];
    const bool wanted = p.weights != 0;
    const int64_t instances = wanted ? p.instance_count : 0;
    int64_t* const own = slots + p.first_slot;
    const auto thread = static_cast<int64_t>(threadIdx.x);
    if (thread == 0) { totals[0] = totals[1] = 0; }
    __syncthreads();
    int64_t foreground = 0;
    int64_t visible = 0;
    for (int64_t id = 1 + thread; id <= instances; id += IB_WEIGHT_THREADS) {
        foreground += own[id];
        visible += own[id] > 0 ? 1 : 0;
    }
    if (visible > 0) {
        ib::atomic_add(&totals[0], foreground);
        ib::atomic_add(&totals[1], visible);
    }
    __syncthreads();
    const ib::Shown shown{p.size_x * p.size_y * p.size_z, totals[0], totals[1]};
    const ib::InstanceWeights weights(p, shown);
    if (wanted && thread == 0) {
        mean = (p.flags & IB_MEAN_ONE) != 0 ? ib::mean_of(p, shown, weights, own) : 1.0;
    }
    __syncthreads();
    for (int64_t id = 1 + thread; id <= instances; id += IB_WEIGHT_THREADS) {
        if (own[id] > 0) { own[id] = ib::as_slot(ib::divide(weights(id, own[id]), mean)); }
    }
    if (wanted && thread == 0 && shown.background() > 0) {
        own[0] = ib::as_slot(ib::divide(weights(0, shown.background()), mean));
    }
}
IB_KERNEL(weight_table);

extern "C" __global__ void __launch_bounds__(IB_WEIGHT_THREADS)
    weight_paint(const ib_cuda_weight_patch* patches, int32_t count, const int64_t* slots) {
    const int64_t number = blockIdx.x;
    const ib_cuda_weight_patch& p = patches[ib::find_patch(patches, count, number)];
    const int64_t* const own = slots + p.first_slot;
    const ib::Rows part = ib::rows_of(p, number - p.first_tile);
    const ib::PlaneOrder order(p, part.z);
    ib::fill(p, part, order, ib::weight_in(own, 0));
    __syncthreads();
    const ib::Targets targets(p);
    const int lane = static_cast<int>(threadIdx.x) % ib::kLanes;
    const int warp = static_cast<int>(threadIdx.x) / ib::kLanes;
    ib::for_runs(p, part, warp, ib::kWeightWarps, [&](const ib::PatchRun& run) {
        const float weight = ib::weight_in(own, run.instance);
        for (int64_t x = run.begin + lane; x < run.end; x += ib::kLanes) {
            targets.store(order.at(x, run.y), weight, run.instance);
        }
    });
}
IB_KERNEL(weight_paint);

// Changes of intensity that depend on each element alone, and on what is known of all.
//   change: one ib_intensity_change with device addresses, checked by the caller as
//   ib_change_intensities does. source and target: `elements` float16 or float32 each, in device
//   memory; they may be the same, of one type. intensity_noise: of IB_NOISE. intensity_values: of
//   IB_BRIGHTNESS, IB_CONTRAST or IB_GAMMA; statistics: two ib_cuda_statistics, of which IB_CONTRAST
//   takes the first. Of IB_GAMMA, step 0 raises to a power and takes the first; step 1, if statistics
//   are retained, brings them back: it takes the first, and the second, which are those after step 0.
//   With IB_INVERT, step 0 takes values as they are, the last step leaves them as they shall be, and
//   between the two they are negated.
// Launch: IB_INTENSITY_THREADS threads, a block for every IB_INTENSITY_TILE elements. No dynamic shared
//   memory, no workspace.
// Exact: float32 in the order of ib_cpu.h, nothing is fused. Oracle: ib_change_intensities.
// Moves: every element read and written once. A block of Philox makes four numbers.
#include "ib/intensity.cuh"
#include "ib/noise.cuh"
#include "ib/power.cuh"

namespace ib {
namespace {

constexpr int kEach = IB_INTENSITY_TILE / IB_INTENSITY_THREADS;
static_assert(kEach == 4, "a block of Philox makes four numbers");

__device__ __forceinline__ int64_t first_of_tile() { return int64_t{blockIdx.x} * IB_INTENSITY_TILE; }

/// Calls body(v) for the tile's elements, which are what it returns then.
template <typename Body>
__device__ __forceinline__ void change_each(const PatchElements& source, const PatchElements& target,
                                            int64_t elements, Body&& body) {
#pragma unroll
    for (int i = 0; i < kEach; ++i) {
        const int64_t e = first_of_tile() + i * IB_INTENSITY_THREADS + threadIdx.x;
        if (e < elements) { target.store(e, body(source.load(e))); }
    }
}

__device__ __forceinline__ float at_least(float value) { return value > 1e-7f ? value : 1e-7f; }

struct Contrast {
    float mean, min, max, factor;
    bool keep;

    __device__ __forceinline__ float operator()(float v) const {
        const float changed = add(multiply(subtract(v, mean), factor), mean);
        const float kept = changed < min ? min : changed > max ? max : changed;
        return keep ? kept : changed;
    }
};

struct Raise {
    float min, range, divisor, exponent;
    bool before, after;  // whether v is negated

    __device__ __forceinline__ float operator()(float v) const {
        const float scaled = divide(subtract(inverted(v, before), min), divisor);
        return inverted(add(multiply(power_of(scaled, exponent), range), min), after);
    }
};

struct Retain {
    float mean, factor, mean_before;
    bool invert;

    __device__ __forceinline__ float operator()(float v) const {
        return inverted(add(multiply(subtract(v, mean), factor), mean_before), invert);
    }
};

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_INTENSITY_THREADS)
    intensity_noise(const ib_intensity_change* change, uint64_t source, int32_t source_type,
                    uint64_t target, int32_t target_type, int64_t elements) {
    const ib::PatchElements from{source, source_type};
    const ib::PatchElements to{target, target_type};
    const float amount = change->amount;
    const int64_t block = ib::grid_thread();
    const int64_t first = block * ib::kEach;
    if (first < elements) {
        const ib::PhiloxWords words = ib::philox(static_cast<uint64_t>(block), change->key);
        const ib::NormalPair low = ib::normal_pair(words.a, words.b);
        const ib::NormalPair high = ib::normal_pair(words.c, words.d);
        const float normal[ib::kEach] = {low.first, low.second, high.first, high.second};
#pragma unroll
        for (int i = 0; i < ib::kEach; ++i) {
            const int64_t e = first + i;
            if (e < elements) { to.store(e, ib::add(from.load(e), ib::multiply(amount, normal[i]))); }
        }
    }
}
IB_KERNEL(intensity_noise);

extern "C" __global__ void __launch_bounds__(IB_INTENSITY_THREADS)
    intensity_values(const ib_intensity_change* change, int32_t step, uint64_t source,
                     int32_t source_type, uint64_t target, int32_t target_type, int64_t elements,
                     const ib_cuda_statistics* statistics) {
    const ib::PatchElements from{source, source_type};
    const ib::PatchElements to{target, target_type};
    const float amount = change->amount;
    const bool invert = (change->flags & IB_INVERT) != 0;
    if (change->kind == IB_BRIGHTNESS) {
        ib::change_each(from, to, elements, [&](float v) { return ib::multiply(v, amount); });
    } else if (change->kind == IB_CONTRAST) {
        const ib_cuda_statistics s = statistics[0];
        const bool keep = (change->flags & IB_KEEP_RANGE) != 0;
        ib::change_each(from, to, elements, ib::Contrast{s.mean, s.min, s.max, amount, keep});
    } else if (step == 0) {
        const ib_cuda_statistics s = statistics[0];
        const float range = ib::subtract(s.max, s.min);
        const bool last = (change->flags & IB_RETAIN_STATISTICS) == 0;
        ib::change_each(from, to, elements,
                        ib::Raise{s.min, range, ib::at_least(range), amount, invert, invert && last});
    } else {
        const ib_cuda_statistics before = statistics[0];
        const ib_cuda_statistics now = statistics[1];
        const float factor = ib::divide(before.sd, ib::at_least(now.sd));
        ib::change_each(from, to, elements, ib::Retain{now.mean, factor, before.mean, invert});
    }
}
IB_KERNEL(intensity_values);

// What an instance of a patch weighs, as ib_cpu.h defines it.
#pragma once

#include "ib/float64.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"

namespace ib {

/// What the patch shows altogether.
struct Shown {
    int64_t voxels;      // of the patch
    int64_t foreground;  // of them
    int64_t visible;     // instances

    __device__ int64_t background() const { return voxels - foreground; }
};

/// Weights of one patch within their limits, in float64. Counts are below 2^53: conversions are exact.
class InstanceWeights {
public:
    __device__ InstanceWeights(const ib_cuda_weight_patch& patch, const Shown& shown)
        : patch_(patch),
          voxels_(static_cast<double>(shown.voxels)),
          foreground_(static_cast<double>(shown.foreground)),
          visible_(static_cast<double>(shown.visible)),
          distinct_(static_cast<double>(shown.visible + (shown.background() > 0 ? 1 : 0))) {}

    /// Of an id of which the patch shows `count` voxels; 0 is background.
    __device__ double operator()(int64_t id, int64_t count) const {
        const double weight = raw(id, static_cast<double>(count));
        return smaller(larger(weight, patch_.min), patch_.max);
    }

private:
    /// One division for all kinds: inlined three times it spilled registers on sm_90.
    __device__ double raw(int64_t id, double count) const {
        double share = 1.0;
        double among = 1.0;
        if (patch_.kind == IB_PATCH_INVERSE) {
            share = voxels_;
            among = multiply(distinct_, count);
        } else if (id != 0 && patch_.kind == IB_FOREGROUND_INVERSE) {
            share = foreground_;
            among = multiply(visible_, count);
        } else if (id != 0) {
            share = voxels_;
            among = multiply(2.0, whole(id));
        }
        return divide(share, among);
    }

    __device__ double whole(int64_t id) const {
        return static_cast<double>(reinterpret_cast<const int64_t*>(patch_.voxels)[id - 1]);
    }

    const ib_cuda_weight_patch& patch_;
    double voxels_, foreground_, visible_, distinct_;
};

}  // namespace ib

// Voxels as unsigned integers in the same order: comparing keys compares values, and -0 is +0. The host
// turns a key back into a value.
#pragma once

#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"

namespace ib {

/// Key, key(voxel), finite(voxel). uint32_t and uint64_t stand for keys themselves, too.
template <typename Voxel>
struct Keys;

template <>
struct Keys<uint32_t> {
    using Key = uint32_t;
    static __device__ __forceinline__ Key key(uint32_t voxel) { return voxel; }
    static __device__ __forceinline__ bool finite(uint32_t) { return true; }
};

template <>
struct Keys<uint64_t> {
    using Key = uint64_t;
    static __device__ __forceinline__ Key key(uint64_t voxel) { return voxel; }
    static __device__ __forceinline__ bool finite(uint64_t) { return true; }
};

template <>
struct Keys<int32_t> {
    using Key = uint32_t;
    static __device__ __forceinline__ Key key(int32_t voxel) {
        return static_cast<uint32_t>(voxel) ^ 0x80000000u;
    }
    static __device__ __forceinline__ bool finite(int32_t) { return true; }
};

/// Sign and magnitude become two's complement, which maps both zeros to one key.
template <>
struct Keys<float> {
    using Key = uint32_t;
    static __device__ __forceinline__ Key key(float voxel) {
        const uint32_t bits = bits_as<uint32_t>(voxel);
        return (bits >> 31) != 0 ? 0x80000000u - (bits & 0x7fffffffu) : bits | 0x80000000u;
    }
    static __device__ __forceinline__ bool finite(float voxel) {
        return (bits_as<uint32_t>(voxel) & 0x7fffffffu) < 0x7f800000u;
    }
};

template <>
struct Keys<double> {
    using Key = uint64_t;
    static constexpr uint64_t kSign = uint64_t{1} << 63;
    static __device__ __forceinline__ Key key(double voxel) {
        const uint64_t bits = bits_as<uint64_t>(voxel);
        return (bits & kSign) != 0 ? kSign - (bits & ~kSign) : bits | kSign;
    }
    static __device__ __forceinline__ bool finite(double voxel) {
        return (bits_as<uint64_t>(voxel) & ~kSign) < 0x7ff0000000000000u;
    }
};

/// Calls body(voxels as their type): type is one of ib_cpu.h of 32 or 64 bits.
template <typename Body>
__device__ __forceinline__ void with_wide_type(const void* voxels, int32_t type, Body&& body) {
    switch (type) {
        case IB_INT32:
            body(static_cast<const int32_t*>(voxels));
            break;
        case IB_UINT32:
            body(static_cast<const uint32_t*>(voxels));
            break;
        case IB_FLOAT32:
            body(static_cast<const float*>(voxels));
            break;
        default:
            body(static_cast<const double*>(voxels));
            break;
    }
}

/// The same, or IB_CUDA_KEY64.
template <typename Body>
__device__ __forceinline__ void with_wide_type_or_keys(const void* voxels, int32_t type, Body&& body) {
    if (type == IB_CUDA_KEY64) {
        body(static_cast<const uint64_t*>(voxels));
    } else {
        with_wide_type(voxels, type, body);
    }
}

}  // namespace ib

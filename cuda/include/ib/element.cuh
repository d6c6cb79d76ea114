// From raw voxels to elements of a patch: normalised, scaled, converted and stored, bit-identical
// to x86.
#pragma once

#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"

namespace ib {

__device__ __forceinline__ bool is_nan(float value) { return !(value == value); }

/// As x86 converts: the device would forget which NaN it was.
__device__ __forceinline__ float to_float(double voxel) {
    if (voxel == voxel) { return static_cast<float>(voxel); }
    const uint64_t bits = bits_as<uint64_t>(voxel);
    return bits_as<float>(static_cast<uint32_t>(bits >> 32 & 0x80000000u) | 0x7fc00000u |
                          static_cast<uint32_t>(bits >> 29 & 0x3fffffu));
}
__device__ __forceinline__ float to_float(Half voxel) {
    const uint32_t bits = voxel.bits;
    if ((bits & 0x7fff) <= 0x7c00) { return static_cast<float>(voxel); }
    return bits_as<float>((bits & 0x8000) << 16 | 0x7fc00000u | (bits & 0x3ff) << 13);
}
template <typename Voxel>
__device__ __forceinline__ float to_float(Voxel voxel) {
    return static_cast<float>(voxel);
}

/// v * gain + shift; NaN as x86 has it: the voxel's own, quiet, or the negative one of 0 * infinity.
__device__ __forceinline__ float scaled(float v, float gain, float shift) {
    const float result = add(multiply(v, gain), shift);
    if (!is_nan(result)) { return result; }
    return bits_as<float>(is_nan(v) ? bits_as<uint32_t>(v) | 0x00400000u : 0xffc00000u);
}

/// From a to b, by that part of the way.
__device__ __forceinline__ float between(float a, float b, float part) {
    return add(a, multiply(subtract(b, a), part));
}

__device__ __forceinline__ uint32_t element_bits(float value, int32_t target_type) {
    const uint32_t bits = bits_as<uint32_t>(value);
    if (target_type == IB_TO_FLOAT32) { return bits; }
    if (target_type == IB_TO_UINT8) { return static_cast<uint32_t>(value); }
    if (is_nan(value)) { return (bits >> 16 & 0x8000) | 0x7e00 | (bits >> 13 & 0x3ff); }
    return float16_bits(value);
}

/// From raw voxel to the bits of an element. A divisor of 0 makes the quotient infinite, or NaN, which
/// counts as 0, where v is what is subtracted.
struct Conversion {
    float subtrahend, divisor, low, high, gain, shift;
    int32_t target_type;
    bool normalise;

    __device__ explicit Conversion(const ib_cuda_patch& p)
        : subtrahend(p.subtract),
          divisor(p.divide),
          low(p.clamp_low),
          high(p.clamp_high),
          gain(p.gain),
          // never -0, so that the sign of a zero that was clamped does not show
          shift((p.flags & IB_NORMALISE) != 0 ? add(p.shift, 0.0f) : p.shift),
          target_type(p.target_type),
          normalise((p.flags & IB_NORMALISE) != 0) {}

    __device__ __forceinline__ uint32_t operator()(float v) const {
        if (normalise) {
            v = divide(subtract(v, subtrahend), divisor);
            v = smaller(larger(is_nan(v) ? 0.0f : v, low), high);
        }
        return element_bits(scaled(v, gain, shift), target_type);
    }
};

/// The voxel at that address, aligned to its type.
__device__ inline float voxel_at(uint64_t address, int32_t source_type) {
    switch (source_type) {
        case IB_UINT8:
            return to_float(*global_at<const uint8_t>(address));
        case IB_INT8:
            return to_float(*global_at<const int8_t>(address));
        case IB_INT16:
            return to_float(*global_at<const int16_t>(address));
        case IB_UINT16:
            return to_float(*global_at<const uint16_t>(address));
        case IB_INT32:
            return to_float(*global_at<const int32_t>(address));
        case IB_UINT32:
            return to_float(*global_at<const uint32_t>(address));
        case IB_FLOAT32:
            return *global_at<const float>(address);
        case IB_FLOAT16:
            return to_float(*global_at<const Half>(address));
        default:
            return to_float(*global_at<const double>(address));
    }
}

__device__ __forceinline__ void store_element(uint64_t address, int32_t target_type, uint32_t bits) {
    switch (target_type) {
        case IB_TO_UINT8:
            *global_at<uint8_t>(address) = static_cast<uint8_t>(bits);
            break;
        case IB_TO_FLOAT16:
            *global_at<uint16_t>(address) = static_cast<uint16_t>(bits);
            break;
        default:
            *global_at<uint32_t>(address) = bits;
            break;
    }
}

}  // namespace ib

// On which side of a bracket a voxel lies, and whether it is finite, in few instructions each.
#pragma once

#include "ib/keys.cuh"

namespace ib {

/// The edges of one bracket, [low, high]; they may be any keys. below and above answer by their highest
/// bit, for shift_in: exactly for every finite voxel, both clear for NaN.
template <typename Voxel>
struct Sides {
    using Key = typename Keys<Voxel>::Key;
    using Edge = Key;
    Edge low, high;

    static __device__ __forceinline__ Sides of(uint64_t low, uint64_t high) {
        return {static_cast<Key>(low), static_cast<Key>(high)};
    }
    __device__ __forceinline__ uint32_t below(Voxel voxel) const {
        return Keys<Voxel>::key(voxel) < low ? 0x80000000u : 0;
    }
    __device__ __forceinline__ uint32_t above(Voxel voxel) const {
        return Keys<Voxel>::key(voxel) > high ? 0x80000000u : 0;
    }
};

/// The sign of a difference is exact, since subtraction underflows gradually; the lower edge is -0
/// rather than +0, from which both zeros have the difference +0.
template <>
struct Sides<float> {
    using Edge = float;
    Edge low, high;

    static __device__ __forceinline__ Sides of(uint64_t low, uint64_t high) {
        const float edge = voxel(low);
        return {edge == 0 ? -0.0f : edge, voxel(high)};
    }
    __device__ __forceinline__ float below(float voxel) const { return subtract(voxel, low); }
    __device__ __forceinline__ float above(float voxel) const { return subtract(high, voxel); }

private:
    /// Keys beyond the infinities become infinities.
    static __device__ __forceinline__ float voxel(uint64_t key) {
        constexpr uint32_t kZero = 0x80000000u, kInfinity = 0x7f800000u;
        const auto narrow = static_cast<uint32_t>(key);
        const uint32_t magnitude =
            smaller(narrow >= kZero ? narrow - kZero : kZero - narrow, kInfinity);
        return bits_as<float>(narrow >= kZero ? magnitude : magnitude | kZero);
    }
};

/// Says of voxels seen one by one whether one of them may not be finite; never misses one.
template <typename Voxel>
struct FiniteWatch {
    __device__ __forceinline__ void see(Voxel) {}
    __device__ __forceinline__ bool doubts() const { return false; }
};

/// A sum that has met infinity or NaN never becomes finite again; finite voxels near the largest may
/// overflow it, too.
template <>
struct FiniteWatch<float> {
    float sum = 0;

    __device__ __forceinline__ void see(float voxel) { sum = add(sum, voxel); }
    __device__ __forceinline__ bool doubts() const { return !Keys<float>::finite(sum); }
};

template <>
struct FiniteWatch<double> {
    uint32_t largest = 0;  // upper halves of magnitudes

    __device__ __forceinline__ void see(double voxel) {
        largest = larger(largest, static_cast<uint32_t>(bits_as<uint64_t>(voxel) >> 32) & 0x7fffffffu);
    }
    __device__ __forceinline__ bool doubts() const { return largest >= 0x7ff00000u; }
};

}  // namespace ib

// float64 arithmetic, each operation rounded to nearest even by itself: nothing is fused, division is
// IEEE. For finite numbers.
#pragma once

#include "ib/platform.cuh"

namespace ib {

#if defined(__CUDACC__)
__device__ __forceinline__ double multiply(double a, double b) { return __dmul_rn(a, b); }
__device__ __forceinline__ double add(double a, double b) { return __dadd_rn(a, b); }
__device__ __forceinline__ double subtract(double a, double b) { return __dsub_rn(a, b); }
__device__ __forceinline__ double divide(double a, double b) { return __ddiv_rn(a, b); }
__device__ __forceinline__ double square_root(double a) { return __dsqrt_rn(a); }
__device__ __forceinline__ float to_float32(double value) { return __double2float_rn(value); }
__device__ __forceinline__ double floor_of(double value) { return floor(value); }
#else
inline double multiply(double a, double b) { return a * b; }
inline double add(double a, double b) { return a + b; }
inline double subtract(double a, double b) { return a - b; }
inline double divide(double a, double b) { return a / b; }
inline double square_root(double a) { return __builtin_sqrt(a); }
inline float to_float32(double value) { return static_cast<float>(value); }
inline double floor_of(double value) { return __builtin_floor(value); }
#endif

}  // namespace ib

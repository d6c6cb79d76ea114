// The only place that knows which compiler reads a kernel: nvcc, or a host compiler that runs it on
// fibers. Atomics, rounding and shared memory go through here; kernels hold no inline PTX.
#pragma once

#include <cstdint>

#if defined(__CUDACC__)
#define IB_KERNEL(name) static_assert(true, "registered on the host only")
/// A shared object of the block; `type` must need no construction.
#define IB_SHARED(type, name) __shared__ type name
/// The shared bytes given at launch, as an array of `type`.
#define IB_DYNAMIC_SHARED(type, name)                                  \
    extern __shared__ __align__(16) unsigned char ib_dynamic_shared[]; \
    type* const name = reinterpret_cast<type*>(ib_dynamic_shared)
#else
#include <chrono>

#include "simt/device.hpp"
#define IB_KERNEL(name) static const ::simt::Registration name##_registration(#name, &name)
#define IB_SHARED(type, name)          \
    static const char name##_site = 0; \
    type& name = *static_cast<type*>(::simt::static_shared(&name##_site, sizeof(type)))
#define IB_DYNAMIC_SHARED(type, name) type* const name = static_cast<type*>(::simt::dynamic_shared())
#endif

namespace ib {

constexpr uint32_t kAllLanes = 0xffffffffu;
constexpr int kLanes = 32;

template <typename To, typename From>
__device__ __forceinline__ To bits_as(From from) {
    static_assert(sizeof(To) == sizeof(From), "as many bits");
    To to;
    memcpy(&to, &from, sizeof to);
    return to;
}

/// What lies at an address of device memory, or of host memory that the device reads; never shared
/// memory, as the compiler may take it.
template <typename Value>
__device__ __forceinline__ Value* global_at(uint64_t address) {
    auto* const pointer = reinterpret_cast<Value*>(address);
#if defined(__CUDACC__)
    __builtin_assume(__isGlobal(pointer));
#endif
    return pointer;
}

// Relaxed atomics on device memory or shared memory; each returns the value before.
#if defined(__CUDACC__)
__device__ __forceinline__ int32_t atomic_add(int32_t* p, int32_t v) { return atomicAdd(p, v); }
__device__ __forceinline__ uint32_t atomic_add(uint32_t* p, uint32_t v) { return atomicAdd(p, v); }
__device__ __forceinline__ int64_t atomic_add(int64_t* p, int64_t v) {
    return static_cast<int64_t>(
        atomicAdd(reinterpret_cast<unsigned long long*>(p), static_cast<unsigned long long>(v)));
}
__device__ __forceinline__ int32_t atomic_min(int32_t* p, int32_t v) { return atomicMin(p, v); }
__device__ __forceinline__ int32_t atomic_max(int32_t* p, int32_t v) { return atomicMax(p, v); }
__device__ __forceinline__ int64_t atomic_min(int64_t* p, int64_t v) {
    return atomicMin(reinterpret_cast<long long*>(p), static_cast<long long>(v));
}
__device__ __forceinline__ uint32_t atomic_or(uint32_t* p, uint32_t v) { return atomicOr(p, v); }
/// *p becomes `then` if it is `before`.
__device__ __forceinline__ int32_t atomic_replace(int32_t* p, int32_t before, int32_t then) {
    return atomicCAS(p, before, then);
}

/// bits * 2 + the highest bit of `from`.
__device__ __forceinline__ uint32_t shift_in(uint32_t bits, uint32_t from) {
    return __funnelshift_l(from, bits, 1);
}
/// bits * 2 + the sign bit of `from`.
__device__ __forceinline__ uint32_t shift_in(uint32_t bits, float from) {
    uint32_t result;
    asm("shf.l.wrap.b32 %0, %1, %2, 1;" : "=r"(result) : "f"(from), "r"(bits));
    return result;
}
/// The low half of one word below the high half of the other.
__device__ __forceinline__ uint32_t low_and_high(uint32_t low, uint32_t high) {
    return __byte_perm(low, high, 0x7610);
}
/// The lowest bytes of all, a's lowest.
__device__ __forceinline__ uint32_t lowest_bytes(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    return __byte_perm(__byte_perm(a, b, 0x0040), __byte_perm(c, d, 0x0040), 0x5410);
}

// The rest is for global memory only.
__device__ __forceinline__ int32_t load_relaxed(const int32_t* p) {
    int32_t v;
    asm volatile("ld.relaxed.gpu.global.s32 %0, [%1];" : "=r"(v) : "l"(p) : "memory");
    return v;
}
__device__ __forceinline__ uint64_t load_relaxed(const uint64_t* p) {
    uint64_t v;
    asm volatile("ld.relaxed.gpu.global.u64 %0, [%1];" : "=l"(v) : "l"(p) : "memory");
    return v;
}
__device__ __forceinline__ void store_relaxed(int32_t* p, int32_t v) {
    asm volatile("st.relaxed.gpu.global.s32 [%0], %1;" ::"l"(p), "r"(v) : "memory");
}
__device__ __forceinline__ void store_relaxed(uint64_t* p, uint64_t v) {
    asm volatile("st.relaxed.gpu.global.u64 [%0], %1;" ::"l"(p), "l"(v) : "memory");
}
/// Whoever acquires what this added sees all that the thread, and those it had met at a barrier, wrote
/// before; after a barrier, so do the others of its block.
__device__ __forceinline__ void add_release(uint32_t* p, uint32_t v) {
    asm volatile("red.release.gpu.global.add.u32 [%0], %1;" ::"l"(p), "r"(v) : "memory");
}
__device__ __forceinline__ uint32_t load_acquire(const uint32_t* p) {
    uint32_t v;
    asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(v) : "l"(p) : "memory");
    return v;
}
/// For whoever has to look again: lets others go first.
__device__ __forceinline__ void pause() { __nanosleep(32); }
/// The same timer on every multiprocessor; only differences mean anything.
__device__ __forceinline__ int64_t nanoseconds_now() {
    int64_t now;
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
    return now;
}
#else
inline int64_t nanoseconds_now() {
    return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}
inline uint32_t shift_in(uint32_t bits, uint32_t from) { return bits << 1 | from >> 31; }
inline uint32_t shift_in(uint32_t bits, float from) { return shift_in(bits, bits_as<uint32_t>(from)); }
inline uint32_t low_and_high(uint32_t low, uint32_t high) {
    return (low & 0x0000ffffu) | (high & 0xffff0000u);
}
inline uint32_t lowest_bytes(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    return (a & 0xff) | (b & 0xff) << 8 | (c & 0xff) << 16 | d << 24;
}
template <typename Value, typename Operation>
Value atomically(Value* p, Operation operation) {
    ::simt::write_point();
    Value before = __atomic_load_n(p, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(p, &before, operation(before), false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED)) {}
    return before;
}
template <typename Value>
Value atomic_add(Value* p, Value v) {
    ::simt::write_point();
    return __atomic_fetch_add(p, v, __ATOMIC_RELAXED);
}
template <typename Value>
Value atomic_min(Value* p, Value v) {
    return atomically(p, [v](Value before) { return v < before ? v : before; });
}
template <typename Value>
Value atomic_max(Value* p, Value v) {
    return atomically(p, [v](Value before) { return v > before ? v : before; });
}
inline uint32_t atomic_or(uint32_t* p, uint32_t v) {
    ::simt::write_point();
    return __atomic_fetch_or(p, v, __ATOMIC_RELAXED);
}
inline int32_t atomic_replace(int32_t* p, int32_t before, int32_t then) {
    ::simt::write_point();
    __atomic_compare_exchange_n(p, &before, then, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    return before;
}
template <typename Value>
Value load_relaxed(const Value* p) {
    ::simt::schedule_point();
    return __atomic_load_n(p, __ATOMIC_RELAXED);
}
template <typename Value>
void store_relaxed(Value* p, Value v) {
    ::simt::write_point();
    __atomic_store_n(p, v, __ATOMIC_RELAXED);
}
inline void add_release(uint32_t* p, uint32_t v) {
    ::simt::write_point();
    __atomic_fetch_add(p, v, __ATOMIC_RELEASE);
}
inline uint32_t load_acquire(const uint32_t* p) {
    ::simt::schedule_point();
    return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}
inline void pause() { ::simt::wait_point(); }
#endif

// float32 arithmetic, each operation rounded to nearest even by itself. A NaN that comes out is the
// device's, 0x7fffffff, on the host too.
#if defined(__CUDACC__)
__device__ __forceinline__ float multiply(float a, float b) { return __fmul_rn(a, b); }
__device__ __forceinline__ float add(float a, float b) { return __fadd_rn(a, b); }
__device__ __forceinline__ float subtract(float a, float b) { return __fsub_rn(a, b); }
__device__ __forceinline__ float divide(float a, float b) { return __fdiv_rn(a, b); }
/// Of two numbers; of zeros either one. An instruction each: comparisons made ptxas spill
/// gather_patches on sm_75.
__device__ __forceinline__ float larger(float a, float b) { return fmaxf(a, b); }
__device__ __forceinline__ float smaller(float a, float b) { return fminf(a, b); }
/// To nearest even; beyond int32 the result is open.
__device__ __forceinline__ int32_t nearest_integer(float a) { return __float2int_rn(a); }
__device__ __forceinline__ float square_root(float a) { return __fsqrt_rn(a); }
/// To 0 and 1, in one instruction; NaN becomes 0.
__device__ __forceinline__ float saturated(float a) { return __saturatef(a); }
/// Bits of float16; NaN becomes 0x7fff.
__device__ __forceinline__ uint32_t float16_bits(float value) {
    uint16_t bits;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(value));
    return bits;
}
/// The value of float16, exact; NaN becomes 0x7fffffff.
__device__ __forceinline__ float float16_value(uint16_t bits) {
    float value;
    asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(bits));
    return value;
}
/// One instruction, where shifting takes one for each half.
__device__ __forceinline__ void split(uint32_t word, uint16_t& low, uint16_t& high) {
    asm("mov.b32 {%0, %1}, %2;" : "=h"(low), "=h"(high) : "r"(word));
}
/// The bits of both, `low` in the lower half.
__device__ __forceinline__ uint32_t float16_pair_bits(float low, float high) {
#if __CUDA_ARCH__ >= 800
    uint32_t bits;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(bits) : "f"(high), "f"(low));
    return bits;
#else
    return float16_bits(low) | float16_bits(high) << 16;
#endif
}
#else
inline float device_nan(float value) { return value == value ? value : bits_as<float>(0x7fffffff); }
inline float multiply(float a, float b) { return device_nan(a * b); }
inline float add(float a, float b) { return device_nan(a + b); }
inline float subtract(float a, float b) { return device_nan(a - b); }
inline float divide(float a, float b) { return device_nan(a / b); }
inline float larger(float a, float b) { return a > b ? a : b; }
inline float smaller(float a, float b) { return a < b ? a : b; }
inline int32_t nearest_integer(float a) { return static_cast<int32_t>(__builtin_rintf(a)); }
inline float square_root(float a) { return device_nan(__builtin_sqrtf(a)); }
inline float saturated(float a) { return a > 0 ? (a < 1 ? a : 1.0f) : 0.0f; }
inline uint32_t float16_bits(float value) {
    const uint32_t bits = bits_as<uint32_t>(value);
    const uint32_t sign = bits >> 16 & 0x8000;
    const uint32_t magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) { return 0x7fff; }
    if (magnitude >= 0x477ff000) { return sign | 0x7c00; }  // 65520 and above
    if (magnitude < 0x38800000) {                           // below 2^-14: a multiple of 2^-24
        return sign | static_cast<uint32_t>(__builtin_rintf(bits_as<float>(magnitude) * 0x1p24f));
    }
    return sign | ((magnitude + 0xfff + (magnitude >> 13 & 1) - 0x38000000) >> 13);
}
inline float float16_value(uint16_t bits) {
    const uint32_t sign = (bits & 0x8000u) << 16;
    const uint32_t magnitude = bits & 0x7fffu;
    if (magnitude > 0x7c00) { return bits_as<float>(0x7fffffff); }
    if (magnitude == 0x7c00) { return bits_as<float>(sign | 0x7f800000u); }
    const float value = magnitude < 0x400 ? static_cast<float>(magnitude) * 0x1p-24f
                                          : bits_as<float>((magnitude << 13) + 0x38000000u);
    return sign != 0 ? -value : value;
}
inline void split(uint32_t word, uint16_t& low, uint16_t& high) {
    low = static_cast<uint16_t>(word), high = static_cast<uint16_t>(word >> 16);
}
inline uint32_t float16_pair_bits(float low, float high) {
    return float16_bits(low) | float16_bits(high) << 16;
}
#endif

/// A voxel of float16.
struct Half {
    uint16_t bits;

    Half() = default;
    __device__ explicit Half(uint16_t of) : bits(of) {}
    __device__ explicit operator float() const { return float16_value(bits); }
    __device__ explicit operator double() const { return double{float16_value(bits)}; }
};

template <typename Type>
struct PlainType {
    using type = Type;
};
template <typename Type>
struct PlainType<const Type> : PlainType<Type> {};
template <typename Type>
struct PlainType<Type&> : PlainType<Type> {};
/// Without reference and const.
template <typename Type>
using Plain = typename PlainType<Type>::type;

template <bool kFirst, typename First, typename Second>
struct EitherType {
    using type = First;
};
template <typename First, typename Second>
struct EitherType<false, First, Second> {
    using type = Second;
};
template <bool kFirst, typename First, typename Second>
using Either = typename EitherType<kFirst, First, Second>::type;

template <typename Value>
__device__ __forceinline__ Value smaller(Value a, Value b) {
    return b < a ? b : a;
}
template <typename Value>
__device__ __forceinline__ Value larger(Value a, Value b) {
    return a < b ? b : a;
}

}  // namespace ib

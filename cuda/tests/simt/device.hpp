// The part of CUDA C++ that the kernels use, for a host compiler.
#pragma once

#include <bit>
#include <cstring>
#include <utility>

#include "thread.hpp"

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)

#define threadIdx (::simt::self()->thread_index)
#define blockIdx (::simt::self()->block_index)
#define blockDim (::simt::self()->block_size)
#define gridDim (::simt::self()->grid_size)

struct alignas(16) uint4 {
    unsigned x, y, z, w;
};
struct alignas(16) float4 {
    float x, y, z, w;
};
struct alignas(16) int4 {
    int x, y, z, w;
};

inline int4 make_int4(int x, int y, int z, int w) { return {x, y, z, w}; }
inline int __popc(unsigned bits) { return std::popcount(bits); }
inline unsigned __funnelshift_r(unsigned low, unsigned high, unsigned bits) {
    return static_cast<unsigned>((uint64_t{high} << 32 | low) >> (bits & 31));
}
inline unsigned __funnelshift_rc(unsigned low, unsigned high, unsigned bits) {
    return bits >= 32 ? high : __funnelshift_r(low, high, bits);
}
inline int __ffs(int bits) { return __builtin_ffs(bits); }
inline void __syncthreads() { ::simt::block_barrier(); }
inline void __syncwarp(unsigned mask = 0xffffffffu) {
    ::simt::warp_operation(::simt::WarpOperation::sync, mask, 0, 0);
}
inline unsigned __ballot_sync(unsigned mask, int predicate) {
    return static_cast<unsigned>(
        ::simt::warp_operation(::simt::WarpOperation::ballot, mask, predicate != 0, 0));
}
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, !predicate) == 0; }
inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }

namespace simt {

inline int lane() {
    const Thread& t = *self();
    return static_cast<int>(
        ((t.thread_index.z * t.block_size.y + t.thread_index.y) * t.block_size.x + t.thread_index.x) %
        32);
}

template <typename Value>
uint64_t bits_of(Value value) {
    uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    return bits;
}

template <typename Value>
Value shuffle(unsigned mask, Value value, int source) {
    const bool here = source >= 0 && source < 32;
    const uint64_t bits =
        warp_operation(WarpOperation::shuffle, mask, bits_of(value), here ? source : simt::lane());
    Value result;
    std::memcpy(&result, &bits, sizeof result);
    return result;
}

template <typename... Arguments, size_t... I>
void call(void (*kernel)(Arguments...), void** params, std::index_sequence<I...>) {
    kernel(*static_cast<Arguments*>(params[I])...);
}

struct Registration {
    template <typename... Arguments>
    Registration(const char* name, void (*kernel)(Arguments...)) {
        static const size_t bytes[] = {sizeof(Arguments)..., 0};
        add_kernel({name,
                    {static_cast<int>(sizeof...(Arguments)), bytes},
                    reinterpret_cast<void (*)()>(kernel),
                    [](void (*function)(), void** params) {
                        call(reinterpret_cast<void (*)(Arguments...)>(function), params,
                             std::index_sequence_for<Arguments...>());
                    }});
    }
};

}  // namespace simt

template <typename Value>
Value __shfl_sync(unsigned mask, Value value, int source) {
    return simt::shuffle(mask, value, source & 31);
}
template <typename Value>
Value __shfl_up_sync(unsigned mask, Value value, unsigned distance) {
    return simt::shuffle(mask, value, simt::lane() - static_cast<int>(distance));
}
template <typename Value>
Value __shfl_down_sync(unsigned mask, Value value, unsigned distance) {
    return simt::shuffle(mask, value, simt::lane() + static_cast<int>(distance));
}
template <typename Value>
Value __shfl_xor_sync(unsigned mask, Value value, int lanes) {
    return simt::shuffle(mask, value, simt::lane() ^ lanes);
}
template <typename Value>
unsigned __match_any_sync(unsigned mask, Value value) {
    return static_cast<unsigned>(
        simt::warp_operation(simt::WarpOperation::match, mask, simt::bits_of(value), 0));
}

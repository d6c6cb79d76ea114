// kCount vectors as one of many lanes, to be included after Lanes and IB_VECTOR. Where one operation
// waits for the one before it, those of the other vectors are done meanwhile.
#pragma once

#include <cstdint>

namespace ib {
namespace {

// NOLINTNEXTLINE: an expression for each vector k, which no function can be given
#define IB_EACH(Result, expression)                                                      \
    Result of;                                                                           \
    _Pragma("GCC unroll 8") for (int k = 0; k < kCount; ++k) { of.v[k] = (expression); } \
    return of

template <int kCount>
struct Wide {
    struct Float {
        Lanes::Float v[kCount];
    };
    struct Int {
        Lanes::Int v[kCount];
    };
    struct Mask {
        Lanes::Mask v[kCount];
    };
    static constexpr int64_t kWidth = kCount * Lanes::kWidth;

    IB_VECTOR static Float load(const float* from) {
        IB_EACH(Float, Lanes::load(from + k * Lanes::kWidth));
    }
    IB_VECTOR static void store(float* to, Float a) {
        _Pragma("GCC unroll 8") for (int k = 0; k < kCount; ++k) {
            Lanes::store(to + k * Lanes::kWidth, a.v[k]);
        }
    }
    IB_VECTOR static Float all(float a) { IB_EACH(Float, Lanes::all(a)); }
    IB_VECTOR static Float add(Float a, Float b) { IB_EACH(Float, Lanes::add(a.v[k], b.v[k])); }
    IB_VECTOR static Float sub(Float a, Float b) { IB_EACH(Float, Lanes::sub(a.v[k], b.v[k])); }
    IB_VECTOR static Float mul(Float a, Float b) { IB_EACH(Float, Lanes::mul(a.v[k], b.v[k])); }
    IB_VECTOR static Float div(Float a, Float b) { IB_EACH(Float, Lanes::div(a.v[k], b.v[k])); }
    IB_VECTOR static Float max(Float a, Float b) { IB_EACH(Float, Lanes::max(a.v[k], b.v[k])); }
    IB_VECTOR static Mask above(Float a, Float b) { IB_EACH(Mask, Lanes::above(a.v[k], b.v[k])); }
    IB_VECTOR static Float choose(Mask where, Float yes, Float no) {
        IB_EACH(Float, Lanes::choose(where.v[k], yes.v[k], no.v[k]));
    }

    IB_VECTOR static Int all_int(int32_t a) { IB_EACH(Int, Lanes::all_int(a)); }
    IB_VECTOR static Int bits(Float a) { IB_EACH(Int, Lanes::bits(a.v[k])); }
    IB_VECTOR static Float of_bits(Int a) { IB_EACH(Float, Lanes::of_bits(a.v[k])); }
    IB_VECTOR static Int to_int(Float a) { IB_EACH(Int, Lanes::to_int(a.v[k])); }
    IB_VECTOR static Float to_float(Int a) { IB_EACH(Float, Lanes::to_float(a.v[k])); }
    IB_VECTOR static Int add(Int a, Int b) { IB_EACH(Int, Lanes::add(a.v[k], b.v[k])); }
    IB_VECTOR static Int both(Int a, Int b) { IB_EACH(Int, Lanes::both(a.v[k], b.v[k])); }
    IB_VECTOR static Int either(Int a, Int b) { IB_EACH(Int, Lanes::either(a.v[k], b.v[k])); }
    template <int kBy>
    IB_VECTOR static Int left(Int a) {
        IB_EACH(Int, Lanes::left<kBy>(a.v[k]));
    }
    template <int kBy>
    IB_VECTOR static Int right(Int a) {
        IB_EACH(Int, Lanes::right<kBy>(a.v[k]));
    }
    IB_VECTOR static Mask above(Int a, Int b) { IB_EACH(Mask, Lanes::above(a.v[k], b.v[k])); }
};

#undef IB_EACH

}  // namespace
}  // namespace ib

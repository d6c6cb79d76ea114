// log2, exp2, power, sine and normals of ib_cpu.h in vectors, to be included once for each instruction
// set with IB_ROW_TARGET and IB_VECTOR defined as the attributes of its functions, after its Lanes.
#pragma once

#include "intensity/constants.hpp"

#ifndef IB_VECTOR
#error "define IB_ROW_TARGET and IB_VECTOR, and include lanes"
#endif

namespace ib {
namespace {

using Float = Lanes::Float;
using Int = Lanes::Int;
constexpr int64_t kWidth = Lanes::kWidth;

// Templates of L, which is Lanes or a Wide one of them.

template <typename L>
IB_VECTOR typename L::Float log2_of(typename L::Float x) {
    const auto bits = L::bits(x);
    const auto exponent = L::add(L::template right<23>(bits), L::all_int(-127));
    const auto fraction = L::both(bits, L::all_int(0x7fffff));
    auto m = L::of_bits(L::either(fraction, L::all_int(0x3f800000)));
    auto e = L::to_float(exponent);
    const auto one = L::all(1.0f);
    const auto above = L::above(m, L::all(kSqrt2));
    m = L::choose(above, L::mul(m, L::all(0.5f)), m);
    e = L::choose(above, L::add(e, one), e);
    const auto t = L::div(L::sub(m, one), L::add(m, one));
    const auto k = L::mul(t, t);
    auto sum = L::all(kLog[4]);
    for (int i = 3; i >= 0; --i) { sum = L::add(L::all(kLog[i]), L::mul(k, sum)); }
    return L::add(e, L::mul(t, sum));
}

template <typename L>
IB_VECTOR typename L::Float exp2_of(typename L::Float y) {
    y = L::max(y, L::all(-126.0f));
    const auto round = L::all(kRound);
    const auto r = L::sub(L::add(y, round), round);
    const auto f = L::sub(y, r);
    auto p = L::all(kExp[7]);
    for (int i = 6; i >= 0; --i) { p = L::add(L::all(kExp[i]), L::mul(f, p)); }
    const auto bits = L::add(L::bits(p), L::template left<23>(L::to_int(r)));
    const auto normal = L::above(bits, L::all_int(0x007fffff));
    return L::choose(normal, L::of_bits(bits), L::all(0.0f));
}

template <typename L>
IB_VECTOR typename L::Float power_of(typename L::Float x, typename L::Float exponent) {
    const auto small = L::above(L::all(kLeastPower), x);
    const auto safe = L::choose(small, L::all(1.0f), x);
    const auto result = exp2_of<L>(L::mul(exponent, log2_of<L>(safe)));
    return L::choose(small, L::all(0.0f), result);
}

IB_VECTOR Float sine_of(Float f) {
    const Float k = Lanes::mul(f, f);
    Float s = Lanes::all(kSine[5]);
    for (int i = 4; i >= 0; --i) { s = Lanes::add(Lanes::all(kSine[i]), Lanes::mul(k, s)); }
    return Lanes::mul(f, s);
}

/// A pair of normals from each lane of p and q, one after the other.
IB_VECTOR void store_normals(Int p, Int q, float* out) {
    const Int odd = Lanes::either(Lanes::left<1>(Lanes::right<9>(p)), Lanes::all_int(1));
    const Float u = Lanes::mul(Lanes::to_float(odd), Lanes::all(0x1p-24f));
    const Float length = Lanes::sqrt(Lanes::mul(log2_of<Lanes>(u), Lanes::all(kMinusTwoLn2)));
    const Int fraction = Lanes::both(q, Lanes::all_int(0x7fffff));
    const Float f = Lanes::mul(Lanes::to_float(fraction), Lanes::all(0x1p-23f));
    const Int sign = Lanes::all_int(INT32_MIN);
    const auto flipped = [&](Int by) __attribute__((always_inline)) IB_ROW_TARGET {
        return Lanes::of_bits(Lanes::differ(Lanes::bits(length), Lanes::both(by, sign)));
    };
    const Float h = Lanes::sub(Lanes::all(1.0f), f);
    const Float first = Lanes::mul(flipped(q), sine_of(h));
    const Float second = Lanes::mul(flipped(Lanes::left<1>(q)), sine_of(f));
    Lanes::store_in_turns(out, first, second);
}

/// Each lane of 64 bits is a block, of which r[0] to r[3] hold the words in their low halves; the high
/// ones hold anything.
struct Blocks {
    Int r[4];

    IB_VECTOR void round(Int k0, Int k1) {
        const Int a = Lanes::product(r[0], Lanes::all_int(static_cast<int32_t>(kPhilox0)));
        const Int b = Lanes::product(r[2], Lanes::all_int(static_cast<int32_t>(kPhilox1)));
        r[0] = Lanes::differ(Lanes::high(b), r[1], k0);
        r[1] = b;
        r[2] = Lanes::differ(Lanes::high(a), r[3], k1);
        r[3] = a;
    }
};

constexpr int64_t kGroups = 2;
constexpr int64_t kNormals = kGroups * 2 * kWidth;

/// The normals of kNormals elements, from the first of a block.
IB_VECTOR void make_normals(uint64_t key, uint64_t block, float* out) {
    Blocks groups[kGroups];
    for (int64_t g = 0; g < kGroups; ++g) {
        const Int numbers = Lanes::count_from(block + static_cast<uint64_t>(g * kWidth / 2));
        groups[g] = {{numbers, Lanes::high(numbers), Lanes::all_int(0), Lanes::all_int(0)}};
    }
    auto k0 = static_cast<uint32_t>(key);
    auto k1 = static_cast<uint32_t>(key >> 32);
    for (int i = 0; i < kPhiloxRounds; ++i) {
        const Int first = Lanes::all_int(static_cast<int32_t>(k0));
        const Int second = Lanes::all_int(static_cast<int32_t>(k1));
        for (Blocks& group : groups) { group.round(first, second); }
        k0 += kWeyl0;
        k1 += kWeyl1;
    }
    for (int64_t g = 0; g < kGroups; ++g) {
        const Int* r = groups[g].r;
        store_normals(Lanes::low_halves(r[0], r[2]), Lanes::low_halves(r[1], r[3]),
                      out + g * 2 * kWidth);
    }
}

}  // namespace
}  // namespace ib

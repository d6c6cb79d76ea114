// Rows of bricks to rows of elements, compiled for each instruction set by the file that includes this,
// with IB_BRICK_TARGET, Bits (see packed/brick_loops.hpp) and brick_lanes_*.hpp. Groups of 8 elements
// are put together from two bricks before they are converted: so every group is written whole, and
// aligned where rows are.
#include <immintrin.h>

#include <algorithm>

#include "gather/bricks.hpp"
#include "ib/ib_cpu.h"
#include "packed/brick_rows.hpp"

#ifndef IB_BRICK_TARGET
#error "define IB_BRICK_TARGET, Bits and lanes"
#endif

namespace ib {
namespace {

constexpr int kPairs = 2;  // of planes

/// A brick.
template <typename Sums>
struct Decoded {
    typename Sums::Vector rows[kPairs * kBrickY];

    IB_BRICK_TARGET __attribute__((always_inline)) void read(uint32_t head, const std::byte* payload,
                                                             uint32_t base) {
        const HeadForm& form = kHeadForms[head];
        const BrickSums add = brick_sums(form, payload, base);
        const Bits first(head & 15);
        const Bits others(form.others_nibble);
        const auto add_first = Sums::all(add.first);
        const auto add_others = Sums::all(add.others);
        const auto chained = Sums::mask(form.chained != 0);
#pragma GCC unroll 2
        for (int i = 0; i < kPairs; ++i) {
            const std::byte* at = payload + i * form.pair;
            auto sum = Sums::add(Sums::widen(first.read(at + form.first_at)), add_first);
            rows[i * kBrickY] = sum;
#pragma GCC unroll 3
            for (int y = 1; y < kBrickY; ++y) {
                const __m256i bits =
                    others.read(at + form.others_at + 2 * (y - 1) * int{form.others_width});
                sum = Sums::add_if(chained, Sums::add(Sums::widen(bits), add_others), sum);
                rows[i * kBrickY + y] = sum;
            }
        }
    }
};

/// Decodes one brick after the other; the last one again and again.
template <typename Sums>
class Bricks {
public:
    IB_BRICK_TARGET explicit Bricks(const BrickArea& area)
        : head_(area.cursor.head),
          last_(head_ + (area.skip + area.n - 1) / kBrickX),
          payload_(area.cursor.payload),
          base_(static_cast<uint32_t>(area.base)) {}

    IB_BRICK_TARGET __attribute__((always_inline)) void read(Decoded<Sums>& brick) const {
        brick.read(static_cast<uint32_t>(*head_), payload_, base_);
    }
    IB_BRICK_TARGET __attribute__((always_inline)) void advance() {
        const int64_t more = head_ < last_ ? 1 : 0;
        payload_ += more * kPayloadBytes[static_cast<uint8_t>(*head_)];
        head_ += more;
    }

private:
    const std::byte* head_;
    const std::byte* last_;
    const std::byte* payload_;
    uint32_t base_;
};

/// Rows are written faster if their lines are at hand; those of one row of bricks after the other, as
/// processors like to fetch them.
template <typename Target>
__attribute__((always_inline)) inline void prefetch_next(const BrickArea& area, int64_t i) {
    constexpr int64_t kBytes = kBrickX * kBrickY * sizeof(Target);
#pragma GCC unroll 4
    for (const std::byte* rows : area.next) {
        const std::byte* part = rows + i / kBrickX * kBytes;
        for (int64_t at = 0; at < kBytes; at += 64) { __builtin_prefetch(part + at, 1); }
    }
}

/// Converts groups of 8 columns; with kAhead, each while the brick after those that it is from is
/// decoded.
template <typename Source, typename Target, Scaling kScaling, bool kReversed>
IB_BRICK_TARGET void fused(const BrickArea& area, const RowScale& row_scale) {
    using Sums = SumsOf<Source>;
    constexpr int kRows = kPairs * kBrickY;
    const Scale scale(row_scale);
    const auto order = Sums::order(area.skip);
    const int64_t n = area.n;
    std::byte* const* to = area.rows;
    Bricks<Sums> bricks(area);
    Decoded<Sums> brick, next;
    typename Sums::Vector group[kRows];
    const auto decode = [&]() IB_BRICK_TARGET __attribute__((always_inline)) {
        bricks.advance();
        bricks.read(next);
    };
    const auto pick = [&]() IB_BRICK_TARGET __attribute__((always_inline)) {
#pragma GCC unroll 8
        for (int row = 0; row < kRows; ++row) {
            group[row] = Sums::pick(brick.rows[row], order, next.rows[row]);
        }
        brick = next;
    };
    bricks.read(brick);
    if constexpr (kAhead) { decode(), pick(); }
    auto turned = reversal(kBrickX);
    int64_t i = 0;
    const auto value = [&](int row) IB_BRICK_TARGET __attribute__((always_inline)) {
        const Values v = scaled_integer<kScaling>(as_float(group[row], Source{}), scale);
        return kReversed ? turn(v, turned) : v;
    };
    const auto target = [&](int row, int side) __attribute__((always_inline)) {
        const int64_t place = kReversed ? std::max<int64_t>(0, n - kBrickX - i) : i;
        std::byte* first = to[(row / kBrickY * 2 + side) * kBrickY + row % kBrickY];
        return reinterpret_cast<Target*>(first) + place;
    };
    for (; i + kBrickX <= n; i += kBrickX) {
        prefetch_next<Target>(area, i);
        decode();
        if constexpr (!kAhead) { pick(); }
#pragma GCC unroll 8
        for (int row = 0; row < kRows; ++row) { store(value(row), target(row, 0), target(row, 1)); }
        if constexpr (kAhead) { pick(); }
    }
    if (i == n) { return; }
    if constexpr (!kAhead) { decode(), pick(); }
    turned = reversal(n - i);
#pragma GCC unroll 8
    for (int row = 0; row < kRows; ++row) { store(value(row), n - i, target(row, 0), target(row, 1)); }
}

template <typename Source, typename Target>
FusedKernel fused_of(const FusedKind& kind) {
    static constexpr FusedKernel kernels[] = {fused<Source, Target, Scaling::kLinear, false>,
                                              fused<Source, Target, Scaling::kLinear, true>,
                                              fused<Source, Target, Scaling::kNormalised, false>,
                                              fused<Source, Target, Scaling::kNormalised, true>,
                                              fused<Source, Target, Scaling::kPlain, false>,
                                              fused<Source, Target, Scaling::kPlain, true>};
    const int scaling = kind.row.normalise ? (kind.plain ? 2 : 1) : 0;
    return kernels[2 * scaling + (kind.row.reversed ? 1 : 0)];
}

template <typename Source>
FusedKernel fused_of(const FusedKind& kind) {
    return kind.row.target_type == IB_TO_FLOAT16 ? fused_of<Source, Half>(kind)
                                                 : fused_of<Source, float>(kind);
}

/// The usual types of scans; of 16 bits only, unless kWide. Floating voxels are whole numbers, and
/// rounded as those are.
template <bool kWide>
FusedKernel fused_of_scans(const FusedKind& kind) {
    switch (kind.row.source_type) {
        case IB_INT16:
            return fused_of<int16_t>(kind);
        case IB_UINT16:
            return fused_of<uint16_t>(kind);
        case IB_INT32:
        case IB_FLOAT32:
        case IB_FLOAT64:
            if constexpr (kWide) { return fused_of<int32_t>(kind); }
            return nullptr;
        default:
            return nullptr;
    }
}

}  // namespace
}  // namespace ib

// Pairs of runs of two rows that touch.
#pragma once

#include <cstdint>

namespace ib {

/// Foreground [begin, end) of a row.
struct Span {
    int32_t begin, end;
};

/// How far apart along x two runs may lie and still touch: 0 if they must share an x, 1 if a step is
/// allowed, kNever if such rows do not touch.
struct Reach {
    static constexpr int32_t kNever = -1;

    int32_t face;      // rows (y - 1, z) and (y, z - 1)
    int32_t diagonal;  // rows (y - 1, z - 1) and (y + 1, z - 1)
};

inline Reach reach_of(int32_t connectivity) {
    if (connectivity == 6) { return {0, Reach::kNever}; }
    return connectivity == 18 ? Reach{1, 0} : Reach{1, 1};
}

/// Calls touch(a, b) for every run a of [a, a_end) and b of [b, b_end) that touch.
template <typename Touch>
void for_touching_runs(const Span* a_spans, int32_t a, int32_t a_end, const Span* b_spans, int32_t b,
                       int32_t b_end, int32_t reach, Touch&& touch) {
    while (a < a_end && b < b_end) {
        const Span left = a_spans[a];
        const Span right = b_spans[b];
        if (left.begin < right.end + reach && right.begin < left.end + reach) { touch(a, b); }
        // The run that ends first touches nothing further: the other row's next run begins at least
        // one voxel past an end that is not smaller.
        a += left.end <= right.end;
        b += right.end <= left.end;
    }
}

}  // namespace ib

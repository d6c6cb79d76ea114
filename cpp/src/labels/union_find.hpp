// Disjoint sets over indices; every index points to itself or to one before it.
#pragma once

#include <cstdint>
#include <functional>

namespace ib {

/// Unites the sets of a and b; the root that is before the other stays one. Rem's algorithm with
/// splicing: one walk up both paths at once that shortens them, no second pass (Patwary, Blair, Manne,
/// SEA 2010).
template <typename Before = std::less<>>
void unite(int32_t* parent, int32_t a, int32_t b, Before before = {}) {
    while (parent[a] != parent[b]) {
        if (before(parent[a], parent[b])) {
            const int32_t swapped = a;
            a = b;
            b = swapped;
        }
        const int32_t above = parent[a];
        parent[a] = parent[b];
        if (above == a) { return; }
        a = above;
    }
}

inline int32_t count_roots(const int32_t* parent, int32_t count) {
    int32_t roots = 0;
    for (int32_t i = 0; i < count; ++i) { roots += parent[i] == i; }
    return roots;
}

}  // namespace ib

// Disjoint sets over indices; every index points to itself or to a smaller one.
#pragma once

#include <cstdint>

namespace ib {

/// Unites the sets of a and b; the smaller root stays one. Rem's algorithm with splicing: one walk up
/// both paths at once that shortens them, no second pass (Patwary, Blair, Manne, SEA 2010).
inline void unite(int32_t* parent, int32_t a, int32_t b) {
    while (parent[a] != parent[b]) {
        if (parent[a] < parent[b]) {
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

/// Replaces every parent by the number of its set, counted by first index from 0; returns how many
/// sets there are.
inline int32_t flatten(int32_t* parent, int32_t count) {
    int32_t sets = 0;
    for (int32_t i = 0; i < count; ++i) {
        // A smaller index already holds its set's number.
        parent[i] = parent[i] == i ? sets++ : parent[parent[i]];
    }
    return sets;
}

inline int32_t count_roots(const int32_t* parent, int32_t count) {
    int32_t roots = 0;
    for (int32_t i = 0; i < count; ++i) { roots += parent[i] == i; }
    return roots;
}

}  // namespace ib

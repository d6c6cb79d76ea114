// Where converted rows go: into the target as they lie, or by way of a block that is turned.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gather/plan.hpp"

namespace ib {

/// Rows of a transposed block: with them every write fills a whole cache line of float16.
constexpr int64_t kBlockRows = 32;

/// Where rows go: the first at `first`, the others `stride` bytes after each other.
struct Target {
    std::byte* first;
    int64_t stride;

    Target moved(int64_t rows, int64_t bytes) const { return {first + rows * stride + bytes, stride}; }
};

/// Sets `n` elements of each of `rows` rows to the plan's fill.
void fill_rows(const GatherPlan& plan, const Target& to, int64_t rows, int64_t n);

/// Where patch plane k begins in the target.
std::byte* target_plane(const GatherPlan& plan, int64_t k);

/// Converted elements (rows, columns) of a plane, rows `stride` elements apart.
struct Block {
    const std::byte* first;
    int64_t stride;
    Span rows;
    Span columns;
};

/// The rows of the block become columns of the target.
void turn_block(const GatherPlan& plan, int64_t k, const Block& block);

/// How many elements of a block of bytes are not 0.
int64_t count_block(const Block& block);

}  // namespace ib

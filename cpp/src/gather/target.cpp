#include "gather/target.hpp"

#include <algorithm>
#include <cstring>

#include "base/simd.hpp"
#include "base/transpose.hpp"
#include "gather/count.hpp"

namespace ib {
namespace {

void fill_elements(std::byte* target, int64_t n, int64_t bytes, uint32_t bits) {
    switch (bytes) {
        case 1:
            std::memset(target, static_cast<int>(bits), static_cast<size_t>(n));
            break;
        case 2:
            std::fill_n(reinterpret_cast<uint16_t*>(target), n, static_cast<uint16_t>(bits));
            break;
        default:
            std::fill_n(reinterpret_cast<uint32_t*>(target), n, bits);
            break;
    }
}

template <typename Element>
void turn(const Element* source, int64_t source_stride, Element* target, int64_t target_stride,
          int64_t columns, int64_t rows) {
#if defined(__x86_64__)
    if constexpr (sizeof(Element) == 4) {
        if (simd_level() == IB_SIMD_AVX512) {
            transpose_avx512(source, source_stride, target, target_stride, columns, rows);
            return;
        }
    }
#endif
    transpose(source, source_stride, target, target_stride, columns, rows);
}

template <typename Element>
void turn_elements(const GatherPlan& plan, int64_t k, const Block& block) {
    const int64_t n = plan.patch->size_x;
    const auto* source = reinterpret_cast<const Element*>(block.first);
    auto* target = reinterpret_cast<Element*>(target_plane(plan, k));
    const int64_t count = block.rows.end - block.rows.begin;
    const int64_t x = plan.reverse_y ? n - block.rows.end : block.rows.begin;
    const int64_t y = plan.reverse_x ? n - 1 - block.columns.begin : block.columns.begin;
    turn(source + (plan.reverse_y ? (count - 1) * block.stride : 0),
         plan.reverse_y ? -block.stride : block.stride, target + y * n + x, plan.reverse_x ? -n : n,
         count, block.columns.end - block.columns.begin);
}

}  // namespace

void fill_rows(const GatherPlan& plan, const Target& to, int64_t rows, int64_t n) {
    if (n == 0) { return; }
    for (int64_t j = 0; j < rows; ++j) {
        fill_elements(to.first + j * to.stride, n, plan.target_bytes, plan.fill);
    }
}

std::byte* target_plane(const GatherPlan& plan, int64_t k) {
    const ib_patch& p = *plan.patch;
    const int64_t z = (p.flags & IB_FLIP_Z) != 0 ? p.size_z - 1 - k : k;
    return static_cast<std::byte*>(p.target) + z * plan.plane_bytes;
}

void turn_block(const GatherPlan& plan, int64_t k, const Block& block) {
    switch (plan.target_bytes) {
        case 1:
            turn_elements<uint8_t>(plan, k, block);
            break;
        case 2:
            turn_elements<uint16_t>(plan, k, block);
            break;
        default:
            turn_elements<uint32_t>(plan, k, block);
            break;
    }
}

int64_t count_block(const Block& block) {
    int64_t count = 0;
    for (int64_t row = 0; row < block.rows.end - block.rows.begin; ++row) {
        count += count_nonzero(block.first + row * block.stride,
                               block.columns.end - block.columns.begin, simd_level());
    }
    return count;
}

}  // namespace ib

#include "gather_plan.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

#include "gather_check.hpp"
#include "gather_transpose.hpp"
#include "simd.hpp"

namespace ib {
namespace {

/// Rows of a transposed block: with them every write fills a whole cache line of float16.
constexpr int64_t kBlockRows = 32;

/// Voxels of a row converted before a block is transposed: the block stays in the first cache.
constexpr int64_t kBlockColumns = 128;

/// Rows of a patch lie too far apart for the processor's own prefetcher to follow.
constexpr int64_t kRowsAhead = 8;
constexpr int64_t kCacheLine = 64;

void copy_row(const void* source, int64_t n, void* target, const RowScale&) {
    std::memcpy(target, source, static_cast<size_t>(n));
}

void copy_row_reversed(const void* source, int64_t n, void* target, const RowScale&) {
    const auto* from = static_cast<const uint8_t*>(source);
    std::reverse_copy(from, from + n, static_cast<uint8_t*>(target));
}

RowKernel kernel_of(const ib_patch& patch, bool reversed) {
    if (patch.target_type == IB_TO_UINT8) { return reversed ? copy_row_reversed : copy_row; }
    const bool normalise = (patch.flags & IB_NORMALISE) != 0;
    return row_kernel({patch.source_type, patch.target_type, normalise, reversed}, simd_level());
}

uint32_t element_bits(float value, int32_t target_type) {
    switch (target_type) {
        case IB_TO_UINT8:
            return static_cast<uint8_t>(value);
        case IB_TO_FLOAT16:
            return to_float16(value);
        default:
            return std::bit_cast<uint32_t>(value);
    }
}

/// Where [start, start + size) and [0, extent) meet, counted from start, which may be any number.
Span inside(int64_t start, int64_t size, int64_t extent) {
    if (start >= extent || start <= -size) { return {0, 0}; }
    const int64_t begin = std::max<int64_t>(0, -start);
    return {begin, std::min(size, extent - start)};
}

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

/// Voxel (i, j, k) of the patch, inside the volume.
const std::byte* voxel(const GatherPlan& plan, int64_t i, int64_t j, int64_t k) {
    const ib_patch& p = *plan.patch;
    const int64_t index = ((p.z + k) * p.ny + (p.y + j)) * p.nx + (p.x + i);
    return static_cast<const std::byte*>(p.source) + index * plan.source_bytes;
}

/// Writes patch voxels `part` of row (j, k) one after the other, the last first if the kernel reverses.
void convert_part(const GatherPlan& plan, int64_t j, int64_t k, Span part, std::byte* target) {
    const int64_t bytes = plan.target_bytes;
    if (!plan.y.holds(j) || !plan.z.holds(k)) {
        fill_elements(target, part.end - part.begin, bytes, plan.fill);
        return;
    }
    const int64_t begin = std::clamp(plan.x.begin, part.begin, part.end);
    const int64_t end = std::clamp(plan.x.end, begin, part.end);
    const bool reversed = plan.reverse_x && !plan.transposed;
    const int64_t before = reversed ? part.end - end : begin - part.begin;
    const int64_t count = end - begin;
    std::byte* from = target + before * bytes;
    fill_elements(target, before, bytes, plan.fill);
    if (plan.constant) {
        fill_elements(from, count, bytes, plan.inside_value);
    } else if (count > 0) {
        plan.kernel(voxel(plan, begin, j, k), count, from, plan.scale);
    }
    fill_elements(from + count * bytes, part.end - part.begin - before - count, bytes, plan.fill);
}

void prefetch_row(const GatherPlan& plan, int64_t j, int64_t k) {
    if (!plan.y.holds(j) || !plan.z.holds(k) || plan.x.begin >= plan.x.end) { return; }
    const std::byte* from = voxel(plan, plan.x.begin, j, k);
    const int64_t bytes = (plan.x.end - plan.x.begin) * plan.source_bytes;
    for (int64_t at = 0; at < bytes; at += kCacheLine) { __builtin_prefetch(from + at); }
}

std::byte* target_plane(const GatherPlan& plan, int64_t k) {
    const ib_patch& p = *plan.patch;
    const int64_t z = (p.flags & IB_FLIP_Z) != 0 ? p.size_z - 1 - k : k;
    return static_cast<std::byte*>(p.target) + z * p.size_x * p.size_y * plan.target_bytes;
}

void gather_row(const GatherPlan& plan, int64_t unit) {
    const ib_patch& p = *plan.patch;
    const int64_t k = unit / p.size_y;
    const int64_t j = unit % p.size_y;
    const int64_t y = plan.reverse_y ? p.size_y - 1 - j : j;
    prefetch_row(plan, j + kRowsAhead, k);
    convert_part(plan, j, k, {0, p.size_x}, target_plane(plan, k) + y * p.size_x * plan.target_bytes);
}

/// The converted rows `rows` of a block become columns of the target.
template <typename Element>
void turn_block(const GatherPlan& plan, int64_t k, Span rows, Span columns, const void* block) {
    const ib_patch& p = *plan.patch;
    const int64_t n = p.size_x;
    const auto* source = static_cast<const Element*>(block);
    auto* target = reinterpret_cast<Element*>(target_plane(plan, k));
    const int64_t count = rows.end - rows.begin;
    const int64_t x = plan.reverse_y ? n - rows.end : rows.begin;
    const int64_t y = plan.reverse_x ? n - 1 - columns.begin : columns.begin;
    transpose(source + (plan.reverse_y ? (count - 1) * kBlockColumns : 0),
              plan.reverse_y ? -kBlockColumns : kBlockColumns, target + y * n + x,
              plan.reverse_x ? -n : n, count, columns.end - columns.begin);
}

void gather_block(const GatherPlan& plan, int64_t unit) {
    const ib_patch& p = *plan.patch;
    const int64_t blocks = (p.size_y + kBlockRows - 1) / kBlockRows;
    const int64_t k = unit / blocks;
    const int64_t first = unit % blocks * kBlockRows;
    const Span rows{first, std::min(first + kBlockRows, p.size_y)};
    alignas(kCacheLine) std::byte block[kBlockRows * kBlockColumns * sizeof(uint32_t)];
    for (int64_t i = 0; i < p.size_x; i += kBlockColumns) {
        const Span columns{i, std::min(i + kBlockColumns, p.size_x)};
        for (int64_t j = rows.begin; j < rows.end; ++j) {
            prefetch_row(plan, j + kRowsAhead, k);
            convert_part(plan, j, k, columns,
                         block + (j - rows.begin) * kBlockColumns * plan.target_bytes);
        }
        switch (plan.target_bytes) {
            case 1:
                turn_block<uint8_t>(plan, k, rows, columns, block);
                break;
            case 2:
                turn_block<uint16_t>(plan, k, rows, columns, block);
                break;
            default:
                turn_block<uint32_t>(plan, k, rows, columns, block);
                break;
        }
    }
}

}  // namespace

int64_t GatherPlan::units() const {
    const int64_t rows = transposed ? (patch->size_y + kBlockRows - 1) / kBlockRows : patch->size_y;
    return rows * patch->size_z;
}

GatherPlan plan_gather(const ib_patch& p) {
    const int turns = p.flags & IB_QUARTER_TURNS;
    const bool flip_x = (p.flags & IB_FLIP_X) != 0;
    const bool flip_y = (p.flags & IB_FLIP_Y) != 0;
    GatherPlan plan{};
    plan.patch = &p;
    plan.transposed = turns % 2 != 0;
    // After one turn x' = n - 1 - y and y' = x; after three x' = y and y' = n - 1 - x.
    plan.reverse_x = plan.transposed ? (turns == 3) != flip_y : (turns == 2) != flip_x;
    plan.reverse_y = plan.transposed ? (turns == 1) != flip_x : (turns == 2) != flip_y;
    plan.kernel = kernel_of(p, plan.reverse_x && !plan.transposed);
    plan.scale = {p.low, p.high - p.low, p.gain, p.shift};
    plan.source_bytes = voxel_bytes(p.source_type);
    plan.target_bytes = element_bytes(p.target_type);
    plan.fill = element_bits(p.fill, p.target_type);
    plan.constant = (p.flags & IB_NORMALISE) != 0 && p.low == p.high;
    if (plan.constant) { plan.inside_value = element_bits(0.0f * p.gain + p.shift, p.target_type); }
    plan.x = inside(p.x, p.size_x, p.nx);
    plan.y = inside(p.y, p.size_y, p.ny);
    plan.z = inside(p.z, p.size_z, p.nz);
    return plan;
}

void gather_units(const GatherPlan& plan, int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; ++unit) {
        if (plan.transposed) {
            gather_block(plan, unit);
        } else {
            gather_row(plan, unit);
        }
    }
}

}  // namespace ib

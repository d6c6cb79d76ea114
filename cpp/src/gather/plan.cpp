#include "gather/plan.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "base/simd.hpp"
#include "gather/check.hpp"
#include "gather/count.hpp"
#include "gather/packed.hpp"
#include "gather/target.hpp"

namespace ib {
namespace {

/// Voxels of a row converted before a block is transposed: the block stays in the first cache.
constexpr int64_t kBlockColumns = 128;

constexpr int64_t kCacheLine = 64;

RowKernel kernel_of(const ib_patch& patch, bool reversed) {
    if (patch.target_type == IB_TO_UINT8) { return copy_kernel(reversed, simd_level()); }
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

/// Voxel (i, j, k) of the patch, inside the volume.
const std::byte* voxel(const GatherPlan& plan, int64_t i, int64_t j, int64_t k) {
    const ib_patch& p = *plan.patch;
    const int64_t index = ((p.z + k) * p.ny + (p.y + j)) * p.nx + (p.x + i);
    return static_cast<const std::byte*>(p.source) + index * plan.source_bytes;
}

/// Writes patch voxels `part` of `rows` of plane k, the last of a row first if the kernel reverses.
void convert_rows(const GatherPlan& plan, int64_t k, Span rows, Span part, const Target& to) {
    const int64_t n = part.end - part.begin;
    const Span y = plan.z.holds(k) ? common(plan.y, rows) : Span{rows.end, rows.end};
    fill_rows(plan, to, y.begin - rows.begin, n);
    fill_rows(plan, to.moved(y.end - rows.begin, 0), rows.end - y.end, n);
    if (y.begin == y.end) { return; }
    const Span x = common(plan.x, part);
    const bool reversed = plan.reverse_x && !plan.transposed;
    const int64_t before = reversed ? part.end - x.end : x.begin - part.begin;
    const int64_t count = x.end - x.begin;
    const int64_t height = y.end - y.begin;
    const Target left = to.moved(y.begin - rows.begin, 0);
    const Target inside = left.moved(0, before * plan.target_bytes);
    fill_rows(plan, left, height, before);
    fill_rows(plan, inside.moved(0, count * plan.target_bytes), height, n - before - count);
    if (count > 0) {
        plan.kernel({voxel(plan, x.begin, y.begin, k), plan.patch->nx * plan.source_bytes, inside.first,
                     inside.stride, count, height},
                    plan.scale);
    }
}

int64_t gather_rows(const GatherPlan& plan, int64_t k, Span rows) {
    const ib_patch& p = *plan.patch;
    const int64_t length = plan.row_bytes;
    const int64_t y = plan.reverse_y ? p.size_y - 1 - rows.begin : rows.begin;
    std::byte* first = target_plane(plan, k) + y * length;
    convert_rows(plan, k, rows, {0, p.size_x}, {first, plan.reverse_y ? -length : length});
    if (p.nonzero == nullptr) { return 0; }
    const int64_t count = rows.end - rows.begin;
    return count_nonzero(plan.reverse_y ? first - (count - 1) * length : first, count * length,
                         simd_level());
}

int64_t gather_block(const GatherPlan& plan, int64_t block_number, int64_t k) {
    const ib_patch& p = *plan.patch;
    const int64_t first = block_number * kBlockRows;
    const Span rows{first, std::min(first + kBlockRows, p.size_y)};
    alignas(kCacheLine) std::byte block[kBlockRows * kBlockColumns * sizeof(uint32_t)];
    int64_t count = 0;
    for (int64_t i = 0; i < p.size_x; i += kBlockColumns) {
        const Span columns{i, std::min(i + kBlockColumns, p.size_x)};
        const int64_t stride = kBlockColumns * plan.target_bytes;
        convert_rows(plan, k, rows, columns, {block, stride});
        const Block turned{block, kBlockColumns, rows, columns};
        if (p.nonzero != nullptr) { count += count_block(turned); }
        turn_block(plan, k, turned);
    }
    return count;
}

/// Of a normalised patch never -0, so that the sign of a zero that was clamped does not show.
RowScale scale_of(const ib_patch& p) {
    if ((p.flags & IB_NORMALISE) == 0) { return {0, 1, 0, 0, p.gain, p.shift}; }
    return {p.subtract, p.divide, p.clamp_low + 0.0f, p.clamp_high + 0.0f, p.gain, p.shift + 0.0f};
}

}  // namespace

int64_t GatherPlan::units_per_plane() const {
    return transposed ? (patch->size_y - 1) / kBlockRows + 1 : patch->size_y;
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
    plan.scale = scale_of(p);
    plan.packed = (p.flags & IB_PACKED) != 0;
    plan.source_bytes = voxel_bytes(p.source_type);
    plan.target_bytes = element_bytes(p.target_type);
    plan.row_bytes = p.size_x * plan.target_bytes;
    plan.plane_bytes = p.size_y * plan.row_bytes;
    plan.fill = element_bits(p.fill, p.target_type);
    plan.x = inside(p.x, p.size_x, p.nx);
    plan.y = inside(p.y, p.size_y, p.ny);
    plan.z = inside(p.z, p.size_z, p.nz);
    return plan;
}

int64_t GatherPlan::units() const {
    return packed ? packed_units(*this) : units_per_plane() * patch->size_z;
}

void prefetch_raw_area(const GatherPlan& plan, Span x, Span y, Span z) {
    x = common(plan.x, x), y = common(plan.y, y), z = common(plan.z, z);
    if (x.size() == 0 || y.size() == 0) { return; }
    const int64_t row = plan.patch->nx * plan.source_bytes;
    for (int64_t k = z.begin; k < z.end; ++k) {
        const std::byte* first = voxel(plan, x.begin, y.begin, k);
        for (int64_t j = y.begin; j < y.end; ++j, first += row) {
            for (int64_t i = 0; i < x.size() * plan.source_bytes; i += kCacheLine) {
                __builtin_prefetch(first + i);
            }
            __builtin_prefetch(first + x.size() * plan.source_bytes - 1);
        }
    }
}

void gather_raw_area(const GatherPlan& plan, Span x, Span y, Span z) {
    for (int64_t k = z.begin; k < z.end; ++k) {
        std::byte* const first =
            target_plane(plan, k) + y.begin * plan.row_bytes + x.begin * plan.target_bytes;
        convert_rows(plan, k, y, x, {first, plan.row_bytes});
    }
}

int64_t gather_units(const GatherPlan& plan, int64_t begin, int64_t end) {
    if (plan.packed) { return gather_packed(plan, begin, end); }
    const int64_t per_plane = plan.units_per_plane();
    int64_t count = 0;
    while (begin < end) {
        const int64_t k = begin / per_plane;
        const int64_t first = begin % per_plane;
        const int64_t last = std::min(per_plane, first + end - begin);
        if (plan.transposed) {
            for (int64_t block = first; block < last; ++block) {
                count += gather_block(plan, block, k);
            }
        } else {
            count += gather_rows(plan, k, {first, last});
        }
        begin += last - first;
    }
    return count;
}

}  // namespace ib

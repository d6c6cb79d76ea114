#include "warp/rows_ahead.hpp"

namespace ib {

void RowsAhead::add(const GatherPlan& plan, const PatchArea& area) {
    const Span x = common(plan.x, area.x), y = common(plan.y, area.y), z = common(plan.z, area.z);
    if (PatchArea{x, y, z}.empty() || count_ == areas_.size()) { return; }
    const ib_patch& p = *plan.patch;
    const int64_t row = p.nx * plan.source_bytes, plane = p.ny * row;
    const std::byte* const first = static_cast<const std::byte*>(p.source) + (p.z + z.begin) * plane +
                                   (p.y + y.begin) * row + (p.x + x.begin) * plan.source_bytes;
    areas_[count_++] = {first, x.size() * plan.source_bytes, y.size(), z.size(), row, plane};
    rows_ += y.size() * z.size();
}

}  // namespace ib

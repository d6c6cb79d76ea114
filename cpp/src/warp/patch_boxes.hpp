// Boxes of voxels of a warped patch: as ib_gather_patches makes them, labels or float32.
#pragma once

#include <optional>

#include "gather/packed.hpp"
#include "gather/plan.hpp"
#include "warp/blocks.hpp"

namespace ib {

/// A box of one channel.
class ChannelBox {
public:
    ChannelBox(const ib_patch& patch, const Box& box);
    ChannelBox(const ChannelBox&) = delete;
    ChannelBox& operator=(const ChannelBox&) = delete;

    bool packed() const { return plan_.packed; }
    /// Whether it is plain to see, without decoding, that an area is 0.
    bool is_zero(const PatchArea& area) const { return packed() && source_->is_zero(area); }
    /// Asks for what gather() of an area reads; bricks are asked for by what decodes them.
    void prefetch(const PatchArea& area) const;
    /// Adds what gather() of an area reads of a raw volume.
    void look_ahead(const PatchArea& area, RowsAhead& ahead) const {
        if (!packed() && !area.empty()) { ahead.add(plan_, area); }
    }
    /// Writes an area of one row of bricks.
    void gather(const PatchArea& area, const BoxTarget& to);

private:
    ib_patch patch_;
    GatherPlan plan_;
    std::optional<PackedSource> source_;
};

/// Of one channel, or of two whose voxels are put side by side.
class PatchBoxes final : public BoxSource {
public:
    /// `second` may be NULL.
    PatchBoxes(const ib_patch& first, const ib_patch* second) : first_(first), second_(second) {}

    bool fetch(const Box& box, const LookedAt& looked_at, const BoxTarget& to) const override;
    void look_ahead(const Box& box, const LookedAt& looked_at, RowsAhead& ahead) const override;

private:
    bool fetch_labels(const Box& box, const LookedAt& looked_at, const BoxTarget& to) const;
    void fetch_two(const Box& box, const LookedAt& looked_at, const BoxTarget& to) const;

    const ib_patch& first_;
    const ib_patch* second_;
};

}  // namespace ib

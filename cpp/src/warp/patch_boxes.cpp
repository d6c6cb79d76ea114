#include "warp/patch_boxes.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/simd.hpp"
#include "gather/cuts.hpp"

namespace ib {
namespace {

/// Rows of a raw volume of which the longest part that is looked at is fetched.
constexpr int64_t kRawRows = 16;

/// Voxels along x of an area of two channels, at most, and rows of it if they are raw: with all of its
/// planes, that of each channel stays in half of the first cache.
constexpr int64_t kMostColumns = 128;
constexpr int64_t kRawRowsOfTwo = 8;

/// Calls body(area, next) for what of a box is looked at, cut where bricks begin; the first area is
/// empty, and so is what comes after the last.
template <typename Body>
void for_areas(const ib_patch& patch, const Box& box, int64_t rows, const LookedAt& looked_at,
               Body&& body) {
    const Cuts planes{phase(patch.z, box.begin[2], kBrickZ), box.size[2], kBrickZ};
    const Cuts strips{phase(patch.y, box.begin[1], rows), box.size[1], rows};
    PatchArea before{};
    for (int64_t k = 0; k < planes.count(); ++k) {
        for (int64_t j = 0; j < strips.count(); ++j) {
            const Span y = strips.span(j), z = planes.span(k);
            const Span x = looked_at.x_of(y, z);
            if (x.size() == 0) { continue; }
            body(before, PatchArea{x, y, z});
            before = {x, y, z};
        }
    }
    body(before, PatchArea{});
}

BoxTarget moved(const BoxTarget& to, const PatchArea& area, int64_t bytes) {
    return {to.first + area.z.begin * to.plane + area.y.begin * to.row + area.x.begin * bytes, to.row,
            to.plane};
}

bool any_nonzero(const std::byte* bytes, int64_t n) {
    uint64_t any = 0;
    int64_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t eight;
        std::memcpy(&eight, bytes + i, sizeof eight);
        any |= eight;
    }
    for (; i < n; ++i) { any |= std::to_integer<uint64_t>(bytes[i]); }
    return any != 0;
}

bool any_nonzero(const BoxTarget& of, const PatchArea& area) {
    for (int64_t k = 0; k < area.z.size(); ++k) {
        for (int64_t j = 0; j < area.y.size(); ++j) {
            if (any_nonzero(of.first + k * of.plane + j * of.row, area.x.size())) { return true; }
        }
    }
    return false;
}

}  // namespace

ChannelBox::ChannelBox(const ib_patch& patch, const Box& box) : patch_(patch), plan_{} {
    patch_.x += box.begin[0], patch_.y += box.begin[1], patch_.z += box.begin[2];
    patch_.size_x = box.size[0], patch_.size_y = box.size[1], patch_.size_z = box.size[2];
    if (patch_.target_type != IB_TO_UINT8) { patch_.target_type = IB_TO_FLOAT32; }
    patch_.nonzero = nullptr;
    plan_ = plan_gather(patch_);
    if (plan_.packed) { source_.emplace(plan_); }
}

void ChannelBox::prefetch(const PatchArea& area) const {
    if (!plan_.packed && !area.empty()) { prefetch_raw_area(plan_, area.x, area.y, area.z); }
}

void ChannelBox::gather(const PatchArea& area, const BoxTarget& to) {
    plan_.row_bytes = to.row, plan_.plane_bytes = to.plane;
    const int64_t before =
        area.z.begin * to.plane + area.y.begin * to.row + area.x.begin * plan_.target_bytes;
    patch_.target =
        reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(to.first) - static_cast<uintptr_t>(before));
    if (plan_.packed) { return gather_packed_area(*source_, area); }
    gather_raw_area(plan_, area.x, area.y, area.z);
}

bool PatchBoxes::fetch(const Box& box, const LookedAt& looked_at, const BoxTarget& to) const {
    if (first_.target_type == IB_TO_UINT8) { return fetch_labels(box, looked_at, to); }
    if (second_ != nullptr) {
        fetch_two(box, looked_at, to);
    } else {
        ChannelBox channel(first_, box);
        for_areas(first_, box, channel.packed() ? kBrickY : kRawRows, looked_at,
                  [&](const PatchArea& area, const PatchArea& next) {
                      channel.prefetch(next);
                      if (!area.empty()) { channel.gather(area, moved(to, area, sizeof(float))); }
                  });
    }
    return true;
}

void PatchBoxes::look_ahead(const Box& box, const LookedAt& looked_at, RowsAhead& ahead) const {
    for (const ib_patch* patch : {&first_, second_}) {
        if (patch == nullptr) { continue; }
        const ChannelBox channel(*patch, box);
        if (channel.packed()) { continue; }
        for_areas(*patch, box, kRawRows, looked_at,
                  [&](const PatchArea& area, const PatchArea&) { channel.look_ahead(area, ahead); });
    }
}

/// Most blocks show no lesion, so whether any is there is looked for first.
bool PatchBoxes::fetch_labels(const Box& box, const LookedAt& looked_at, const BoxTarget& to) const {
    ChannelBox channel(first_, box);
    const int64_t rows = channel.packed() ? kBrickY : kRawRows;
    bool any = false;
    if (channel.packed()) {
        for_areas(first_, box, rows, looked_at, [&](const PatchArea& area, const PatchArea&) {
            any = any || (!area.empty() && !channel.is_zero(area));
        });
        if (!any) { return false; }
    }
    for_areas(first_, box, rows, looked_at, [&](const PatchArea& area, const PatchArea& next) {
        channel.prefetch(next);
        if (area.empty()) { return; }
        const BoxTarget part = moved(to, area, 1);
        channel.gather(area, part);
        any = any || any_nonzero(part, area);
    });
    return any;
}

void PatchBoxes::fetch_two(const Box& box, const LookedAt& looked_at, const BoxTarget& to) const {
    constexpr int64_t kMost = kMostColumns * kRawRowsOfTwo * kBrickZ;
    alignas(64) float strips[2][kMost];
    ChannelBox first(first_, box), second(*second_, box);
    const bool packed = first.packed() || second.packed();
    const InterleaveKernel interleave = interleave_kernel(simd_level());
    for_areas(first_, box, packed ? kBrickY : kRawRowsOfTwo, looked_at,
              [&](const PatchArea& area, const PatchArea& next) {
                  first.prefetch(next);
                  second.prefetch(next);
                  for (int64_t x = area.x.begin; x < area.x.end; x += kMostColumns) {
                      const PatchArea part{{x, std::min(x + kMostColumns, area.x.end)}, area.y, area.z};
                      const int64_t row =
                          (part.x.size() + kInterleaved - 1) / kInterleaved * kInterleaved;
                      const auto strip = [&](int channel) {
                          return BoxTarget{reinterpret_cast<std::byte*>(strips[channel]),
                                           row * int64_t{sizeof(float)},
                                           row * part.y.size() * int64_t{sizeof(float)}};
                      };
                      first.gather(part, strip(0));
                      second.gather(part, strip(1));
                      const BoxTarget both = moved(to, part, 2 * sizeof(float));
                      for (int64_t k = 0; k < part.z.size(); ++k) {
                          for (int64_t j = 0; j < part.y.size(); ++j) {
                              const int64_t from = (k * part.y.size() + j) * row;
                              interleave(
                                  strips[0] + from, strips[1] + from, part.x.size(),
                                  reinterpret_cast<float*>(both.first + k * both.plane + j * both.row));
                          }
                      }
                  }
              });
}

}  // namespace ib

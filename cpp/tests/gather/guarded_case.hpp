// A patch to gather, with memory of its own that shows what is written beside it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ib/ib_cpu.h"
#include "support/check.hpp"

namespace patches {

constexpr size_t kGuard = 64;
constexpr unsigned char kPoison = 0xA5;

/// A patch and its memory: target with guards on both sides.
struct Case {
    ib_patch patch{};
    size_t bytes = 0;
    int32_t nonzero = -1;
    std::vector<unsigned char> memory;

    void allocate() {
        bytes = static_cast<size_t>(patch.size_x * patch.size_y * patch.size_z) *
                static_cast<size_t>(1 << patch.target_type);
        poison();
    }
    void poison() {
        memory.assign(bytes + 2 * kGuard, kPoison);
        patch.target = memory.data() + kGuard;
        nonzero = -1;  // must be replaced, not added to
        patch.nonzero = patch.target_type == IB_TO_UINT8 ? &nonzero : nullptr;
    }
    /// Where elements are counted; not written elsewhere.
    void check_count(const std::vector<unsigned char>& expected) const {
        const auto zeros = std::count(expected.begin(), expected.end(), 0);
        CHECK_EQUAL(patch.nonzero == nullptr
                        ? -1
                        : static_cast<int32_t>(expected.size()) - static_cast<int32_t>(zeros),
                    nonzero);
    }
    bool guarded() const {
        return std::all_of(memory.begin(), memory.begin() + kGuard,
                           [](auto b) { return b == kPoison; }) &&
               std::all_of(memory.end() - kGuard, memory.end(), [](auto b) { return b == kPoison; });
    }
};

}  // namespace patches

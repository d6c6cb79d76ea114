// Operations of a warp. Which lanes take part is the mask's to say; they wait for each other.
#pragma once

#include "memory.hpp"

namespace ptx {

enum class Shuffle { up, down, bfly, idx };

/// *valid: whether the lane that is read lies in the reader's segment; where not, its own value
/// returns.
inline uint32_t shuffle(Place& t, Shuffle mode, uint32_t value, uint32_t by, uint32_t clamp,
                        uint32_t mask, bool* valid) {
    ++t.count.warp_operations;
    const int lane = simt::lane();
    const int segment = static_cast<int>(clamp >> 8 & 31);
    const int limit = (lane & segment) | (static_cast<int>(clamp & 31) & ~segment);
    const int distance = static_cast<int>(by & 31);
    int source = 0;
    switch (mode) {
        case Shuffle::up:
            source = lane - distance;
            break;
        case Shuffle::down:
            source = lane + distance;
            break;
        case Shuffle::bfly:
            source = lane ^ distance;
            break;
        case Shuffle::idx:
            source = (lane & segment) | (distance & ~segment);
            break;
    }
    *valid = mode == Shuffle::up ? source >= limit : source <= limit;
    return static_cast<uint32_t>(
        simt::warp_operation(simt::WarpOperation::shuffle, mask, value, *valid ? source : lane));
}

inline uint32_t vote_ballot(Place& t, uint32_t mask, bool vote) {
    ++t.count.warp_operations;
    return static_cast<uint32_t>(simt::warp_operation(simt::WarpOperation::ballot, mask, vote, 0));
}
inline bool vote_all(Place& t, uint32_t mask, bool vote) { return vote_ballot(t, mask, !vote) == 0; }
inline bool vote_any(Place& t, uint32_t mask, bool vote) { return vote_ballot(t, mask, vote) != 0; }

/// The lanes of the mask that have not ended; no operation of its own to a device.
inline uint32_t present(uint32_t mask) {
    return static_cast<uint32_t>(simt::warp_operation(simt::WarpOperation::ballot, mask, 1, 0));
}
inline bool vote_uni(Place& t, uint32_t mask, bool vote) {
    const uint32_t votes = vote_ballot(t, mask, vote);
    return votes == 0 || votes == present(mask);
}

template <typename T>
uint32_t match_any(Place& t, uint32_t mask, T value) {
    ++t.count.warp_operations;
    return static_cast<uint32_t>(simt::warp_operation(simt::WarpOperation::match, mask, value, 0));
}
/// 0 where not all are equal.
template <typename T>
uint32_t match_all(Place& t, uint32_t mask, T value) {
    const uint32_t equal = match_any(t, mask, value);
    return equal == present(mask) ? equal : 0;
}

template <typename T, Atomic action>
T reduce(Place& t, uint32_t mask, T value) {
    ++t.count.warp_operations;
    const uint32_t lanes = present(mask);
    T result{};
    bool first = true;
    for (int i = 0; i < 32; ++i) {
        if ((lanes >> i & 1) == 0) { continue; }
        const auto bits_there = static_cast<Unsigned<T>>(
            simt::warp_operation(simt::WarpOperation::shuffle, mask, Unsigned<T>(value), i));
        result = first ? T(bits_there) : applied<action>(result, T(bits_there), T{});
        first = false;
    }
    return result;
}

/// PTX says that one lane leads, not which: here it is not the one that first comes to mind.
inline uint32_t elect(Place& t, uint32_t mask, bool* leads) {
    ++t.count.warp_operations;
    const auto leader = static_cast<uint32_t>(31 - std::countl_zero(present(mask)));
    *leads = static_cast<uint32_t>(simt::lane()) == leader;
    return leader;
}

}  // namespace ptx

// Order-preserving signed integers for voxels: comparing keys compares values, and -0 is +0.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace ib {

/// Keys<Voxel>::Key, key(voxel), value(key) as float64, finite(voxel).
template <typename Voxel>
struct Keys;

template <>
struct Keys<int32_t> {
    using Key = int32_t;
    static constexpr Key key(int32_t voxel) { return voxel; }
    static constexpr double value(Key key) { return key; }
    static constexpr bool finite(int32_t) { return true; }
};

/// Keys of float64 that are selected from again.
template <>
struct Keys<int64_t> {
    using Key = int64_t;
    static constexpr Key key(int64_t voxel) { return voxel; }
    static constexpr bool finite(int64_t) { return true; }
};

template <>
struct Keys<uint32_t> {
    using Key = int32_t;
    static constexpr uint32_t kSign = 0x80000000u;
    static constexpr Key key(uint32_t voxel) { return static_cast<Key>(voxel ^ kSign); }
    static constexpr double value(Key key) { return static_cast<uint32_t>(key) ^ kSign; }
    static constexpr bool finite(uint32_t) { return true; }
};

/// Sign and magnitude become two's complement, which maps both zeros to 0.
template <>
struct Keys<float> {
    using Key = int32_t;
    static constexpr Key kInfinity = 0x7f800000;
    static constexpr Key key(float voxel) {
        const auto bits = std::bit_cast<Key>(voxel);
        return bits < 0 ? -(bits & std::numeric_limits<Key>::max()) : bits;
    }
    static constexpr double value(Key key) {
        return key < 0 ? -double{std::bit_cast<float>(-key)} : double{std::bit_cast<float>(key)};
    }
    static constexpr bool finite(float voxel) {
        return (std::bit_cast<Key>(voxel) & std::numeric_limits<Key>::max()) < kInfinity;
    }
};

template <>
struct Keys<double> {
    using Key = int64_t;
    static constexpr Key kInfinity = 0x7ff0000000000000;
    static constexpr Key key(double voxel) {
        const auto bits = std::bit_cast<Key>(voxel);
        return bits < 0 ? -(bits & std::numeric_limits<Key>::max()) : bits;
    }
    static constexpr double value(Key key) {
        return key < 0 ? -std::bit_cast<double>(-key) : std::bit_cast<double>(key);
    }
    static constexpr bool finite(double voxel) {
        return (std::bit_cast<Key>(voxel) & std::numeric_limits<Key>::max()) < kInfinity;
    }
};

}  // namespace ib

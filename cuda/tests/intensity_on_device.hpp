// Patches and changes of the CPU's tests in device memory.
#pragma once

#include <array>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "device_array.hpp"
#include "ib/ib_cuda.h"
#include "intensity/changes.hpp"
#include "intensity/oracle.hpp"
#include "support/float16.hpp"

namespace intensities {

inline oracle::Patch random_patch(std::mt19937_64& random) {
    const int64_t widths[] = {1, 2, 7, 31, 33, 70};
    const int64_t others[] = {1, 2, 5, 9, 35};
    const auto pick = [&](const auto& from) { return from[random() % std::size(from)]; };
    oracle::Patch patch{pick(widths), pick(others), pick(others), {}};
    const uint64_t kind = random() % 4;
    for (int64_t i = 0; i < patch.x * patch.y * patch.z; ++i) {
        const float any = changes::uniform(random, -3, 5);
        patch.v.push_back(kind == 0                        ? 0.5f
                          : kind == 1 && random() % 2 == 0 ? -0.0f
                          : kind == 2                      ? std::round(any)
                                                           : any);
    }
    return patch;
}

/// Values of one type, which become what that type holds.
class Voxels {
public:
    Voxels(std::vector<float>& values, int32_t type)
        : type_(type), bytes_(values.size() * (type == IB_TO_FLOAT16 ? 2 : 4)) {
        for (size_t i = 0; i < values.size(); ++i) {
            if (type == IB_TO_FLOAT32) {
                std::memcpy(bytes_.data() + 4 * i, &values[i], 4);
                continue;
            }
            const uint16_t half = oracle::to_half(values[i]);
            std::memcpy(bytes_.data() + 2 * i, &half, 2);
            values[i] = static_cast<float>(static_cast<double>(oracle::Float16::of_bits(half)));
        }
    }
    Voxels(size_t count, int32_t type) : type_(type), bytes_(count * (type == IB_TO_FLOAT16 ? 2 : 4)) {}

    uint64_t address() { return reinterpret_cast<uint64_t>(bytes_.data()); }
    int32_t type() const { return type_; }
    /// Whether it holds the values, rounded to its type, bit by bit.
    bool holds(const std::vector<float>& values) const {
        const std::vector<unsigned char> bytes = bytes_.download();
        for (size_t i = 0; i < values.size(); ++i) {
            const uint16_t half = oracle::to_half(values[i]);
            const bool same = type_ == IB_TO_FLOAT32
                                  ? std::memcmp(bytes.data() + 4 * i, &values[i], 4) == 0
                                  : std::memcmp(bytes.data() + 2 * i, &half, 2) == 0;
            if (!same) { return false; }
        }
        return true;
    }

private:
    int32_t type_;
    simt::DeviceArray<unsigned char> bytes_;
};

/// A change whose tables are in device memory.
class DeviceChange {
public:
    DeviceChange(ib_intensity_change change, const std::array<int64_t, 3>& size) {
        for (size_t axis = 0; axis < 3; ++axis) {
            const bool low = change.kind == IB_LOW_RESOLUTION;
            const auto weights = static_cast<size_t>(low ? size[axis] : change.radius[axis] + 1);
            change.weights[axis] = copy(floats_, change.weights[axis], weights);
            change.lower[axis] = copy(integers_, change.lower[axis], static_cast<size_t>(size[axis]));
            change.upper[axis] = copy(integers_, change.upper[axis], static_cast<size_t>(size[axis]));
        }
        change_ = std::make_unique<simt::DeviceArray<ib_intensity_change>>(
            std::vector<ib_intensity_change>{change});
    }
    const ib_intensity_change* data() { return change_->data(); }

private:
    template <typename Element>
    static const Element* copy(std::vector<std::unique_ptr<simt::DeviceArray<Element>>>& all,
                               const Element* from, size_t count) {
        if (from == nullptr) { return nullptr; }
        all.push_back(
            std::make_unique<simt::DeviceArray<Element>>(std::vector<Element>(from, from + count)));
        return all.back()->data();
    }

    std::vector<std::unique_ptr<simt::DeviceArray<float>>> floats_;
    std::vector<std::unique_ptr<simt::DeviceArray<int32_t>>> integers_;
    std::unique_ptr<simt::DeviceArray<ib_intensity_change>> change_;
};

inline unsigned blocks(int64_t items, int64_t each) {
    return static_cast<unsigned>((items - 1) / each + 1);
}

}  // namespace intensities

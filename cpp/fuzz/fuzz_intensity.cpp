// Changes with any numbers in them are refused, or made as plain loops make them, and nothing else is
// written.
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <list>
#include <vector>

#include "ib/ib_cpu.h"
#include "input.hpp"
#include "intensity/oracle.hpp"
#include "same_values.hpp"
#include "sizes.hpp"
#include "support/check.hpp"
#include "support/float16.hpp"
#include "support/guarded_bytes.hpp"

namespace {

/// What changes point to, flush with memory that nobody may touch.
class Tables {
public:
    template <typename Value>
    const Value* keep(const std::vector<Value>& values) {
        fuzz::Bytes bytes(values.size() * sizeof(Value));
        if (!values.empty()) { std::memcpy(bytes.data(), values.data(), bytes.size()); }
        return reinterpret_cast<const Value*>(held_.emplace_back(bytes, true).data());
    }

private:
    std::list<gzip::Guarded> held_;
};

/// An input and whether its numbers may be any.
struct Draw {
    fuzz::Input& input;
    bool hostile;
    Tables& tables;

    bool rarely() { return hostile && input.byte() % 8 == 0; }
    float number(int64_t low, int64_t high, float scale) {
        return rarely() ? input.value<float>() : static_cast<float>(input.between(low, high)) * scale;
    }
    std::vector<float> numbers(int64_t count) {
        std::vector<float> all;
        for (int64_t i = 0; i < count; ++i) { all.push_back(number(-20, 60, 1 / 64.0f)); }
        return all;
    }
    std::vector<int32_t> indices(int64_t count) {
        std::vector<int32_t> all;
        const bool rising = input.byte() % 2 == 0;
        for (int64_t i = 0; i < count; ++i) {
            const int64_t any = rising ? std::min(i / 3 * 3 + 1, count - 1) : input.byte() % count;
            all.push_back(static_cast<int32_t>(rarely() ? input.hostile() : any));
        }
        return all;
    }
};

/// Sides are at most 40 where tables are made for them.
void draw_tables(Draw& draw, const std::array<int64_t, 3>& size, ib_intensity_change& c) {
    for (size_t axis = 0; axis < 3; ++axis) {
        if (c.kind == IB_BLUR) {
            c.radius[axis] = draw.rarely() ? draw.input.hostile() : draw.input.between(0, 9);
            const bool held = c.radius[axis] >= 0 && c.radius[axis] <= IB_MAX_BLUR_RADIUS;
            c.weights[axis] = draw.tables.keep(draw.numbers(held ? c.radius[axis] + 1 : 0));
        } else {
            c.weights[axis] = draw.tables.keep(draw.numbers(size[axis]));
            c.lower[axis] = draw.tables.keep(draw.indices(size[axis]));
            c.upper[axis] = draw.tables.keep(draw.indices(size[axis]));
        }
        if (draw.rarely()) { c.weights[axis] = nullptr; }
    }
}

ib_intensity_change any_change(Draw& draw, const std::array<int64_t, 3>& size) {
    ib_intensity_change c{};
    const int32_t beyond = draw.hostile ? 1 : 0;
    c.kind = static_cast<int32_t>(draw.input.between(-beyond, 5 + beyond));
    c.key = draw.input.value<uint64_t>();
    c.amount = draw.number(1, 100, 1 / 32.0f);
    c.flags = c.kind == IB_CONTRAST ? static_cast<int32_t>(draw.input.between(0, 1))
              : c.kind == IB_GAMMA  ? static_cast<int32_t>(draw.input.between(0, 3)) * IB_INVERT
                                    : 0;
    if (draw.rarely()) { c.flags = draw.input.value<int32_t>(); }
    if (draw.rarely()) { c.reserved = draw.input.byte(); }
    const bool held =
        size[0] >= 1 && size[0] <= 40 && size[1] >= 1 && size[1] <= 40 && size[2] >= 1 && size[2] <= 40;
    if ((c.kind == IB_BLUR || c.kind == IB_LOW_RESOLUTION) && held) { draw_tables(draw, size, c); }
    return c;
}

float element(int32_t type, const uint8_t* from) {
    if (type == IB_TO_FLOAT32) {
        float value;
        std::memcpy(&value, from, sizeof value);
        return value;
    }
    uint16_t bits;
    std::memcpy(&bits, from, sizeof bits);
    return static_cast<float>(static_cast<double>(oracle::Float16::of_bits(bits)));
}

/// Finite numbers of up to 32 in magnitude, as elements.
fuzz::Bytes any_voxels(fuzz::Input& input, int32_t type, int64_t bytes) {
    const fuzz::Bytes drawn = fuzz::held(input.rest(), std::max<int64_t>(bytes, 8));
    fuzz::Bytes voxels;
    for (size_t i = 0; i + 4 <= drawn.size(); i += type == IB_TO_FLOAT16 ? 2 : 4) {
        const float value = static_cast<float>(static_cast<int8_t>(drawn[i])) * 0.25f;
        if (type == IB_TO_FLOAT16) {
            const uint16_t half = oracle::to_half(value);
            voxels.insert(voxels.end(), {static_cast<uint8_t>(half), static_cast<uint8_t>(half >> 8)});
        } else {
            const auto* from = reinterpret_cast<const uint8_t*>(&value);
            voxels.insert(voxels.end(), from, from + sizeof value);
        }
    }
    voxels.resize(drawn.size());
    return voxels;
}

std::vector<unsigned char> expected_bytes(const ib_intensity_patch& p, const fuzz::Bytes& voxels) {
    oracle::Patch patch{p.size_x, p.size_y, p.size_z, {}};
    const int64_t bytes = p.type == IB_TO_FLOAT16 ? 2 : 4;
    for (int64_t i = 0; i < p.size_x * p.size_y * p.size_z; ++i) {
        patch.v.push_back(element(p.type, voxels.data() + i * bytes));
    }
    for (int64_t i = 0; i < p.change_count; ++i) { oracle::change(patch, p.changes[i]); }
    std::vector<unsigned char> expected;
    for (const float value : patch.v) {
        const uint32_t bits =
            p.type == IB_TO_FLOAT16 ? oracle::to_half(value) : std::bit_cast<uint32_t>(value);
        const auto* from = reinterpret_cast<const unsigned char*>(&bits);
        expected.insert(expected.end(), from, from + bytes);
    }
    return expected;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    CHECK_EQUAL(IB_OK, ib_limit_simd_level(static_cast<int32_t>(input.between(0, 2))));
    const auto threads = static_cast<int32_t>(input.between(0, 3));
    Tables tables;
    Draw draw{input, input.byte() % 3 == 0, tables};
    ib_intensity_patch p{};
    const auto extent = [&] { return draw.rarely() ? input.hostile() : input.between(1, 40); };
    p.size_x = extent(), p.size_y = extent(), p.size_z = extent();
    if (!draw.hostile && p.size_x * p.size_y > 200) { p.size_z = 1 + p.size_z % 4; }
    p.type = static_cast<int32_t>(input.between(draw.hostile ? 0 : 1, draw.hostile ? 3 : 2));
    p.reserved = draw.rarely() ? input.byte() : 0;
    std::vector<ib_intensity_change> changes;
    for (int64_t left = input.between(0, 3); left > 0; --left) {
        changes.push_back(any_change(draw, {p.size_x, p.size_y, p.size_z}));
    }
    p.changes = changes.data(), p.change_count = static_cast<int64_t>(changes.size());
    const int64_t bytes = fuzz::bytes_of(p.size_x, p.size_y, p.size_z, p.type == IB_TO_FLOAT16 ? 2 : 4);
    // What is possible, but too large to be held here, would be asked to write outside.
    if (bytes == -1) { return 0; }
    const fuzz::Bytes before = any_voxels(input, p.type, bytes);
    gzip::Guarded voxels(fuzz::Bytes(before.begin(), before.begin() + std::max<int64_t>(bytes, 8)),
                         true);
    p.voxels = voxels.data();
    const ib_status status = ib_change_intensities(&p, 1, threads);
    if (status != IB_OK) {
        CHECK_EQUAL(IB_INVALID_ARGUMENT, status);
        CHECK(std::equal(before.begin(), before.begin() + voxels.size(), voxels.data()));
        return 0;
    }
    CHECK(bytes > 0 && threads > 0);
    if (draw.hostile) { return 0; }  // numbers that are not finite may become others
    std::vector<unsigned char> expected = expected_bytes(p, before);
#ifdef IB_PLANT_FAULT
    if (expected.size() > 40) { expected[40] ^= 1; }
#endif
    if (p.type == IB_TO_FLOAT16) {
        fuzz::check_same<uint16_t>(expected, voxels.data(), 0x7c00);
    } else {
        fuzz::check_same<uint32_t>(expected, voxels.data(), 0x7f800000);
    }
    return 0;
}

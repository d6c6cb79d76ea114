// Volumes are packed as a plain encoder packs them; what was damaged after that is refused exactly if
// it breaks a rule, or else decodes within its bytes to what a plain decoder says, patches of it too.
// The packed bytes lie against pages that nobody may touch.
#include <cstdint>
#include <cstring>
#include <vector>

#include "gather/oracle.hpp"
#include "ib/ib_cpu.h"
#include "input.hpp"
#include "packed/oracle.hpp"
#include "same_values.hpp"
#include "sizes.hpp"
#include "support/check.hpp"
#include "support/guarded_bytes.hpp"

namespace {

using packed::Size;

/// The rules of the format, one voxel row of bricks after the other.
bool sound(const fuzz::Bytes& blob, Size size, int32_t type) {
    const auto bytes = static_cast<int64_t>(blob.size());
    const int64_t table_end = 64 + 8 * (size.rows() + 1);
    if (bytes < table_end + 64) { return false; }
    fuzz::Bytes header = {'I', 'B', 'P', 'K'};
    for (const int64_t number : {int64_t{1}, size.x, size.y, size.z, int64_t{type}}) {
        packed::put_number(header, static_cast<uint32_t>(number));
    }
    packed::put_number(header, packed::number_at<uint32_t>(blob.data() + 24));  // any base
    packed::put_number(header, uint32_t{0});
    packed::put_number(header, bytes);
    header.resize(64);
    if (!std::equal(header.begin(), header.end(), blob.begin())) { return false; }
    int64_t at = table_end;
    for (int64_t row = 0; row < size.rows(); ++row) {
        if (packed::number_at<int64_t>(blob.data() + 64 + 8 * row) != at) { return false; }
        if (size.bricks_x() > bytes - 64 - at) { return false; }
        int64_t length = size.bricks_x();
        for (int64_t x = 0; x < size.bricks_x(); ++x) {
            length += packed::payload_size(blob[static_cast<size_t>(at + x)]);
        }
        if (length > bytes - 64 - at) { return false; }
        at += length;
    }
    return packed::number_at<int64_t>(blob.data() + 64 + 8 * size.rows()) == at && at == bytes - 64;
}

/// Small steps from one voxel to the next, and a jump now and then.
template <typename Voxel>
std::vector<Voxel> any_voxels(fuzz::Input& input, Size size) {
    const bool narrow = sizeof(Voxel) == 1;
    const fuzz::Bytes bytes = input.rest();
    std::vector<Voxel> voxels;
    voxels.reserve(static_cast<size_t>(size.voxels()));
    int64_t value = 0;
    for (int64_t i = 0; i < size.voxels(); ++i) {
        const uint8_t byte = bytes.empty() ? uint8_t{0} : bytes[static_cast<size_t>(i) % bytes.size()];
        value += byte < 240 ? byte % 16 - 7 : (byte - 240) * 997;
        // 65536 more, so that what is divided is not negative: no volume spans more than 65,535.
        value = (value + 32768 + 65536) % (narrow ? 128 : 65536) - (narrow ? 0 : 32768);
        if (value < 0 && (narrow || std::is_unsigned_v<Voxel>)) { value = -value; }
        voxels.push_back(static_cast<Voxel>(value));
    }
    return voxels;
}

void damage(fuzz::Bytes& blob, Size size, fuzz::Input& input) {
    const auto table_end = static_cast<size_t>(64 + 8 * (size.rows() + 1));
    for (int changes = input.byte() % 4; changes > 0; --changes) {
        const uint8_t where = input.byte() % 4;
        const size_t begin = where == 0 ? 0 : where == 1 ? 64 : table_end;
        const size_t end = where == 0 ? 64 : where == 1 ? table_end : blob.size();
        blob[begin + input.value<uint16_t>() % (end - begin)] ^= input.byte();
    }
    // An input that is used up gives zeros, which damage nothing: short ones get as far as patches,
    // too.
    if (input.byte() % 16 == 1) { blob.resize(input.value<uint16_t>() % (blob.size() + 40)); }
}

template <typename Voxel>
void check_patch(fuzz::Input& input, const std::vector<Voxel>& voxels, gzip::Guarded& blob, Size size,
                 int32_t type, int32_t threads) {
    ib_patch p{};
    p.nx = size.x, p.ny = size.y, p.nz = size.z;
    // Across faces and bricks where the input is used up.
    p.x = input.around(-3, -9, 30), p.y = input.around(-1, -9, 12), p.z = input.around(-1, -9, 9);
    p.size_x = input.around(13, 1, 20), p.size_y = input.around(7, 1, 9);
    p.size_z = input.around(6, 1, 6);
    p.flags = static_cast<int32_t>(input.between(0, 63));
    if ((p.flags & 1) != 0) { p.size_y = p.size_x; }
    p.subtract = 3, p.divide = 7, p.clamp_low = -50, p.clamp_high = 90, p.gain = 1.5f, p.shift = 0.25f;
    p.fill = 5;
    p.source_type = type;
    p.target_type = static_cast<int32_t>(input.between(type == IB_UINT8 ? 0 : 1, 2));
    if (p.target_type == IB_TO_UINT8) {
        p.flags &= ~IB_NORMALISE;
        p.gain = 1, p.shift = 0;
    }
    p.source = voxels.data();
    std::vector<unsigned char> expected = oracle::gather<Voxel>(p);
#ifdef IB_PLANT_FAULT
    if (expected.size() > 40) { expected[40] ^= 1; }
#endif
    gzip::Guarded target(fuzz::Bytes(expected.size(), 0xa5), true);
    p.source = blob.data(), p.target = target.data();
    p.flags |= IB_PACKED;
    CHECK_EQUAL(IB_OK, ib_gather_patches(&p, 1, threads));
    CHECK(target.bytes() == expected);
}

/// Mostly two bricks a side, which have all the faces; up to 26 x 9 x 6 now and then.
Size any_size(fuzz::Input& input) {
    if (input.byte() % 8 == 1) {
        return {input.between(1, 26), input.between(1, 9), input.between(1, 6)};
    }
    return {input.between(1, 12), input.between(1, 6), input.between(1, 5)};
}

/// Several now and then: waking them takes longer than all they do.
int32_t any_threads(fuzz::Input& input) {
    const uint8_t byte = input.byte();
    return byte % 16 == 1 ? 2 + byte / 16 % 2 : 1;
}

template <typename Voxel>
void check_all(fuzz::Input& input, Size size, int32_t type) {
    const int32_t threads = any_threads(input);
    fuzz::Input rest = input;
    const auto voxels = any_voxels<Voxel>(rest, size);
    fuzz::Bytes blob = packed::pack(voxels, size, type);
    gzip::Guarded out(fuzz::Bytes(blob.size(), 0xa5), true);
    int64_t bytes = -1;
    CHECK_EQUAL(IB_OK, ib_pack_volume(voxels.data(), type, size.x, size.y, size.z, threads, out.data(),
                                      out.size(), &bytes));
    CHECK_EQUAL(out.size(), bytes);
    CHECK(out.bytes() == blob);
    damage(blob, size, input);
    gzip::Guarded damaged(blob, true);
    const ib_status status =
        ib_check_packed(damaged.data(), damaged.size(), type, size.x, size.y, size.z, threads);
    CHECK_EQUAL(sound(blob, size, type) ? IB_OK : IB_CORRUPT_DATA, status);
    if (status != IB_OK) { return; }
    const auto expected = packed::unpack<Voxel>(blob.data(), size);
    std::vector<Voxel> unpacked(expected.size());
    CHECK_EQUAL(IB_OK, ib_unpack_volume(damaged.data(), threads, unpacked.data()));
    CHECK(unpacked == expected);
    check_patch(input, expected, damaged, size, type, threads);
}

}  // namespace

/// Freed memory is held back for some hundred inputs, not until it has left every cache; of where a
/// block came from, a report names four functions. ASAN_OPTIONS says otherwise.
extern "C" const char* __asan_default_options() {
    return "quarantine_size_mb=16:malloc_context_size=4";
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    CHECK_EQUAL(IB_OK, ib_limit_simd_level(static_cast<int32_t>(input.between(0, 2))));
    const auto type = static_cast<int32_t>(input.between(0, 7));
    const Size dims = any_size(input);
    switch (type) {
        case IB_UINT8:
            check_all<uint8_t>(input, dims, type);
            break;
        case IB_INT8:
            check_all<int8_t>(input, dims, type);
            break;
        case IB_INT16:
            check_all<int16_t>(input, dims, type);
            break;
        case IB_UINT16:
            check_all<uint16_t>(input, dims, type);
            break;
        case IB_INT32:
            check_all<int32_t>(input, dims, type);
            break;
        case IB_UINT32:
            check_all<uint32_t>(input, dims, type);
            break;
        case IB_FLOAT32:
            check_all<float>(input, dims, type);
            break;
        default:
            check_all<double>(input, dims, type);
            break;
    }
    return 0;
}

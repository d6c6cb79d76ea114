// gather_packed against the plain loops of the CPU's tests, over what plain loops unpack.
#include <memory>
#include <random>

#include "device_array.hpp"
#include "gather/oracle.hpp"
#include "gather/random_patches.hpp"
#include "gather_batch.hpp"
#include "gather_counts.hpp"
#include "ib/ib_cuda.h"
#include "packed_blob.hpp"
#include "simt/simt.hpp"
#include "sizes.hpp"
#include "sparse_array.hpp"
#include "support/check.hpp"

namespace {

using oracle::Axes;
using patches::pick;
using patches::random_patch;
using simt::Batch;
using simt::Bytes;
using simt::countedIsTheSame;

constexpr const char* kKernel = "gather_packed";

template <typename Voxel>
Bytes expectedOf(ib_patch p, const std::vector<Voxel>& voxels) {
    p.source = voxels.data();
    return oracle::gather<Voxel>(p);
}

/// Every head, and so every width, with codes that leave their 16 bits too; raw patches among them.
template <typename Voxel>
void batchesOfAnyBricksMatchTheOracle(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 31);
    for (int round = 0; round < kRounds; ++round) {
        const Axes dims{pick(random, {1, 3, 37, 64, 150}), pick(random, {1, 5, 35}),
                        pick(random, {1, 2, 7})};
        simt::DeviceArray<unsigned char> blob(packed::random_blob(dims, type, random));
        const auto voxels = packed::unpack<Voxel>(blob.data());
        simt::DeviceArray<Voxel> raw(voxels);
        simt::PaddedVolume padded(raw.data(), dims.x * int64_t{sizeof(Voxel)}, dims.y * dims.z);
        Batch batch;
        std::vector<Bytes> expected;
        for (int i = 0; i < 10; ++i) {
            ib_patch p = random_patch(random, dims, type);
            expected.push_back(expectedOf(p, voxels));
            if (i == 2) { p.flags |= IB_GATHER_FROM_HOST; }
            if (i % 5 != 4) {
                batch.add_packed(p, blob.data());
            } else if (i == 4) {
                batch.add(p, padded);
            } else {
                p.source = raw.data();
                batch.add(p);
            }
        }
        const int64_t offset = pick(random, {0, 0, 1, 3, 6});
        CHECK(expected == batch.gather(static_cast<uint64_t>(round), offset, kKernel));
        countedIsTheSame(batch, expected, static_cast<uint64_t>(round), offset, kKernel);
    }
}

/// Patches of any width, in tiles of one row of bricks and of many, and in several side by side.
void everyShapeOfTileIsRight() {
    std::mt19937_64 random(41);
    const Axes dims{611, 23, 9};
    simt::DeviceArray<unsigned char> blob(packed::random_blob(dims, IB_UINT8, random));
    const auto voxels = packed::unpack<uint8_t>(blob.data());
    for (const int64_t width : {1, 8, 9, 17, 24, 41, 64, 96, 128, 248, 249, 256, 257, 300, 609, 700}) {
        if (kRounds == 1 && width % 3 == 0) { continue; }
        Batch batch;
        std::vector<Bytes> expected;
        for (int i = 0; i < (kFewShapes ? 2 : 6); ++i) {
            ib_patch p = random_patch(random, dims, IB_UINT8);
            p.flags &= ~1;
            p.size_x = width, p.size_y = 1 + static_cast<int64_t>(random() % 21);
            p.size_z = 1 + static_cast<int64_t>(random() % 9);
            p.x = static_cast<int64_t>(random() % 40) - 20;
            p.y = static_cast<int64_t>(random() % 12) - 6, p.z = static_cast<int64_t>(random() % 8) - 4;
            batch.add_packed(p, blob.data());
            expected.push_back(expectedOf(p, voxels));
        }
        const auto offset = static_cast<int64_t>(random() % 4);
        CHECK(expected == batch.gather(3, offset, kKernel));
        countedIsTheSame(batch, expected, 4, offset, kKernel);
    }
}

/// Turned, tiles hold 32 rows; patches of more and of fewer than that.
void turnedPatchesOfManyTilesAreRight() {
    std::mt19937_64 random(42);
    const Axes dims{90, 85, 6};
    simt::DeviceArray<unsigned char> blob(packed::random_blob(dims, IB_INT16, random));
    const auto voxels = packed::unpack<int16_t>(blob.data());
    for (const int64_t side : {2, 31, 33, 70}) {
        if (kRounds == 1 && side == 70) { continue; }
        Batch batch;
        std::vector<Bytes> expected;
        for (const int32_t flags : {1, 3, 1 | IB_FLIP_X, 3 | IB_FLIP_Y | IB_FLIP_Z | IB_NORMALISE}) {
            ib_patch p = random_patch(random, dims, IB_INT16);
            p.flags = flags;
            p.size_x = p.size_y = side, p.size_z = 5;
            p.x = static_cast<int64_t>(random() % 40) - 9;
            p.y = static_cast<int64_t>(random() % 40) - 9, p.z = static_cast<int64_t>(random() % 5) - 2;
            batch.add_packed(p, blob.data());
            expected.push_back(expectedOf(p, voxels));
        }
        CHECK(expected == batch.gather(5, 0, kKernel));
    }
}

/// What an encoder writes of an image, down to single bricks.
void packedImagesGiveTheBytesOfRawOnes() {
    std::mt19937_64 random(43);
    const Axes dims{45, 22, 13};
    std::vector<int16_t> image(static_cast<size_t>(dims.x * dims.y * dims.z));
    for (size_t i = 0; i < image.size(); ++i) {
        const auto x = static_cast<int64_t>(i) % dims.x, y = static_cast<int64_t>(i) / dims.x % dims.y;
        const auto noise =
            static_cast<int64_t>(random() % (x < 20 ? 1 : 1 + static_cast<uint64_t>(x) * 9));
        image[i] = static_cast<int16_t>(x < 8 ? -1024 : 40 * y - 700 + noise);
    }
    simt::DeviceArray<unsigned char> blob(packed::pack(image, dims, IB_INT16));
    CHECK(image == packed::unpack<int16_t>(blob.data()));
    simt::DeviceArray<int16_t> raw(image);
    Batch packed_batch, raw_batch;
    for (int i = 0; i < 8; ++i) {
        ib_patch p = random_patch(random, dims, IB_INT16);
        p.source = raw.data();
        packed_batch.add_packed(p, blob.data());
        raw_batch.add(p);
    }
    CHECK(raw_batch.gather(6) == packed_batch.gather(6, 0, kKernel));
}

/// The rows of bricks lie anywhere else, before and after the table, at any address.
void rowsOfAViewAreFoundByTheTable() {
    std::mt19937_64 random(44);
    const Axes dims{50, 18, 10};
    const packed::Blob whole = packed::random_blob(dims, IB_UINT16, random);
    const auto rows = static_cast<size_t>(packed::bricks(dims.y, 4) * packed::bricks(dims.z, 4));
    const size_t table = packed::kTable + (rows + 1) * 8;
    std::vector<std::unique_ptr<simt::DeviceArray<unsigned char>>> apart;
    simt::DeviceArray<unsigned char> view(packed::Blob(whole.begin(), whole.begin() + table));
    for (size_t row = 0; row < rows; ++row) {
        const auto begin = packed::get<int64_t>(whole.data() + packed::kTable + row * 8);
        const auto end = packed::get<int64_t>(whole.data() + packed::kTable + (row + 1) * 8);
        packed::Blob bytes(random() % 40);  // at any address
        const auto before = static_cast<int64_t>(bytes.size());
        bytes.insert(bytes.end(), whole.begin() + begin, whole.begin() + end);
        bytes.resize(bytes.size() + 31);
        apart.push_back(std::make_unique<simt::DeviceArray<unsigned char>>(bytes));
        const auto entry = static_cast<int64_t>(reinterpret_cast<uintptr_t>(apart.back()->data()) -
                                                reinterpret_cast<uintptr_t>(view.data())) +
                           before;
        std::memcpy(view.data() + packed::kTable + row * 8, &entry, sizeof entry);
    }
    std::memset(view.data() + packed::kTable + rows * 8, 0xff, 8);  // nobody reads where it ends
    const auto voxels = packed::unpack<uint16_t>(whole.data());
    Batch batch;
    std::vector<Bytes> expected;
    for (int i = 0; i < 6; ++i) {
        const ib_patch p = random_patch(random, dims, IB_UINT16);
        batch.add_packed(p, view.data());
        expected.push_back(expectedOf(p, voxels));
    }
    CHECK(expected == batch.gather(7, 0, kKernel));
}

void aRowBehind2To32BytesIsFound() {
    std::mt19937_64 random(45);
    const Axes dims{9, 4, 4};
    const packed::Blob blob = packed::random_blob(dims, IB_UINT8, random);
    constexpr int64_t kFar = (int64_t{1} << 32) + 12345;
    constexpr size_t kHead = packed::kTable + 2 * 8;
    simt::SparseArray memory(kFar + (int64_t{1} << 16));
    std::memcpy(memory.data(), blob.data(), kHead);
    std::memcpy(memory.data() + packed::kTable, &kFar, sizeof kFar);
    std::memcpy(memory.data() + kFar, blob.data() + kHead, blob.size() - kHead);
    ib_patch p{};
    p.source_type = IB_UINT8, p.target_type = IB_TO_UINT8;
    p.nx = p.size_x = 9, p.ny = p.size_y = 4, p.nz = p.size_z = 4;
    p.gain = 1;
    Batch batch;
    batch.add_packed(p, memory.data());
    CHECK(expectedOf(p, packed::unpack<uint8_t>(blob.data())) == batch.gather(8, 0, kKernel)[0]);
}

void cornersAtTheEndsOfTheIntegersGiveFill() {
    std::mt19937_64 random(46);
    const Axes dims{9, 6, 5};
    simt::DeviceArray<unsigned char> blob(packed::random_blob(dims, IB_FLOAT32, random));
    const auto voxels = packed::unpack<float>(blob.data());
    Batch batch;
    std::vector<Bytes> expected;
    constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
    constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
    for (const int64_t corner : {kLeast, kLeast + 5, kMost, kMost - 6, int64_t{-40}, int64_t{9}}) {
        for (const int32_t flags : {0, 1}) {
            ib_patch p = patches::plain(nullptr);
            p.nx = dims.x, p.ny = dims.y, p.nz = dims.z;
            p.x = corner, p.flags = flags;
            batch.add_packed(p, blob.data());
            expected.push_back(expectedOf(p, voxels));
            std::swap(p.x, p.y);
            batch.add_packed(p, blob.data());
            expected.push_back(expectedOf(p, voxels));
        }
    }
    CHECK(expected == batch.gather(9, 0, kKernel));
}

}  // namespace

int main() {
    batchesOfAnyBricksMatchTheOracle<uint8_t>(IB_UINT8);
    batchesOfAnyBricksMatchTheOracle<int8_t>(IB_INT8);
    batchesOfAnyBricksMatchTheOracle<int16_t>(IB_INT16);
    batchesOfAnyBricksMatchTheOracle<uint16_t>(IB_UINT16);
    batchesOfAnyBricksMatchTheOracle<int32_t>(IB_INT32);
    batchesOfAnyBricksMatchTheOracle<uint32_t>(IB_UINT32);
    batchesOfAnyBricksMatchTheOracle<float>(IB_FLOAT32);
    batchesOfAnyBricksMatchTheOracle<double>(IB_FLOAT64);
    everyShapeOfTileIsRight();
    turnedPatchesOfManyTilesAreRight();
    packedImagesGiveTheBytesOfRawOnes();
    rowsOfAViewAreFoundByTheTable();
    aRowBehind2To32BytesIsFound();
    cornersAtTheEndsOfTheIntegersGiveFill();
}

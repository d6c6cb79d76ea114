// gather_patches_counted beside what test_gather_patches checks of it.
#include <random>

#include "device_array.hpp"
#include "gather/oracle.hpp"
#include "gather_batch.hpp"
#include "gather_counts.hpp"
#include "ib/ib_cuda.h"
#include "simt/simt.hpp"

namespace {

using simt::Batch;
using simt::Bytes;
using simt::countedIsTheSame;

/// Blocks add to one number: whole and cut chunks, turned, flipped, and voxel by voxel.
void aPatchOfManyTilesIsCounted() {
    std::mt19937_64 random(13);
    std::vector<uint8_t> values(130 * 70 * 9);
    for (uint8_t& value : values) { value = static_cast<uint8_t>(random() % 4 == 0 ? random() : 0); }
    simt::DeviceArray<uint8_t> source(values);
    simt::PaddedVolume padded(source.data(), 130, 70 * 9);
    for (const int32_t flags : {0, 1, 3 | IB_FLIP_Y, IB_FLIP_X | IB_FLIP_Z}) {
        Batch batch;
        std::vector<Bytes> expected;
        for (int i = 0; i < 2; ++i) {
            ib_patch p{};
            p.source = source.data(), p.source_type = IB_UINT8, p.target_type = IB_TO_UINT8;
            p.nx = 130, p.ny = 70, p.nz = 9;
            p.x = -3, p.y = 4, p.z = -2;
            p.size_x = p.size_y = 61 + 3 * i, p.size_z = 9;
            p.gain = 1, p.fill = 0, p.flags = flags;
            if (i == 0) {
                batch.add(p, padded);
            } else {
                batch.add(p);
            }
            expected.push_back(oracle::gather<uint8_t>(p));
        }
        countedIsTheSame(batch, expected, 3);
    }
}

}  // namespace

int main() { aPatchOfManyTilesIsCounted(); }

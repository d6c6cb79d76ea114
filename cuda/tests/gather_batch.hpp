// A batch of patches as a launcher of gather_patches lays it out.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "device_array.hpp"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "simt/simt.hpp"

namespace simt {

static_assert(sizeof(ib_cuda_patch) == 160);

using Bytes = std::vector<unsigned char>;

inline int64_t voxel_bytes(int32_t type) {
    return type <= IB_INT8      ? 1
           : type <= IB_UINT16  ? 2
           : type <= IB_FLOAT32 ? 4
           : type <= IB_FLOAT64 ? 8
                                : 2;
}

/// Rows of voxels that start at multiples of 16 bytes, poison between them.
class PaddedVolume {
public:
    PaddedVolume(const void* voxels, int64_t row_bytes, int64_t rows)
        : pitch_((row_bytes + 15) / 16 * 16), memory_(static_cast<size_t>(pitch_ * rows)) {
        for (int64_t row = 0; row < rows; ++row) {
            std::memcpy(memory_.data() + row * pitch_,
                        static_cast<const unsigned char*>(voxels) + row * row_bytes,
                        static_cast<size_t>(row_bytes));
        }
    }
    const unsigned char* data() { return memory_.data(); }
    int64_t pitch() const { return pitch_; }

private:
    int64_t pitch_;
    DeviceArray<unsigned char> memory_;
};

inline int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }

class Batch {
public:
    /// Its voxels where they are, one row after the other.
    void add(const ib_patch& p) { add(p, p.source, p.nx * voxel_bytes(p.source_type)); }
    /// Its voxels from a copy of them with padded rows.
    void add(const ib_patch& p, PaddedVolume& volume) { add(p, volume.data(), volume.pitch()); }

    /// Its voxels from a packed volume, which is there as long as the batch.
    void add_packed(ib_patch p, const unsigned char* blob) {
        p.flags |= IB_PACKED;
        add(p, blob, 0);
    }

    /// One target for each patch, `offset` elements after a multiple of 16 bytes.
    std::vector<Bytes> gather(uint64_t seed, int64_t offset = 0,
                              const char* kernel = "gather_patches") {
        std::vector<std::unique_ptr<DeviceArray<unsigned char>>> targets;
        int64_t tiles = 0;
        for (auto& p : patches_) {
            const int64_t voxels = p.size_x * p.size_y * p.size_z;
            const auto skipped = static_cast<size_t>(offset << p.target_type);
            targets.push_back(std::make_unique<DeviceArray<unsigned char>>(
                static_cast<size_t>(voxels << p.target_type) + skipped));
            p.target = reinterpret_cast<uint64_t>(targets.back()->data()) + skipped;
            tiles += lay_out(p, tiles);
        }
        DeviceArray<ib_cuda_patch> patches(patches_);
        run(kernel, {static_cast<unsigned>(tiles)}, {IB_GATHER_THREADS}, 0, seed,
            static_cast<const ib_cuda_patch*>(patches.data()), static_cast<int32_t>(patches.size()));
        std::vector<Bytes> results;
        for (size_t i = 0; i < targets.size(); ++i) {
            const auto skipped = static_cast<std::ptrdiff_t>(offset << patches_[i].target_type);
            const Bytes all = targets[i]->download();
            for (auto at = all.begin(); at != all.begin() + skipped; ++at) {
                if (*at != kGlobalPoison) { std::abort(); }  // before the patch
            }
            results.emplace_back(all.begin() + skipped, all.end());
        }
        return results;
    }

    /// As gather, by the kernel that counts: also how many elements of each patch of uint8 are not 0,
    /// of every third and of other types −1.
    std::vector<Bytes> gather_counted(uint64_t seed, int64_t offset, std::vector<int32_t>& found,
                                      const char* kernel = "gather_patches_counted") {
        DeviceArray<int32_t> counts(std::vector<int32_t>(patches_.size(), 0));
        for (size_t i = 0; i < patches_.size(); ++i) {
            const bool counted = patches_[i].target_type == IB_TO_UINT8 && i % 3 != 2;
            patches_[i].nonzero = counted ? reinterpret_cast<uint64_t>(counts.data() + i) : 0;
        }
        std::vector<Bytes> results = gather(seed, offset, kernel);
        found = counts.download();
        for (size_t i = 0; i < found.size(); ++i) {
            if (patches_[i].nonzero == 0 && found[i] != 0) { std::abort(); }
            found[i] = patches_[i].nonzero == 0 ? -1 : found[i];
        }
        return results;
    }

    /// Of a packed patch.
    static int64_t brick_tiles(const ib_cuda_patch& p) {
        const int64_t x = ceil_div((p.x & 7) + p.size_x, 8), y = ceil_div((p.y & 3) + p.size_y, 4);
        const int64_t z = ceil_div((p.z & 3) + p.size_z, 4);
        if ((p.flags & 1) != 0) {
            return ceil_div(x, IB_GATHER_TURNED_BRICKS) * ceil_div(y * 4, IB_GATHER_TURNED_ROWS) * z;
        }
        const int64_t parts = ceil_div(x, IB_GATHER_BRICKS);
        const int64_t rows =
            std::min<int64_t>(IB_GATHER_BRICK_ROWS, IB_GATHER_BRICKS / ceil_div(x, parts));
        return parts * ceil_div(y * z, rows);
    }

    /// Gives a patch with its target its chunks and its place after `tiles`; how many tiles it takes.
    static int64_t lay_out(ib_cuda_patch& p, int64_t tiles) {
        if ((p.flags & IB_PACKED) != 0) {
            p.first_tile = tiles;
            return brick_tiles(p);
        }
        const int64_t vector = int64_t{16} >> p.target_type;  // elements
        const bool turned = (p.flags & 1) != 0;
        const bool aligned = p.target % 16 == 0 && p.size_x % vector == 0;
        p.chunks = ceil_div(p.size_x + (turned || aligned ? 0 : vector - 1), IB_GATHER_CHUNK);
        p.first_tile = tiles;
        const int64_t rows =
            turned ? ceil_div(p.size_y, IB_GATHER_TURNED_ROWS) * IB_GATHER_TURNED_ROWS : p.size_y;
        return ceil_div(p.chunks * rows * p.size_z, IB_GATHER_THREADS);
    }

private:
    void add(const ib_patch& p, const void* source, int64_t pitch) {
        ib_cuda_patch patch{};
        patch.nx = p.nx, patch.ny = p.ny, patch.nz = p.nz;
        patch.x = p.x, patch.y = p.y, patch.z = p.z;
        patch.size_x = p.size_x, patch.size_y = p.size_y, patch.size_z = p.size_z;
        patch.subtract = p.subtract, patch.divide = p.divide;
        patch.clamp_low = p.clamp_low, patch.clamp_high = p.clamp_high;
        patch.gain = p.gain, patch.shift = p.shift, patch.fill = p.fill;
        patch.source_type = p.source_type, patch.target_type = p.target_type, patch.flags = p.flags;
        patch.source = reinterpret_cast<uint64_t>(source);
        patch.pitch = pitch;
        patches_.push_back(patch);
    }

    std::vector<ib_cuda_patch> patches_;
};

}  // namespace simt

// ib_pack_volume, in two passes: the first finds every brick's form, and with them where each row
// begins; the second writes all rows where they belong, whichever thread takes them.
#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>

#include "base/chunks.hpp"
#include "base/memory.hpp"
#include "base/simd.hpp"
#include "base/status.hpp"
#include "ib/ib_cpu.h"
#include "packed/check.hpp"
#include "packed/encode.hpp"
#include "packed/layout.hpp"

namespace ib {
namespace {

constexpr int64_t kBricksPerChunk = 512;

class Packer {
public:
    Packer(const std::byte* voxels, const VolumeShape& shape, int32_t threads)
        : voxels_(voxels),
          shape_(shape),
          grid_(brick_grid(shape.nx, shape.ny, shape.nz)),
          threads_(threads),
          kernels_(encode_kernels(shape.type, simd_level())),
          forms_(grid_.x * grid_.rows()),
          ends_(grid_.rows()) {}

    /// Bytes that `write` will write; 0 if the volume cannot be packed.
    int64_t choose() {
        std::mutex mutex;
        std::atomic<bool> possible{true};
        for_rows([&](int64_t begin, int64_t end) {
            ValueRange seen;
            for (int64_t row = begin; row < end && possible; ++row) {
                BrickForm* forms = forms_.data() + row * grid_.x;
                if (!kernels_.choose(source(row), grid_.x, forms, seen)) {
                    possible = false;
                    return;
                }
                ends_[row] = grid_.x;
                for (int64_t x = 0; x < grid_.x; ++x) { ends_[row] += kPayloadBytes[forms[x].head]; }
            }
            const std::lock_guard<std::mutex> lock(mutex);
            values_.least = std::min(values_.least, seen.least);
            values_.most = std::max(values_.most, seen.most);
        });
        if (!possible || int64_t{values_.most} - values_.least > kMostCode) { return 0; }
        int64_t end = grid_.table_end();
        for (int64_t row = 0; row < grid_.rows(); ++row) { end = ends_[row] += end; }
        return end + kPackedTail;
    }

    void write(std::byte* out) {
        const int64_t table_end = grid_.table_end();
        const int64_t end = ends_[grid_.rows() - 1];
        PackedHeader header{};
        std::memcpy(header.magic, kPackedMagic, sizeof header.magic);
        header.version = kPackedVersion;
        header.size[0] = static_cast<uint32_t>(shape_.nx);
        header.size[1] = static_cast<uint32_t>(shape_.ny);
        header.size[2] = static_cast<uint32_t>(shape_.nz);
        header.type = static_cast<uint32_t>(shape_.type);
        header.base = values_.least;
        header.bytes = static_cast<uint64_t>(end + kPackedTail);
        std::memcpy(out, &header, sizeof header);
        std::memcpy(out + sizeof header, &table_end, sizeof table_end);
        std::memcpy(out + sizeof header + sizeof table_end, ends_.data(),
                    static_cast<size_t>(grid_.rows()) * sizeof(int64_t));
        for_rows([&](int64_t begin, int64_t stop) {
            for (int64_t row = begin; row < stop; ++row) {
                kernels_.write(source(row), grid_.x, forms_.data() + row * grid_.x, values_.least,
                               out + (row == 0 ? table_end : ends_[row - 1]));
            }
        });
        std::memset(out + end, 0, kPackedTail);
    }

private:
    BrickSource source(int64_t row) const { return {voxels_, shape_, row % grid_.y, row / grid_.y}; }

    template <typename Body>
    void for_rows(Body&& body) {
        const int64_t chunk = std::max<int64_t>(1, kBricksPerChunk / grid_.x);
        for_chunks(grid_.rows(), chunk, threads_,
                   [&](int64_t, int64_t begin, int64_t end) { body(begin, end); });
    }

    const std::byte* voxels_;
    VolumeShape shape_;
    BrickGrid grid_;
    int32_t threads_;
    EncodeKernels kernels_;
    PooledArray<BrickForm> forms_;
    PooledArray<int64_t> ends_;  // of rows of bricks, from the start of the blob
    ValueRange values_;
};

}  // namespace
}  // namespace ib

extern "C" ib_status ib_pack_volume(const void* voxels, int32_t type, int64_t nx, int64_t ny,
                                    int64_t nz, int32_t threads, void* out, int64_t capacity,
                                    int64_t* out_bytes) {
    return ib::to_status([&] {
        const ib::VolumeShape shape{type, nx, ny, nz};
        ib::require_shape(shape);
        ib::require(voxels != nullptr, "voxels must not be null");
        ib::require(out != nullptr, "out must not be null");
        ib::require(out_bytes != nullptr, "out_bytes must not be null");
        ib::require(capacity >= 0, "capacity must not be negative", capacity);
        ib::require(threads >= 1, "threads must be at least 1", threads);
        ib::Packer packer(static_cast<const std::byte*>(voxels), shape, threads);
        const int64_t bytes = packer.choose();
        const bool fits = bytes > 0 && bytes <= capacity;
        if (fits) { packer.write(static_cast<std::byte*>(out)); }
        *out_bytes = fits ? bytes : 0;
    });
}

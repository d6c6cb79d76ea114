#include "packed/check.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>

#include "base/chunks.hpp"
#include "base/status.hpp"
#include "ib/ib_cpu.h"

namespace ib {
namespace {

constexpr int64_t kRowsPerChunk = 256;

[[noreturn]] void corrupt(const std::string& rule) { throw CorruptData("packed volume: " + rule); }

/// A blob whose header and size are right; its table and rows are not yet trusted.
struct Rows {
    const std::byte* blob;
    BrickGrid grid;
    int64_t end;  // where the last row must end

    const char* fault(int64_t row) const {
        const int64_t begin = row_offset(blob, row);
        const int64_t next = row_offset(blob, row + 1);
        if (row == 0 && begin != grid.table_end()) { return "must begin after the table"; }
        if (begin < grid.table_end() || next < begin || next > end) {
            return "must end after it begins and before the last 64 bytes";
        }
        if (row + 1 == grid.rows() && next != end) { return "must end at the last 64 bytes"; }
        const int64_t length = next - begin;
        if (length < grid.x || length != grid.x + payload_bytes(blob + begin, grid.x)) {
            return "must be as long as its heads say";
        }
        return nullptr;
    }
};

void lower(std::atomic<int64_t>& least, int64_t value) {
    int64_t seen = least.load();
    while (value < seen && !least.compare_exchange_weak(seen, value)) {}
}

}  // namespace

void require_shape(const VolumeShape& shape) {
    require(shape.type >= IB_UINT8 && shape.type <= IB_FLOAT64, "type must be 0 to 7", shape.type);
    for (const int64_t size : {shape.nx, shape.ny, shape.nz}) {
        require(size >= 1 && size <= INT32_MAX, "nx, ny and nz must be 1 to 2^31 - 1", size);
    }
    const __int128 voxels = static_cast<__int128>(shape.nx) * shape.ny * shape.nz;
    require(voxels < (int64_t{1} << 40), "a packed volume must have fewer than 2^40 voxels");
}

const char* header_fault(const PackedHeader& header, const VolumeShape& shape) {
    static constexpr unsigned char kZeros[sizeof header.zeros] = {};
    if (std::memcmp(header.magic, kPackedMagic, sizeof header.magic) != 0) {
        return "must begin with IBPK";
    }
    if (header.version != kPackedVersion) { return "version must be 1"; }
    if (header.type != static_cast<uint32_t>(shape.type)) { return "type must be that of the volume"; }
    if (header.size[0] != shape.nx || header.size[1] != shape.ny || header.size[2] != shape.nz) {
        return "size must be that of the volume";
    }
    if (header.zero != 0 || std::memcmp(header.zeros, kZeros, sizeof kZeros) != 0) {
        return "unused bytes of the header must be 0";
    }
    return nullptr;
}

void check_packed(const std::byte* blob, int64_t bytes, const VolumeShape& shape, int32_t threads) {
    const BrickGrid grid = brick_grid(shape.nx, shape.ny, shape.nz);
    const int64_t least = grid.table_end() + kPackedTail;
    if (bytes < least) {
        corrupt("must have at least " + std::to_string(least) + " bytes, has " + std::to_string(bytes));
    }
    const PackedHeader header = packed_header(blob);
    if (const char* rule = header_fault(header, shape)) { corrupt(rule); }
    if (header.bytes != static_cast<uint64_t>(bytes)) {
        corrupt("must have the " + std::to_string(header.bytes) + " bytes that its header says, has " +
                std::to_string(bytes));
    }
    const Rows rows{blob, grid, bytes - kPackedTail};
    std::atomic<int64_t> first{grid.rows()};
    for_chunks(grid.rows(), kRowsPerChunk, threads, [&](int64_t, int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
            if (rows.fault(row) != nullptr) {
                lower(first, row);
                return;
            }
        }
    });
    if (first < grid.rows()) {
        corrupt("row " + std::to_string(first) + " of bricks " + rows.fault(first));
    }
}

}  // namespace ib

extern "C" ib_status ib_check_packed(const void* blob, int64_t bytes, int32_t type, int64_t nx,
                                     int64_t ny, int64_t nz, int32_t threads) {
    return ib::to_status([&] {
        const ib::VolumeShape shape{type, nx, ny, nz};
        ib::require_shape(shape);
        ib::require(blob != nullptr, "blob must not be null");
        ib::require(bytes >= 0, "bytes must not be negative", bytes);
        ib::require(threads >= 1, "threads must be at least 1", threads);
        ib::check_packed(static_cast<const std::byte*>(blob), bytes, shape, threads);
    });
}

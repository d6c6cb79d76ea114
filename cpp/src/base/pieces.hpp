// How the patches of a batch are cut into pieces of work of about the same size.
#pragma once

#include <algorithm>
#include <cstdint>

namespace ib {

/// Voxels of a piece: some ten microseconds of work, so that the last piece keeps nobody waiting.
constexpr int64_t kPieceVoxels = int64_t{1} << 16;
constexpr int64_t kMaxPieces = 4096;

/// Pieces of every patch: enough for the largest; a small patch leaves some of its pieces empty.
template <typename Patch>
int64_t pieces_per_patch(const Patch* patches, int64_t count, int32_t threads) {
    if (threads == 1) { return 1; }
    int64_t voxels = 1;
    for (int64_t i = 0; i < count; ++i) {
        voxels = std::max(voxels, patches[i].size_x * patches[i].size_y * patches[i].size_z);
    }
    return std::min((voxels - 1) / kPieceVoxels + 1, kMaxPieces);
}

struct Piece {
    int64_t begin;
    int64_t end;
};

/// Which of a patch's `units`, 1 or more, belong to the piece of that number; none where begin == end.
inline Piece piece_of(int64_t units, int64_t number, int64_t pieces) {
    const int64_t length = (units - 1) / pieces + 1;
    const int64_t begin = std::min(units, number * length);
    return {begin, std::min(units, begin + length)};
}

}  // namespace ib

#include "labels/dense_rows.hpp"

#include <bit>

#include "base/simd.hpp"
#include "labels/union_find.hpp"

namespace ib {
#if defined(__x86_64__)
namespace {

#define IB_INLINE [[gnu::always_inline]] inline

/// Walks along a row word by word; knows how many runs began before.
class Cursor {
public:
    IB_INLINE explicit Cursor(const RowBits& row) : words_(row.words), runs_before_(row.first_run) {}

    IB_INLINE void enter(int64_t word) {
        bits = words_[word];
        by_one = bits << 1 | last_ >> 63;
        by_two = bits << 2 | last_ >> 62;
        starts = bits & ~by_one;
    }
    IB_INLINE void leave() {
        runs_before_ += std::popcount(starts);
        last_ = bits;
    }
    /// Number of the run after the last one that begins up to the lowest bit of `rest`.
    IB_INLINE int32_t runs_up_to(uint64_t rest) const {
        return runs_before_ + std::popcount(starts & (rest ^ (rest - 1)));
    }

    uint64_t bits = 0, by_one = 0, by_two = 0;  // by_n: shifted n voxels towards larger x
    uint64_t starts = 0;

private:
    const uint64_t* words_;
    int32_t runs_before_;
    uint64_t last_ = 0;
};

/// Unites a's run that begins last up to each set bit, or the one after it, with b's.
IB_INLINE void unite_at(uint64_t places, const Cursor& a, int32_t a_offset, const Cursor& b,
                        int32_t* parent) {
    for (; places != 0; places &= places - 1) {
        unite(parent, a.runs_up_to(places) - 1 + a_offset, b.runs_up_to(places) - 1);
    }
}

/// Every stretch of common voxels belongs to one pair.
IB_INLINE void unite_overlapping(int32_t* parent, const RowBits& row_a, const RowBits& row_b,
                                 int64_t words) {
    Cursor a(row_a), b(row_b);
    uint64_t last = 0;
    for (int64_t word = 0; word < words; ++word) {
        a.enter(word);
        b.enter(word);
        const uint64_t common = a.bits & b.bits;
        unite_at(common & ~(common << 1 | last >> 63), a, 0, b, parent);
        last = common;
        a.leave();
        b.leave();
    }
}

/// A pair touches in one of three ways: b begins on a's voxels or right after them; b begins right
/// before a does; or b began earlier and reaches the voxel before a's first.
IB_INLINE void unite_adjacent(int32_t* parent, const RowBits& row_a, const RowBits& row_b,
                              int64_t words) {
    Cursor a(row_a), b(row_b);
    for (int64_t word = 0; word < words; ++word) {
        a.enter(word);
        b.enter(word);
        const uint64_t next = word + 1 < words ? row_a.words[word + 1] & 1 & ~(a.bits >> 63) : 0;
        unite_at(b.starts & (a.bits | a.by_one), a, 0, b, parent);
        unite_at(b.starts & (a.starts >> 1 | next << 63), a, 1, b, parent);
        unite_at(a.starts & b.by_one & b.by_two, a, 0, b, parent);
        a.leave();
        b.leave();
    }
}

#undef IB_INLINE

IB_TARGET_AVX2 void unite_rows_avx2(int32_t* parent, RowBits a, RowBits b, int64_t words,
                                    int32_t reach) {
    if (reach == 0) { return unite_overlapping(parent, a, b, words); }
    unite_adjacent(parent, a, b, words);
}

}  // namespace
#endif

UniteDenseRows unite_dense_rows() {
#if defined(__x86_64__)
    if (simd_level() >= IB_SIMD_AVX2) { return unite_rows_avx2; }
#endif
    return nullptr;
}

}  // namespace ib

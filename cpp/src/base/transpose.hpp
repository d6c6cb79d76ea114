// Transposes for quarter turns, by vectors of 16 bytes that every 64-bit processor has.
#pragma once

#include <cstdint>
#include <cstring>

namespace ib {

/// As transpose below, by tiles of 16 x 16.
void transpose_avx512(const uint32_t* source, int64_t source_stride, uint32_t* target,
                      int64_t target_stride, int64_t columns, int64_t rows);

/// A square of kSide rows of 16 bytes.
template <typename Element>
struct TransposeTile {
    static constexpr int kSide = 16 / sizeof(Element);
    typedef Element Row __attribute__((vector_size(16)));

    Row rows[kSide];

    /// Row i and row i + kSide / 2 become neighbours element by element; log2(kSide) times of that is
    /// the transpose.
    void interleave() {
        Row mixed[kSide];
        for (int i = 0; i < kSide / 2; ++i) {
            mixed[2 * i] = zip<0>(rows[i], rows[i + kSide / 2]);
            mixed[2 * i + 1] = zip<kSide / 2>(rows[i], rows[i + kSide / 2]);
        }
        for (int i = 0; i < kSide; ++i) { rows[i] = mixed[i]; }
    }

    /// Elements kFirst, kFirst + 1, … of a and of b in turn, kSide / 2 of each.
    template <int kFirst>
    static Row zip(Row a, Row b) {
#if defined(__clang__)
        Row zipped{};
        for (int i = 0; i < kSide / 2; ++i) {
            zipped[2 * i] = a[kFirst + i];
            zipped[2 * i + 1] = b[kFirst + i];
        }
        return zipped;
#else
        Row order{};
        for (int i = 0; i < kSide / 2; ++i) {
            order[2 * i] = static_cast<Element>(kFirst + i);
            order[2 * i + 1] = static_cast<Element>(kSide + kFirst + i);
        }
        return __builtin_shuffle(a, b, order);
#endif
    }

    void transpose() {
        for (int done = 1; done < kSide; done *= 2) { interleave(); }
    }
};

/// target[i * target_stride + c] = source[c * source_stride + i] for c < columns, i < rows; strides in
/// elements, negative ones allowed. Element: uint8_t, uint16_t or uint32_t.
template <typename Element>
void transpose(const Element* source, int64_t source_stride, Element* target, int64_t target_stride,
               int64_t columns, int64_t rows) {
    constexpr int64_t side = TransposeTile<Element>::kSide;
    for (int64_t i = 0; i < rows; i += side) {
        for (int64_t c = 0; c < columns; c += side) {
            if (i + side <= rows && c + side <= columns) {
                TransposeTile<Element> tile;
                for (int64_t r = 0; r < side; ++r) {
                    std::memcpy(&tile.rows[r], source + (c + r) * source_stride + i, 16);
                }
                tile.transpose();
                for (int64_t r = 0; r < side; ++r) {
                    std::memcpy(target + (i + r) * target_stride + c, &tile.rows[r], 16);
                }
                continue;
            }
            for (int64_t r = i; r < rows && r < i + side; ++r) {
                for (int64_t s = c; s < columns && s < c + side; ++s) {
                    target[r * target_stride + s] = source[s * source_stride + r];
                }
            }
        }
    }
}

}  // namespace ib

// Transposes of small tiles for quarter turns.
#pragma once

#include <cstdint>

namespace ib {

/// target[i * target_stride + c] = source[c * source_stride + i] for c < columns, i < rows; strides in
/// elements, negative ones allowed. Element: uint8_t, uint16_t or uint32_t.
template <typename Element>
void transpose(const Element* source, int64_t source_stride, Element* target, int64_t target_stride,
               int64_t columns, int64_t rows) {
    for (int64_t i = 0; i < rows; ++i) {
        for (int64_t c = 0; c < columns; ++c) {
            target[i * target_stride + c] = source[c * source_stride + i];
        }
    }
}

}  // namespace ib

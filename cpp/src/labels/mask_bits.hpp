// Rows of a byte mask as bit words.
#pragma once

#include <cstdint>

namespace ib {

/// Writes (n + 63) / 64 words: bit i of word w is set where row[64 * w + i] is not 0; bits beyond n are
/// clear. Returns the OR of all words. Reads no byte outside [row, row + n).
using PackRow = uint64_t (*)(const uint8_t* row, int64_t n, uint64_t* words);

/// The variant for the SIMD level in use.
PackRow pack_row();

}  // namespace ib

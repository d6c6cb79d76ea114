// Which way of deflating suits some data.
#pragma once

#include <cstdint>

namespace ib {

/// Most bytes that either deflater makes of `size` bytes.
int64_t deflate_bound(int64_t size);

/// Whether runs alone are about as small as a search for matches, by trying both on a sample. They are
/// on measured values, whose low bits are noise; they are not where few values occur, as after
/// conversion from integers. Depends on the source alone.
bool prefers_runs(const uint8_t* source, int64_t source_size);

}  // namespace ib

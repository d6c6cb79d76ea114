// Runs pieces of one call on a pool of threads that lives as long as the library.
#pragma once

#include <cstdint>
#include <functional>

namespace ib {

/// Calls body(piece) for every piece in [0, pieces), on at most `threads` threads, the caller's
/// included; returns when all are done. Pieces are handed out in order, one at a time. The first
/// exception is rethrown to the caller once every running piece has ended; later pieces are skipped.
/// May be called from several threads at once: a caller whose helpers are busy elsewhere does its
/// pieces alone, so it never waits for another call. Must not be called from within a body.
void parallel_for(int64_t pieces, int32_t threads, const std::function<void(int64_t)>& body);

}  // namespace ib

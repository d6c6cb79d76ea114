// Splits a long scan into chunks that workers with state of their own take one after another.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "base/parallel.hpp"

namespace ib {

/// How many workers for_chunks uses for `n` elements: at least 1.
inline int32_t chunk_workers(int64_t n, int64_t chunk, int32_t threads) {
    return static_cast<int32_t>(std::clamp<int64_t>((n + chunk - 1) / chunk, 1, threads));
}

/// Calls body(worker, begin, end) for every chunk of [0, n). A worker runs on one thread at a time, so
/// body may keep state per worker without locks; which worker gets which chunk is not determined.
template <typename Body>
void for_chunks(int64_t n, int64_t chunk, int32_t threads, Body&& body) {
    std::atomic<int64_t> next{0};
    parallel_for(chunk_workers(n, chunk, threads), threads, [&](int64_t worker) {
        for (int64_t begin = next.fetch_add(chunk); begin < n; begin = next.fetch_add(chunk)) {
            body(worker, begin, std::min(n, begin + chunk));
        }
    });
}

}  // namespace ib

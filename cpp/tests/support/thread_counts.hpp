// How many threads the sweeps over whole operations use.
#pragma once

#include <cstdint>

namespace oracle {

#ifdef __SANITIZE_THREAD__
constexpr int32_t kThreadCounts[] = {
    5};  // one thread races with nobody, and races need no second split
#else
constexpr int32_t kThreadCounts[] = {1, 2, 5};
#endif

}  // namespace oracle

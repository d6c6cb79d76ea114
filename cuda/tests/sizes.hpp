// How much is tested: less under the sanitizers, which are slow, and where IB_FEW_SHAPES says so.
#pragma once

#include <cstdint>

#if defined(__SANITIZE_THREAD__)
constexpr int kRounds = 1;
constexpr uint32_t kHalfStep = 97;
constexpr bool kFewShapes = true;
#elif defined(__SANITIZE_ADDRESS__) || defined(IB_FEW_SHAPES)
constexpr int kRounds = 5;
constexpr uint32_t kHalfStep = 17;
constexpr bool kFewShapes = true;
#else
constexpr int kRounds = 12;
constexpr uint32_t kHalfStep = 3;
constexpr bool kFewShapes = false;
#endif

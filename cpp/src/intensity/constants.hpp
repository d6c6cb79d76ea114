// The numbers of ib_cpu.h's noise and power, as the nearest floats.
#pragma once

#include <cstdint>

namespace ib {

/// (-1)^i (pi/2)^(2i + 1) / (2i + 1)!
constexpr float kSine[] = {1.5707964f,    -0.6459641f,    0.079692625f,
                           -0.004681754f, 0.00016044118f, -3.5988433e-06f};
/// 2 / ln 2 / (2i + 1)
constexpr float kLog[] = {2.88539f, 0.9617967f, 0.57707804f, 0.41219857f, 0.3205989f};
/// (ln 2)^i / i!
constexpr float kExp[] = {1.0f,         0.6931472f,    0.2402265f,    0.05550411f,
                          0.009618129f, 0.0013333558f, 0.0001540353f, 1.5252734e-05f};
constexpr float kMinusTwoLn2 = -1.3862944f;
constexpr float kSqrt2 = 1.4142135f;
constexpr float kLeastPower = 0x1p-126f;
/// Adding and taking away 1.5 * 2^23 rounds to nearest even.
constexpr float kRound = 0x1.8p23f;

constexpr uint32_t kPhilox0 = 0xd2511f53, kPhilox1 = 0xcd9e8d57;
constexpr uint32_t kWeyl0 = 0x9e3779b9, kWeyl1 = 0xbb67ae85;
constexpr int kPhiloxRounds = 10;

}  // namespace ib

#define IB_ROW_TARGET
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "intensity/scalars.hpp"
#include "support/check.hpp"

namespace {

double relative(float actual, double expected) {
    return std::fabs(static_cast<double>(actual) - expected) / std::fabs(expected);
}

/// Every 61st float from 2^-126 to 1, and every float of (0.5, 2).
void log2_is_as_close_as_the_header_says() {
    double most = 0;
    const auto take = [&](uint32_t bits) {
        const auto x = std::bit_cast<float>(bits);
        const double expected = std::log2(static_cast<double>(x));
        if (expected == 0) {
            CHECK_EQUAL(0.0f, ib::log2_of(x));
        } else {
            most = std::max(most, relative(ib::log2_of(x), expected));
        }
    };
    for (uint32_t bits = 0x00800000; bits <= 0x3f000000; bits += 61) { take(bits); }
    for (uint32_t bits = 0x3f000001; bits < 0x40000000; ++bits) { take(bits); }
    std::printf("log2: %.3g of the result\n", most);
    CHECK(most < 2.4e-7);
}

void exp2_is_as_close_as_the_header_says() {
    double most = 0;
    for (int64_t i = 0; i <= 126'000'000; i += 7) {
        const auto y = static_cast<float>(-static_cast<double>(i) * 1e-6);
        if (y <= -125.9f) { continue; }  // what is subnormal, or rounds to it, is 0
        most = std::max(most, relative(ib::exp2_of(y), std::exp2(static_cast<double>(y))));
    }
    std::printf("exp2: %.3g of the result\n", most);
    CHECK(most < 1e-7);
    CHECK_EQUAL(1.0f, ib::exp2_of(0));
    CHECK_EQUAL(0.5f, ib::exp2_of(-1));
    CHECK_EQUAL(0x1p-126f, ib::exp2_of(-126));
    CHECK_EQUAL(0x1p-126f, ib::exp2_of(-1e30f));
    CHECK_EQUAL(4.0f, ib::exp2_of(2));
}

void power_is_as_close_as_the_header_says() {
    double most = 0;
    for (const float exponent : {0.5f, 0.7f, 1.0f, 1.5f, 3.0f}) {
        for (int i = 1; i <= 1'000'000; i += 3) {
            const float x = static_cast<float>(i) * 1e-6f;
            const double expected = std::pow(static_cast<double>(x), static_cast<double>(exponent));
            most = std::max(most, relative(ib::power_of(x, exponent), expected));
        }
        CHECK_EQUAL(0.0f, ib::power_of(0, exponent));
        CHECK_EQUAL(0.0f, ib::power_of(0x1p-127f, exponent));
        CHECK_EQUAL(1.0f, ib::power_of(1, exponent));
    }
    std::printf("power: %.3g of the result from 1e-6 to 1, exponents 0.5 to 3\n", most);
    CHECK(most < 2.5e-6);
}

void sine_is_close() {
    double most = 0;
    for (int i = 0; i <= 1 << 23; i += 5) {
        const float f = static_cast<float>(i) * 0x1p-23f;
        const double expected = std::sin(std::acos(-1.0) / 2 * static_cast<double>(f));
        most = std::max(most, std::fabs(static_cast<double>(ib::sine_of(f)) - expected));
    }
    std::printf("sine: %.3g\n", most);
    CHECK(most < 2e-7);
}

}  // namespace

int main() {
    log2_is_as_close_as_the_header_says();
    exp2_is_as_close_as_the_header_says();
    power_is_as_close_as_the_header_says();
    sine_is_close();
}

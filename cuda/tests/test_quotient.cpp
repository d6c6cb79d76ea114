// Quotients by a reciprocal against the processor's division: random ones, those next to the middle
// between two float32, and the ends of the ranges. IB_QUOTIENT_CASES sets how many of each random kind
// (default one million); from 2^23 on, every significand of the dividend is tried with some divisors as
// well.
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

#include "ib/quotient.cuh"
#include "support/check.hpp"

namespace {

using ib::Reciprocal;

int64_t cases() {
    const char* text = std::getenv("IB_QUOTIENT_CASES");
    return text == nullptr ? 1000000 : std::atoll(text);
}

float of_bits(uint64_t bits) { return std::bit_cast<float>(static_cast<uint32_t>(bits)); }

/// As the kernels use it: NaN stands for "divide", and only where there is reason to.
bool agrees(float dividend, float divisor) {
    const volatile float wanted = dividend / divisor;
    const float quotient = Reciprocal(divisor).quotient(dividend);
    if (quotient != quotient) {
        return !std::isfinite(dividend) ||
               std::fabs(wanted) > std::numeric_limits<float>::max() * 0.999f;
    }
    if (dividend == 0) { return quotient == 0; }
    return std::bit_cast<uint32_t>(quotient) == std::bit_cast<uint32_t>(static_cast<float>(wanted));
}

bool is_promised(float dividend, float divisor) {
    return Reciprocal::takes(divisor) && !(std::fabs(dividend) < ib::kLeastDividend && dividend != 0);
}

void check(float dividend, float divisor) {
    if (is_promised(dividend, divisor) && !agrees(dividend, divisor)) {
        std::fprintf(stderr, "%a / %a\n", static_cast<double>(dividend), static_cast<double>(divisor));
        std::abort();
    }
}

void check_signs(float dividend, float divisor) {
    for (const float a : {dividend, -dividend}) {
        for (const float b : {divisor, -divisor}) { check(a, b); }
    }
}

/// Numbers of any bits are mostly far apart; numbers of like magnitude are what volumes have.
void randomQuotientsAreThoseOfTheProcessor() {
    std::mt19937_64 random(1);
    int64_t promised = 0;
    for (int64_t i = 0; i < cases(); ++i) {
        const uint64_t bits = random();
        const float dividend = of_bits(bits);
        const float divisor = of_bits(bits >> 32);
        promised += is_promised(dividend, divisor) ? 1 : 0;
        check(dividend, divisor);
        check(of_bits(0x3f800000u | (bits & 0x7fffff)), of_bits(0x3f800000u | (bits >> 32 & 0x7fffff)));
    }
    CHECK(promised > cases() / 8);
}

/// To `bits` significant bits, to nearest even.
double rounded(double value, int bits) {
    int exponent = 0;
    std::frexp(value, &exponent);
    return std::ldexp(std::nearbyint(std::ldexp(value, bits - exponent)), exponent - bits);
}

/// The same three operations in a format so short that all significands can be tried; float64 holds its
/// products exactly. In it, too, some first estimates are a unit or more off.
void everyQuotientOfAShortFormatIsRight() {
    const int bits = cases() >= 1 << 23 ? 13 : 11;
    const int end = 1 << bits;
    int64_t far = 0;
    for (int divisor = end / 2; divisor < end; ++divisor) {
        const double inverse = rounded(1.0 / divisor, bits);
        for (int dividend = end / 2; dividend < end; ++dividend) {
            const double exact = static_cast<double>(dividend) / divisor;
            const double estimate = rounded(dividend * inverse, bits);
            const double rest = rounded(dividend - divisor * estimate, bits);
            CHECK(rounded(estimate + rest * inverse, bits) == rounded(exact, bits));
            far += std::fabs(estimate - exact) >= std::ldexp(1, -bits + (dividend < divisor ? 0 : 1))
                       ? 1
                       : 0;
        }
    }
    CHECK(far > 0);
}

/// The inverse of an odd number modulo 2^32.
uint32_t inverse(uint32_t odd) {
    uint32_t x = odd;
    for (int i = 0; i < 5; ++i) { x *= 2 - odd * x; }
    return x;
}

/// dividend * 2^25 + miss = divisor * middle, in whole numbers, with `middle` in the middle between two
/// float32: no quotients lie nearer to a middle than these.
void quotientsNextToAMiddleAreRoundedToTheRightSide() {
    std::mt19937_64 random(2);
    int64_t tried = 0;
    while (tried < cases()) {
        const auto divisor = static_cast<uint32_t>(random() & 0x7fffff) | 0x800001u;
        for (const int miss : {1, -1, 3, -3, 5, -5, 7, -7}) {
            const uint32_t middle = static_cast<uint32_t>(miss) * inverse(divisor) & 0x1ffffffu;
            if (middle < 0x1000000u) { continue; }
            const int64_t product = int64_t{divisor} * middle - miss;
            CHECK_EQUAL(0, product % (1 << 25));
            const auto dividend = static_cast<float>(product >> 25);
            check_signs(dividend, static_cast<float>(divisor));
            check_signs(dividend * 0x1p-24f, static_cast<float>(divisor) * 0x1p-23f);
            ++tried;
        }
    }
}

/// There the first estimate is up to one and a half units off.
void dividendsJustBelowADivisorNearAPowerOf2AreDividedRight() {
    const int64_t side = cases() >= 1 << 23 ? 4096 : 512;
    for (int64_t i = 0; i < side; ++i) {
        for (int64_t j = -side; j < side; ++j) {
            for (const uint32_t start : {0x40000000u, 0x3fc00000u}) {
                check(of_bits(start - static_cast<uint64_t>(j)),
                      of_bits(start - static_cast<uint64_t>(i)));
            }
        }
    }
}

void everySignificandIsDividedRightByAwkwardDivisors() {
    std::mt19937_64 random(3);
    const uint32_t step = cases() >= 1 << 23 ? 1 : 97;
    for (int i = 0; i < 40; ++i) {
        const uint32_t chosen[] = {0x3f800001u, 0x3fffffffu, 0x3ffffffeu, 0x3fb504f3u, 0x3fb504f4u};
        const float divisor =
            of_bits(i < 5 ? chosen[i] : 0x3f800000u | static_cast<uint32_t>(random() & 0x7fffff));
        for (uint32_t bits = 0; bits < 0x800000u; bits += step) {
            check(of_bits(0x3f800000u | bits), divisor);
        }
    }
}

void theEndsOfTheRangesAreRight() {
    std::mt19937_64 random(4);
    const float largest = std::numeric_limits<float>::max();
    const float infinity = std::numeric_limits<float>::infinity();
    for (const float divisor : {ib::kLeastDivisor, std::nextafter(ib::kLeastDivisor, 1.0f), 1.0f, 3.0f,
                                std::nextafter(ib::kMostDivisor, 1.0f), ib::kMostDivisor}) {
        CHECK(Reciprocal::takes(divisor) && Reciprocal::takes(-divisor));
        for (const float dividend :
             {0.0f, ib::kLeastDividend, std::nextafter(ib::kLeastDividend, 1.0f), 1.0f, largest,
              infinity, std::numeric_limits<float>::quiet_NaN()}) {
            check_signs(dividend, divisor);
        }
        for (int i = 0; i < 10000; ++i) {
            const float significand = of_bits(0x3f800000u | (random() & 0x7fffff));
            check_signs(ib::kLeastDividend * significand, divisor);
            check_signs(0x1p127f * significand, divisor);
        }
    }
    for (const float divisor :
         {0.0f, std::numeric_limits<float>::denorm_min(), std::nextafter(ib::kLeastDivisor, 0.0f),
          std::nextafter(ib::kMostDivisor, infinity), largest, infinity,
          std::numeric_limits<float>::quiet_NaN()}) {
        CHECK(!Reciprocal::takes(divisor) && !Reciprocal::takes(-divisor));
    }
}

/// What infinite and overflowing quotients are told by.
void whatHasNoFiniteQuotientGivesNaN() {
    for (const float divisor : {0.5f, -0.75f}) {
        for (const float dividend :
             {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
              std::numeric_limits<float>::max(), std::numeric_limits<float>::quiet_NaN()}) {
            CHECK(std::isnan(Reciprocal(divisor).quotient(dividend)));
        }
    }
}

/// The limit is there for a reason.
void dividendsFarBelowTheLeastAreNotAlwaysDividedRight() {
    std::mt19937_64 random(6);
    int64_t wrong = 0;
    for (int i = 0; i < 10000; ++i) {
        const uint64_t bits = random();
        const float dividend = 0x1p-120f * of_bits(0x3f800000u | (bits & 0x7fffff));
        wrong += agrees(dividend, of_bits(0x3f800000u | (bits >> 32 & 0x7fffff))) ? 0 : 1;
    }
    CHECK(wrong > 0);
}

/// What is subtracted first leaves 0 or enough.
void differencesFromTheLeastSubtrahendOnAre0OrLargeEnough() {
    std::mt19937_64 random(5);
    for (int64_t i = 0; i < cases(); ++i) {
        const uint64_t bits = random();
        const float subtrahend = ib::kLeastSubtrahend * of_bits(0x3f800000u | (bits & 0x7fffff)) *
                                 static_cast<float>(1 + (bits >> 23 & 3));
        const float value = i % 2 == 0
                                ? of_bits(bits >> 32)
                                : of_bits(std::bit_cast<uint32_t>(subtrahend) + (bits >> 32) % 65 - 32);
        const volatile float difference = value - subtrahend;
        CHECK(difference == 0 || !(std::fabs(difference) < ib::kLeastDividend));
    }
}

}  // namespace

int main() {
    randomQuotientsAreThoseOfTheProcessor();
    everyQuotientOfAShortFormatIsRight();
    quotientsNextToAMiddleAreRoundedToTheRightSide();
    dividendsJustBelowADivisorNearAPowerOf2AreDividedRight();
    everySignificandIsDividedRightByAwkwardDivisors();
    theEndsOfTheRangesAreRight();
    whatHasNoFiniteQuotientGivesNaN();
    dividendsFarBelowTheLeastAreNotAlwaysDividedRight();
    differencesFromTheLeastSubtrahendOnAre0OrLargeEnough();
}

// The simulated step takes the time it is given.
#include <chrono>

#include "simt/simt.hpp"
#include "support/check.hpp"

namespace {

using Clock = std::chrono::steady_clock;

/// Blocks run one after the other here.
std::chrono::nanoseconds time_of(unsigned blocks, unsigned threads, int64_t nanoseconds) {
    const auto began = Clock::now();
    simt::run("simulated_step", {blocks}, {threads}, 0, 1, nanoseconds);
    return Clock::now() - began;
}

void everyBlockTakesAtLeastTheTimeItIsGiven() {
    for (const unsigned threads : {1u, 3u, 96u}) {
        CHECK(time_of(3, threads, 2'000'000) >= std::chrono::milliseconds(6));
    }
}

void noTimeEndsAtOnce() {
    time_of(2, 5, 0);
    time_of(2, 5, -7);
}

}  // namespace

int main() {
    everyBlockTakesAtLeastTheTimeItIsGiven();
    noTimeEndsAtOnce();
}

// Blocks that wait for each other: the harness runs them in every order and finds what they forget.
// Faults run in child processes, which must die of them.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "child_faults.hpp"
#include "device_array.hpp"
#include "simt/simt.hpp"
#include "support/check.hpp"

namespace {

constexpr unsigned kThreads = 64;

std::vector<int32_t> hand_over(const char* kernel, uint64_t seed) {
    constexpr unsigned kBlocks = 5;
    simt::DeviceArray<uint32_t> drawn(1), told(1);
    drawn.zero();
    told.zero();
    simt::DeviceArray<int32_t> values(kThreads), out(kBlocks * kThreads);
    simt::run(kernel, {kBlocks}, {kThreads}, 0, seed, drawn.data(), told.data(), values.data(),
              out.data());
    return out.download();
}

/// In a child: 0 if nothing was noticed.
int commit(const std::string& fault) {
    if (fault == "missing release") { hand_over("hand_over_without_release", 1); }
    if (fault == "release") { hand_over("hand_over_with_release", 1); }
    if (fault == "look-back by index") {
        simt::DeviceArray<uint64_t> told(40);
        told.zero();
        simt::DeviceArray<int64_t> sums(40);
        simt::run("look_back_by_block_index", {40}, {32}, 0, 1, told.data(), sums.data());
    }
    return 0;
}

void faultsAreCaught(const char* program) {
    CHECK(!end_of(program, "release").failed);
    check_caught(program, "look-back by index", "look_back_by_block_index hangs: threads wait for");
    if (kThreadSanitizer) {
        check_caught(program, "missing release", "data race");
        check_caught(program, "missing release", "planted_faults.cu:");
    }
}

void whatABlockReleasesOthersFind() {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        const auto out = hand_over("hand_over_with_release", seed);
        for (unsigned i = kThreads; i < out.size(); ++i) {
            CHECK_EQUAL(int32_t(i % kThreads) + 1, out[i]);
        }
    }
}

/// With blocks side by side, some far ahead, and one after the other, whatever their order.
void lookBackSumsTheBlocksBefore() {
    constexpr unsigned kMost = 200;
    for (uint64_t seed = 1; seed <= 60; ++seed) {
        const unsigned blocks = 1 + static_cast<unsigned>(seed * 37 % kMost);
        simt::DeviceArray<uint32_t> drawn(1);
        drawn.zero();
        simt::DeviceArray<uint64_t> told(blocks);
        told.zero();
        simt::DeviceArray<int64_t> sums(blocks);
        simt::run("look_back_by_drawn_number", {blocks}, {kThreads}, 0, seed, drawn.data(), told.data(),
                  sums.data());
        int64_t before = 0;
        for (unsigned n = 0; n < blocks; before += n + 3, ++n) { CHECK_EQUAL(before, sums[n]); }
    }
}

/// Of ten blocks, how many began before the one that began first had ended.
void blocksRunSideBySideOrOneAfterTheOther() {
    std::set<int32_t> others;
    for (uint64_t seed = 1; seed <= 30; ++seed) {
        simt::DeviceArray<int32_t> next(1);
        next.zero();
        simt::DeviceArray<int32_t> order(10 * 40);
        simt::run("order_of_threads", {10}, {40}, 0, seed, next.data(), order.data());
        int32_t switches = 0;
        for (size_t i = 1; i < order.size(); ++i) { switches += order[i] / 40 != order[i - 1] / 40; }
        others.insert(switches);
    }
    CHECK_EQUAL(9, *others.begin());        // each block whole before the next
    CHECK(*others.rbegin() > 10 * 40 / 4);  // threads of all that run, one as likely as another
    CHECK(
        std::any_of(others.begin(), others.end(), [](int32_t n) { return n > 9 && n < 10 * 40 / 6; }));
}

}  // namespace

int main(int count, char** arguments) {
    if (count > 1) { return commit(arguments[1]); }
    faultsAreCaught(arguments[0]);
    whatABlockReleasesOthersFind();
    lookBackSumsTheBlocksBefore();
    blocksRunSideBySideOrOneAfterTheOther();
}

// The harness catches what it is there to catch. Faults run in child processes, which must die of them.
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "child_faults.hpp"
#include "device_array.hpp"
#include "simt/simt.hpp"
#include "support/check.hpp"

namespace {

constexpr unsigned kThreads = 64;
constexpr int32_t kSum = 64 * 65 / 2;

int32_t sum_by(const char* kernel, uint64_t seed) {
    std::vector<int32_t> values(kThreads);
    std::iota(values.begin(), values.end(), 1);
    simt::DeviceArray<int32_t> in(values);
    simt::DeviceArray<int32_t> out(1);
    simt::run(kernel, {1}, {kThreads}, 0, seed, static_cast<const int32_t*>(in.data()), out.data());
    return out[0];
}

constexpr const char* kWrongSum = "the sum is wrong";

[[noreturn]] void say(const char* what) {
    std::fprintf(stderr, "%s\n", what);
    std::exit(1);
}

/// In a child: 0 if nothing was noticed.
int commit(const std::string& fault) {
    simt::DeviceArray<int32_t> out(8);
    out.zero();
    if (fault == "missing barrier" && sum_by("sum_without_barrier", 1) != kSum) { say(kWrongSum); }
    if (fault == "no fault" && sum_by("sum_with_barrier", 1) != kSum) { say(kWrongSum); }
    if (fault == "race") { simt::run("race_between_blocks", {4}, {32}, 0, 1, out.data()); }
    if (fault == "atomics") { simt::run("count_by_atomics", {4}, {32}, 0, 1, out.data()); }
    if (fault == "stray write") { simt::run("stray_write", {1}, {32}, 0, 1, out.data(), int32_t{8}); }
    if (fault == "missing warp barrier") {
        simt::DeviceArray<int32_t> values(std::vector<int32_t>(kThreads, 1)), sums(kThreads);
        simt::run("neighbours_without_warp_sync", {1}, {kThreads}, 0, 1,
                  static_cast<const int32_t*>(values.data()), sums.data());
    }
    if (fault == "misaligned load") {
        simt::run("misaligned_load", {1}, {32}, 0, 1, static_cast<const int32_t*>(out.data()),
                  out.data());
    }
    if (fault == "stray shared write") {
        simt::run("stray_shared_write", {1}, {kThreads}, 0, 1, int32_t{1});
    }
    if (fault == "barrier for some") { simt::run("barrier_for_some", {1}, {64}, 0, 1, out.data()); }
    if (fault == "different masks") {
        simt::run("lanes_of_different_masks", {1}, {32}, 0, 1, out.data());
    }
    return 0;
}

/// Which build must notice which fault, and what it says.
void faultsAreCaught(const char* program) {
    CHECK(!end_of(program, "no fault").failed);
    CHECK(!end_of(program, "atomics").failed);
    check_caught(program, "barrier for some", "hangs");
    check_caught(program, "different masks", "name each other in different operations");
    if (kThreadSanitizer) {
        for (const char* fault : {"missing barrier", "missing warp barrier", "race"}) {
            check_caught(program, fault, "data race");
            check_caught(program, fault, "planted_faults.cu:");
        }
    } else {
        check_caught(program, "missing barrier", kWrongSum);
    }
    if (kAddressSanitizer) {
        check_caught(program, "stray write", "heap-buffer-overflow");
        check_caught(program, "stray shared write", "heap-buffer-overflow");
        check_caught(program, "misaligned load", "misaligned address");
    } else {
        check_caught(program, "stray write", "wrote outside an array of 32 bytes");
        check_caught(program, "stray shared write", "past 256 bytes of shared memory");
    }
}

void aMissingBarrierGivesWrongSumsUnderMostSchedules() {
    int wrong = 0;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        CHECK_EQUAL(kSum, sum_by("sum_with_barrier", seed));
        wrong += sum_by("sum_without_barrier", seed) != kSum;
    }
    CHECK(wrong >= 15);
}

std::vector<int32_t> order_under(uint64_t seed) {
    simt::DeviceArray<int32_t> next(1);
    next.zero();
    simt::DeviceArray<int32_t> order(5 * 40);
    simt::run("order_of_threads", {5}, {40}, 0, seed, next.data(), order.data());
    return order.download();
}

void equalSeedsGiveEqualSchedulesAndOthersDiffer() {
    std::set<std::vector<int32_t>> orders;
    for (uint64_t seed = 1; seed <= 10; ++seed) {
        const auto order = order_under(seed);
        CHECK(order == order_under(seed));
        CHECK_EQUAL(200u, std::set<int32_t>(order.begin(), order.end()).size());
        orders.insert(order);
    }
    CHECK_EQUAL(10u, orders.size());
}

void warpAndBlockSumsAreThoseOfLoops() {
    for (const unsigned threads : {32u, 96u, 1024u}) {
        simt::DeviceArray<int32_t> before(threads), block_before(threads), equal(threads);
        simt::run("sums_of_lanes", {1}, {threads}, 0, threads, before.data(), block_before.data(),
                  equal.data());
        for (unsigned t = 0; t < threads; ++t) {
            int32_t warp_sum = 0, block_sum = 0;
            uint32_t lanes = 0;
            for (unsigned i = 0; i < t; ++i) {
                block_sum += static_cast<int32_t>(i);
                if (i / 32 == t / 32) { warp_sum += static_cast<int32_t>(i); }
            }
            for (unsigned i = t / 32 * 32; i < t / 32 * 32 + 32; ++i) {
                if (i % 3 == t % 3) { lanes |= 1u << i % 32; }
            }
            CHECK_EQUAL(warp_sum, before[t]);
            CHECK_EQUAL(block_sum, block_before[t]);
            CHECK_EQUAL(lanes, static_cast<uint32_t>(equal[t]));
        }
    }
}

template <typename Launch>
std::string refusal(Launch&& launch) {
    try {
        launch();
    } catch (const std::invalid_argument& e) { return e.what(); }
    return "none";
}

void launchesThatNoDeviceTakesAreRefused() {
    const auto launch = [](const char* name, dim3 grid, dim3 block, size_t bytes) {
        return refusal([&] { simt::launch(name, grid, block, bytes, nullptr, 1); });
    };
    CHECK_EQUAL(std::string("kernel nothing: there is none of that name"),
                launch("nothing", {1}, {1}, 0));
    CHECK_EQUAL(std::string("kernel sum_with_barrier: the grid is empty"),
                launch("sum_with_barrier", {0}, {1}, 0));
    CHECK_EQUAL(std::string("kernel sum_with_barrier: a block must have 1 to 1024 threads, was 1025"),
                launch("sum_with_barrier", {1}, {1025}, 0));
    CHECK_EQUAL(
        std::string("kernel sum_with_barrier: shared memory must be at most 227 KiB, was 300000"),
        launch("sum_with_barrier", {1}, {1}, 300000));
}

void parametersOfAKernelAreKnown() {
    simt::Parameters parameters{};
    CHECK(simt::find_kernel("stray_write", &parameters));
    CHECK_EQUAL(2, parameters.count);
    CHECK_EQUAL(8u, parameters.bytes[0]);
    CHECK_EQUAL(4u, parameters.bytes[1]);
    CHECK(!simt::find_kernel("nothing", nullptr));
}

}  // namespace

int main(int count, char** arguments) {
    if (count > 1) { return commit(arguments[1]); }
    faultsAreCaught(arguments[0]);
    if (!kThreadSanitizer) { aMissingBarrierGivesWrongSumsUnderMostSchedules(); }
    equalSeedsGiveEqualSchedulesAndOthersDiffer();
    warpAndBlockSumsAreThoseOfLoops();
    launchesThatNoDeviceTakesAreRefused();
    parametersOfAKernelAreKnown();
}

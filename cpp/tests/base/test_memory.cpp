#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "base/parallel.hpp"
#include "ib/ib_cpu.h"
#include "support/check.hpp"

namespace {

void released_blocks_are_reused() {
    void* first = nullptr;
    void* second = nullptr;
    CHECK_EQUAL(IB_OK, ib_memory_acquire(1000000, &first));
    CHECK_EQUAL(0u, reinterpret_cast<uintptr_t>(first) % 4096);
    CHECK_EQUAL(IB_OK, ib_memory_release(first));
    CHECK_EQUAL(IB_OK, ib_memory_acquire(1000000, &second));
    CHECK(first == second);
    CHECK_EQUAL(IB_OK, ib_memory_release(second));
    int64_t in_use = -1;
    int64_t idle = -1;
    ib_memory_usage(&in_use, &idle);
    CHECK_EQUAL(int64_t{0}, in_use);
    CHECK(idle >= 1000000);
    ib_memory_trim();
    ib_memory_usage(&in_use, &idle);
    CHECK_EQUAL(int64_t{0}, idle);
}

void wrong_sizes_and_foreign_pointers_are_refused() {
    void* out = nullptr;
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_memory_acquire(0, &out));
    CHECK_EQUAL(std::string("a block must have 1 to 2^46 bytes, was 0"), std::string(ib_last_error()));
    int local = 0;
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_memory_release(&local));
    CHECK_EQUAL(IB_OK, ib_memory_release(nullptr));
    CHECK_EQUAL(IB_OUT_OF_MEMORY, ib_memory_acquire(int64_t{1} << 46, &out));
}

void every_piece_runs_once_from_many_callers() {
    std::vector<std::thread> callers;
    for (int c = 0; c < 4; ++c) {
        callers.emplace_back([] {
            for (int round = 0; round < 200; ++round) {
                std::vector<std::atomic<int>> seen(17);
                ib::parallel_for(17, 3, [&](int64_t piece) { ++seen[static_cast<size_t>(piece)]; });
                for (auto& count : seen) { CHECK_EQUAL(1, count.load()); }
            }
        });
    }
    for (auto& caller : callers) { caller.join(); }
}

void an_exception_reaches_the_caller() {
    bool thrown = false;
    try {
        ib::parallel_for(100, 4, [](int64_t piece) {
            if (piece == 7) { throw 7; }
        });
    } catch (int value) { thrown = value == 7; }
    CHECK(thrown);
}

}  // namespace

int main() {
    released_blocks_are_reused();
    wrong_sizes_and_foreign_pointers_are_refused();
    every_piece_runs_once_from_many_callers();
    an_exception_reaches_the_caller();
}

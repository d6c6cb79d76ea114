// Errors of the shared library, whose C++ runtime is its own: what is thrown inside is caught inside,
// on the calling thread and on the threads that the library starts, and a program that throws beside it
// is not disturbed.
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "ib/ib_cpu.h"
#include "support/check.hpp"

namespace {

void a_refusal_comes_back_as_status_and_words() {
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_gather_patches(nullptr, 1, 1));
    CHECK(std::string(ib_last_error()).find("must") != std::string::npos);
}

/// The ids of runs are checked where patches are painted: on a thread of the library.
void what_a_thread_of_the_library_throws_comes_back_as_status() {
    const ib_run run{0, 1, 0, 0, 7};
    const int64_t voxels = 1;
    std::vector<std::vector<float>> weights(8, std::vector<float>(8));
    std::vector<ib_weight_patch> patches(8);
    for (size_t i = 0; i < patches.size(); ++i) {
        ib_weight_patch& p = patches[i];
        p.runs = &run, p.voxels = &voxels, p.weights = weights[i].data();
        p.run_count = 1, p.instance_count = 1;
        p.size_x = p.size_y = p.size_z = 2;
        p.max = 1;
    }
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_weight_patches(patches.data(), 8, 4));
    CHECK_EQUAL(std::string("a run's id must be 1 to 1, was 7"), std::string(ib_last_error()));
}

void the_program_still_catches_what_it_throws() {
    bool caught = false;
    try {
        a_refusal_comes_back_as_status_and_words();
        throw std::runtime_error("of the program");
    } catch (const std::runtime_error&) { caught = true; }
    CHECK(caught);
}

}  // namespace

int main() {
    a_refusal_comes_back_as_status_and_words();
    what_a_thread_of_the_library_throws_comes_back_as_status();
    the_program_still_catches_what_it_throws();
}

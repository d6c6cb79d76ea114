// What PTX does wrong ends the process with the kernel and the line of it.
//   test_faults faults.ptx [KERNEL]: with a kernel, runs that one, in this process.
#include <fstream>
#include <memory>
#include <string>

#include "child_faults.hpp"
#include "device_array.hpp"
#include "simt/simt.hpp"
#include "support/check.hpp"

namespace {

constexpr size_t kBytes = 64;

int run_faulty(const std::string& kernel) {
    auto memory = std::make_unique<simt::DeviceArray<uint8_t>>(kBytes);
    uint8_t* const address = memory->data();
    if (kernel == "use_after_free") { memory.reset(); }
    simt::run(kernel.c_str(), {1}, {1}, 0, 1, address);
    return 0;
}

std::string fault_of(const std::string& kernel) {
    if (kernel.find("misaligned") == 0) { return "is misaligned"; }
    if (kernel.find("shared") == 0) { return "outside the block's shared memory"; }
    if (kernel.find("local") == 0) { return "outside local memory"; }
    return kernel.find("trap") == 0 ? "trap" : "outside every allocation";
}

}  // namespace

int main(int count, char** arguments) {
    if (count > 2) { return run_faulty(arguments[2]); }
    CHECK_EQUAL(2, count);
    std::ifstream file(arguments[1]);
    CHECK(file.is_open());
    std::string line, kernel;
    int faults = 0;
    for (int number = 1; std::getline(file, line); ++number) {
        const std::string entry = ".visible .entry ";
        if (line.find(entry) == 0) {
            kernel = line.substr(entry.size(), line.find('(') - entry.size());
        }
        if (line.find("// FAULT") == std::string::npos) { continue; }
        const End end = end_of({arguments[0], arguments[1], kernel.c_str()});
        CHECK(end.aborted);
        const std::string& said = end.said;
        const std::string place = "kernel " + kernel + " (faults.ptx:" + std::to_string(number) + "): ";
        if (said.find(place) == std::string::npos || said.find(fault_of(kernel)) == std::string::npos) {
            std::fprintf(stderr, "wanted %s%s, said: %s\n", place.c_str(), fault_of(kernel).c_str(),
                         said.c_str());
            return 1;
        }
        ++faults;
    }
    CHECK_EQUAL(15, faults);
}

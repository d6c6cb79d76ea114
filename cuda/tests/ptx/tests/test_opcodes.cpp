// Every file of opcodes/ stores what its own comments say: the files are the specification.
//   test_opcodes FOLDER
#include <bit>
#include <cinttypes>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <regex>
#include <string>

#include "device_array.hpp"
#include "simt/simt.hpp"
#include "support/check.hpp"

namespace {

using Results = simt::DeviceArray<uint8_t>;

constexpr size_t kResultBytes = 4096;

/// Calls check(line number, bytes, offset, expectation) for each line that has one; returns their
/// number.
template <typename Check>
int each_expectation(const std::string& path, Check&& check) {
    const std::regex expectation(R"(st\.[\w.]*global\.(v2\.)?[bfu](\d+) \[%out\+(\d+)\].*// = (.*))");
    std::ifstream file(path);
    CHECK(file.is_open());
    std::string line;
    std::smatch found;
    int count = 0;
    for (int number = 1; std::getline(file, line); ++number) {
        if (!std::regex_search(line, found, expectation)) { continue; }
        const size_t bytes = std::stoul(found[2]) / 8 * (found[1].length() > 0 ? 2 : 1);
        check(number, bytes, std::stoul(found[3]), found[4]);
        ++count;
    }
    return count;
}

uint64_t stored(const Results& results, size_t offset, size_t bytes) {
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; ++i) { value |= uint64_t{results[offset + i]} << 8 * i; }
    return value;
}

void compare(const std::string& path, int line, uint64_t expected, uint64_t actual) {
    if (expected == actual) { return; }
    std::fprintf(stderr, "%s:%d: stored 0x%" PRIx64 ", expected 0x%" PRIx64 "\n", path.c_str(), line,
                 actual, expected);
    std::exit(1);
}

void everyResultIsTheOneInItsComment(const std::string& path, const Results& results) {
    const int count =
        each_expectation(path, [&](int line, size_t bytes, size_t offset, const std::string& text) {
            compare(path, line, std::stoull(text, nullptr, 16), stored(results, offset, bytes));
        });
    CHECK(count > 30);
}

void filesOfValues(const std::string& folder) {
    for (const char* name : {"integer", "fields", "real", "half", "convert"}) {
        Results results(kResultBytes);
        simt::run((std::string("opcodes_") + name).c_str(), {1}, {1}, 0, 1, results.data());
        everyResultIsTheOneInItsComment(folder + "/" + name + ".ptx", results);
    }
}

struct Structure {
    alignas(8) uint8_t bytes[16];
};

void memory(const std::string& folder) {
    std::vector<uint8_t> counting(64);
    std::iota(counting.begin(), counting.end(), uint8_t{0});
    simt::DeviceArray<uint8_t> in(counting);
    Results results(kResultBytes);
    Structure structure{};
    structure.bytes[12] = 15;
    simt::run("opcodes_memory", {1}, {1}, 64, 1, results.data(), in.data(), structure);
    everyResultIsTheOneInItsComment(folder + "/memory.ptx", results);
}

void warp(const std::string& folder) {
    const std::string path = folder + "/warp.ptx";
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        Results results(kResultBytes);
        simt::run("opcodes_warp", {1}, {32}, 0, seed, results.data());
        each_expectation(path, [&](int line, size_t bytes, size_t offset, const std::string& text) {
            const size_t plus = text.find(" + ");
            const auto first = static_cast<uint32_t>(std::stoll(text.substr(0, plus), nullptr, 0));
            const auto step = static_cast<uint32_t>(std::stoul(text.substr(plus + 3)));
            for (uint32_t lane = 0; lane < 32; ++lane) {
                compare(path, line, first + step * lane, stored(results, offset + 4 * lane, bytes));
            }
        });
    }
}

void approximateResultsAreNearAndNotAlwaysNearest() {
    constexpr unsigned kBlocks = 16;
    std::vector<float> operands;
    for (uint32_t i = 0; i < kBlocks * 256; ++i) {
        operands.push_back(std::bit_cast<float>(0x30000000u + i * 0x10001u * 3));
    }
    simt::DeviceArray<float> in(operands);
    simt::DeviceArray<float> out(4 * operands.size());
    simt::run("opcodes_approximate", {kBlocks}, {256}, 0, 1, in.data(), out.data());
    int off[4] = {};
    for (size_t i = 0; i < operands.size(); ++i) {
        const double a = operands[i];
        const double exact[] = {1 / a, std::sqrt(a), 1 / std::sqrt(a), double{3.14159274f} / a};
        for (size_t k = 0; k < 4; ++k) {
            const auto nearest = std::bit_cast<int32_t>(static_cast<float>(exact[k]));
            const int32_t distance = std::bit_cast<int32_t>(out[4 * i + k]) - nearest;
            CHECK(-1 <= distance && distance <= 1);
            off[k] += distance != 0;
        }
    }
    for (const int count : off) { CHECK(count > 1000 && count < 4000); }
}

}  // namespace

int main(int count, char** arguments) {
    CHECK_EQUAL(2, count);
    filesOfValues(arguments[1]);
    memory(arguments[1]);
    warp(arguments[1]);
    approximateResultsAreNearAndNotAlwaysNearest();
}

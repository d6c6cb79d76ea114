// Writing gzip: what comes back, how small it is, what it touches, what it refuses.
#include <cstring>
#include <random>
#include <string>

#include "gzip/run_deflater.hpp"
#include "gzip/samples.hpp"
#include "gzip/streams.hpp"
#include "support/guarded_bytes.hpp"

namespace {

using namespace gzip;

void deflatedDataComesBackAtEveryLevelWithinTheBound() {
    for (const Bytes& data : samples()) {
        for (const int32_t level : {1, 2, 3}) {
            const Bytes gzip = deflate(data, level);
            check_good(data, gzip);
            CHECK(gzip == deflate(data, level));
            const Bytes expected_header = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255};
            CHECK(std::equal(expected_header.begin(), expected_header.end(), gzip.begin()));
        }
    }
}

void runsComeBackHoweverLittleTheyFit() {
    std::vector<Bytes> all = samples();
    for (const size_t size : {2, 3, 5, 6, 7, 8, 9, 11, 524287, 524288, 524289, 524292, 1048579}) {
        all.push_back(Bytes(size, 3));
        all.push_back(patch_like(size / 4 + 1, 8));
        all.back().resize(size);
        all.push_back(random_bytes(size, 10));
    }
    for (size_t words = 60; words < 70; ++words) {  // match lengths around 258
        all.push_back(text("abcd") + Bytes(4 * words, 0) + text("efgh") + Bytes(4 * words, 0xFF));
    }
    for (const Bytes& data : all) {
        for (const bool at_end : {false, true}) {
            Guarded source(data, at_end);
            Guarded target(Bytes(static_cast<size_t>(ib_deflate_bound(source.size()))), at_end);
            const int64_t size = ib::RunDeflater::run(source.data(), source.size(), target.data());
            check_good(data, Bytes(target.data(), target.data() + size));
        }
    }
}

void voxelsOfFewValuesAreSearchedForMatches() {
    Bytes data(400000);
    std::mt19937 generator(13);
    for (size_t i = 0; i < data.size(); i += 4) {
        const float value = static_cast<float>(generator() % 40) / 39.0F;
        std::memcpy(data.data() + i, &value, 4);
    }
    Bytes runs(static_cast<size_t>(ib_deflate_bound(400000)));
    CHECK(static_cast<int64_t>(deflate(data, 1).size()) <
          ib::RunDeflater::run(data.data(), 400000, runs.data()) * 4 / 5);
    CHECK(deflate(patch_like(100000, 14), 1).size() <=
          deflate(patch_like(100000, 14), 2).size() * 103 / 100);
}

void deflateStaysWithinItsRanges() {
    for (const bool at_end : {false, true}) {
        for (const Bytes& data : samples()) {
            for (const int32_t level : {1, 2, 3}) {
                Guarded source(data, at_end);
                Guarded target(Bytes(static_cast<size_t>(ib_deflate_bound(source.size()))), at_end);
                int64_t size = 0;
                CHECK_EQUAL(IB_OK, ib_deflate(source.data(), source.size(), level, target.data(),
                                              target.size(), &size));
                CHECK(source.bytes() == data);
            }
        }
    }
}

void badArgumentsAreRefused() {
    Bytes target(2000);
    int64_t size = -7;
    const uint8_t byte = 1;
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_deflate(&byte, 1, 0, target.data(), 2000, &size));
    CHECK_EQUAL(std::string("deflate level must be 1, 2 or 3, was 0"), std::string(ib_last_error()));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_deflate(&byte, 1, 4, target.data(), 2000, &size));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_deflate(&byte, -1, 1, target.data(), 2000, &size));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_deflate(nullptr, 1, 1, target.data(), 2000, &size));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_deflate(&byte, 1, 1, nullptr, 2000, &size));
    CHECK_EQUAL(IB_INVALID_ARGUMENT,
                ib_deflate(&byte, 1, 1, target.data(), ib_deflate_bound(1) - 1, &size));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_deflate(&byte, 1, 1, target.data(), 2000, nullptr));
    CHECK_EQUAL(-7, size);
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_inflater_create(nullptr));
    ib_inflater_destroy(nullptr);
}

}  // namespace

int main() {
    deflatedDataComesBackAtEveryLevelWithinTheBound();
    runsComeBackHoweverLittleTheyFit();
    voxelsOfFewValuesAreSearchedForMatches();
    deflateStaysWithinItsRanges();
    badArgumentsAreRefused();
    check_no_memory_in_use();
}

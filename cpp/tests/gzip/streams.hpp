// Gzip streams for the tests: made by hand, by ib_deflate, and read through ib_inflater in pieces.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ib/ib_cpu.h"
#include "support/check.hpp"

namespace gzip {

using Bytes = std::vector<uint8_t>;
using Inflater = std::unique_ptr<ib_inflater, decltype(&ib_inflater_destroy)>;

inline Inflater inflater() {
    ib_inflater* created = nullptr;
    CHECK_EQUAL(IB_OK, ib_inflater_create(&created));
    return {created, ib_inflater_destroy};
}

inline Inflater zlib_inflater() {
    ib_inflater* created = nullptr;
    CHECK_EQUAL(IB_OK, ib_zlib_inflater_create(&created));
    return {created, ib_inflater_destroy};
}

struct Outcome {
    ib_status status = IB_OK;
    int64_t consumed = 0;
    Bytes data;
    int32_t at_member_end = 0;
};

/// Feeds `gzip` in pieces of source_step bytes into targets of target_step bytes.
inline Outcome inflate(const Bytes& gzip, size_t source_step, size_t target_step,
                       const Inflater& stream = inflater()) {
    Outcome outcome;
    Bytes target(target_step, 0xEE);
    for (size_t begin = 0;;) {
        const size_t size = std::min(source_step, gzip.size() - begin);
        int64_t consumed = -1, produced = -1;
        outcome.status = ib_inflater_run(stream.get(), gzip.data() + begin, static_cast<int64_t>(size),
                                         target.data(), static_cast<int64_t>(target_step), &consumed,
                                         &produced, &outcome.at_member_end);
        if (outcome.status != IB_OK) { return outcome; }
        CHECK(consumed == static_cast<int64_t>(size) || produced == static_cast<int64_t>(target_step));
        begin += static_cast<size_t>(consumed);
        outcome.consumed = static_cast<int64_t>(begin);
        outcome.data.insert(outcome.data.end(), target.begin(), target.begin() + produced);
        if (begin == gzip.size() && produced == 0) { return outcome; }
    }
}

inline Outcome inflate(const Bytes& gzip) { return inflate(gzip, gzip.size() + 1, size_t{1} << 16); }

inline Bytes deflate(const Bytes& source, int32_t level) {
    Bytes target(static_cast<size_t>(ib_deflate_bound(static_cast<int64_t>(source.size()))));
    int64_t size = -1;
    CHECK_EQUAL(IB_OK, ib_deflate(source.data(), static_cast<int64_t>(source.size()), level,
                                  target.data(), static_cast<int64_t>(target.size()), &size));
    CHECK(size <= static_cast<int64_t>(target.size()));
    target.resize(static_cast<size_t>(size));
    return target;
}

inline Bytes operator+(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

inline Bytes text(const std::string& s) { return Bytes(s.begin(), s.end()); }

/// "abc" in a stored block; the CRC-32 of "abc" is 0x352441C2.
inline const Bytes kAbcBody = {1, 3, 0, 0xFC, 0xFF, 'a', 'b', 'c', 0xC2, 0x41, 0x24, 0x35, 3, 0, 0, 0};
inline const Bytes kPlainHeader = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255};
inline const Bytes kAbc = kPlainHeader + kAbcBody;

inline Bytes header(uint8_t flags) { return {0x1F, 0x8B, 8, flags, 1, 2, 3, 4, 2, 3}; }

inline void check_good(const Bytes& expected, const Bytes& gzip) {
    // Every call of ISA-L moves its window of 32 KiB, so much data goes in large pieces only.
    const size_t smallest = gzip.size() + expected.size() > 100000 ? 4093 : 1;
    for (const size_t source_step : {size_t{1}, size_t{7}, size_t{4093}, gzip.size() + 4093}) {
        for (const size_t target_step : {size_t{1}, size_t{5}, size_t{4093}, expected.size() + 4093}) {
            if (source_step < smallest || target_step < smallest) { continue; }
            const Outcome outcome = inflate(gzip, source_step, target_step);
            CHECK_EQUAL(IB_OK, outcome.status);
            CHECK(expected == outcome.data);
            CHECK_EQUAL(static_cast<int64_t>(gzip.size()), outcome.consumed);
            CHECK_EQUAL(1, outcome.at_member_end);
        }
    }
}

inline void check_corrupt(const Bytes& gzip) {
    for (const size_t source_step : {size_t{1}, size_t{5}, gzip.size()}) {
        CHECK_EQUAL(IB_CORRUPT_DATA, inflate(gzip, source_step, 100).status);
    }
}

/// To be asked at the end of every test of streams.
inline void check_no_memory_in_use() {
    int64_t in_use = 0, idle = 0;
    ib_memory_usage(&in_use, &idle);
    CHECK_EQUAL(0, in_use);
}

}  // namespace gzip

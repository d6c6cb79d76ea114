#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "check.hpp"
#include "ib/ib_cpu.h"
#include "run_deflater.hpp"

namespace {

using Bytes = std::vector<uint8_t>;
using Inflater = std::unique_ptr<ib_inflater, decltype(&ib_inflater_destroy)>;

Inflater inflater() {
    ib_inflater* created = nullptr;
    CHECK_EQUAL(IB_OK, ib_inflater_create(&created));
    return {created, ib_inflater_destroy};
}

/// A copy between two inaccessible pages, flush with the one behind it or the one before it: ISA-L is
/// assembler, so the address sanitizer does not see its strays, but the processor does.
class Guarded {
public:
    Guarded(const Bytes& content, bool at_end) : size_(content.size()) {
        const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
        const size_t inner = (size_ + page - 1) / page * page + page;
        mapped_ = inner + 2 * page;
        base_ = static_cast<uint8_t*>(
            mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        CHECK(base_ != MAP_FAILED);
        CHECK_EQUAL(0, mprotect(base_ + page, inner, PROT_READ | PROT_WRITE));
        data_ = at_end ? base_ + page + inner - size_ : base_ + page;
        std::copy(content.begin(), content.end(), data_);
    }
    Guarded(const Guarded&) = delete;
    Guarded& operator=(const Guarded&) = delete;
    ~Guarded() { munmap(base_, mapped_); }

    uint8_t* data() { return data_; }
    int64_t size() const { return static_cast<int64_t>(size_); }
    Bytes bytes() const { return Bytes(data_, data_ + size_); }

private:
    size_t size_, mapped_;
    uint8_t* base_;
    uint8_t* data_;
};

struct Outcome {
    ib_status status = IB_OK;
    int64_t consumed = 0;
    Bytes data;
    int32_t at_member_end = 0;
};

/// Feeds `gzip` in pieces of source_step bytes into targets of target_step bytes.
Outcome inflate(const Bytes& gzip, size_t source_step, size_t target_step) {
    const Inflater stream = inflater();
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

Outcome inflate(const Bytes& gzip) { return inflate(gzip, gzip.size() + 1, size_t{1} << 16); }

Bytes deflate(const Bytes& source, int32_t level) {
    Bytes target(static_cast<size_t>(ib_deflate_bound(static_cast<int64_t>(source.size()))));
    int64_t size = -1;
    CHECK_EQUAL(IB_OK, ib_deflate(source.data(), static_cast<int64_t>(source.size()), level,
                                  target.data(), static_cast<int64_t>(target.size()), &size));
    CHECK(size <= static_cast<int64_t>(target.size()));
    target.resize(static_cast<size_t>(size));
    return target;
}

Bytes operator+(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Bytes text(const std::string& s) { return Bytes(s.begin(), s.end()); }

/// "abc" in a stored block; the CRC-32 of "abc" is 0x352441C2.
const Bytes kAbcBody = {1, 3, 0, 0xFC, 0xFF, 'a', 'b', 'c', 0xC2, 0x41, 0x24, 0x35, 3, 0, 0, 0};
const Bytes kPlainHeader = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255};
const Bytes kAbc = kPlainHeader + kAbcBody;

Bytes header(uint8_t flags) { return {0x1F, 0x8B, 8, flags, 1, 2, 3, 4, 2, 3}; }

/// What patches look like: float32 values, many of them 0, in smooth stretches.
Bytes patch_like(size_t floats, uint32_t seed) {
    std::mt19937 generator(seed);
    std::vector<float> values(floats, 0.0F);
    float value = 0.5F;
    for (size_t i = 0; i < floats; ++i) {
        value = std::clamp(value + (static_cast<float>(generator() % 2001) - 1000) * 1e-5F, 0.0F, 1.0F);
        if (i / 997 % 3 != 0) { values[i] = value; }
    }
    Bytes bytes(floats * 4);
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

Bytes random_bytes(size_t size, uint32_t seed) {
    std::mt19937 generator(seed);
    Bytes bytes(size);
    for (auto& byte : bytes) { byte = static_cast<uint8_t>(generator()); }
    return bytes;
}

void check_good(const Bytes& expected, const Bytes& gzip) {
    for (const size_t source_step : {size_t{1}, size_t{7}, gzip.size() + 1}) {
        for (const size_t target_step : {size_t{1}, size_t{5}, expected.size() + 9}) {
            if (gzip.size() + expected.size() > 100000 && (source_step == 1 || target_step < 7)) {
                continue;
            }
            const Outcome outcome = inflate(gzip, source_step, target_step);
            CHECK_EQUAL(IB_OK, outcome.status);
            CHECK(expected == outcome.data);
            CHECK_EQUAL(static_cast<int64_t>(gzip.size()), outcome.consumed);
            CHECK_EQUAL(1, outcome.at_member_end);
        }
    }
}

void check_corrupt(const Bytes& gzip) {
    for (const size_t source_step : {size_t{1}, size_t{5}, gzip.size()}) {
        CHECK_EQUAL(IB_CORRUPT_DATA, inflate(gzip, source_step, 100).status);
    }
}

void everyHeaderFieldIsSkippedHoweverTheInputIsSplit() {
    const Bytes extra = {5, 0, 'e', 0, 'x', 't', 'r'};
    const Bytes name = text("name.nii") + Bytes{0};
    const Bytes comment = text("a comment") + Bytes{0};
    check_good(text("abc"), kAbc);
    check_good(text("abc"), header(1) + kAbcBody);
    check_good(text("abc"), header(4) + extra + kAbcBody);
    check_good(text("abc"), header(4) + Bytes{0, 0} + kAbcBody);
    check_good(text("abc"), header(4) + Bytes{0, 1} + Bytes(256, 'q') + kAbcBody);
    check_good(text("abc"), header(8) + name + kAbcBody);
    check_good(text("abc"), header(8) + Bytes{0} + kAbcBody);
    check_good(text("abc"), header(16) + comment + kAbcBody);
    check_good(text("abc"), header(4 + 8 + 16) + extra + name + comment + kAbcBody);
    // zlib.crc32 of the header before it, low 16 bits.
    check_good(text("abc"), kPlainHeader + kAbcBody);
    check_good(text("abc"), Bytes{0x1F, 0x8B, 8, 2, 0, 0, 0, 0, 0, 255, 0x90, 0xC9} + kAbcBody);
    check_corrupt(Bytes{0x1F, 0x8B, 8, 2, 0, 0, 0, 0, 0, 255, 0x91, 0xC9} + kAbcBody);
}

void membersFollowBackToBackAndPaddingIsSkipped() {
    const Bytes empty = kPlainHeader + Bytes{3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    check_good({}, empty);
    check_good(text("abcabc"), kAbc + kAbc);
    check_good(text("abcabc"), empty + kAbc + empty + kAbc + empty);
    check_good(text("abc"), kAbc + Bytes(1000, 0));
    check_good(text("abcabc"), kAbc + Bytes(3, 0) + kAbc + Bytes(1, 0));
    check_corrupt(kAbc + Bytes{'x'});
    check_corrupt(kAbc + Bytes{0, 0, 'x'});
    check_corrupt(Bytes{0} + kAbc);
    check_corrupt(text("no gzip"));
    check_corrupt(Bytes{0x1F, 0x8B, 7} + Bytes(20, 0));
    check_corrupt(header(0x20) + kAbcBody);
}

void aTruncatedStreamIsNotAtAMemberEnd() {
    const Bytes gzip = header(8) + text("name") + Bytes{0} + kAbcBody;
    for (size_t size = 0; size < gzip.size(); ++size) {
        const Outcome outcome = inflate(Bytes(gzip.begin(), gzip.begin() + static_cast<int64_t>(size)));
        CHECK_EQUAL(IB_OK, outcome.status);
        CHECK_EQUAL(0, outcome.at_member_end);
    }
}

void everyFlippedBitOfTheTrailerAndTheDataIsFound() {
    const size_t body = kPlainHeader.size() * 8;
    for (size_t bit = body; bit < kAbc.size() * 8; ++bit) {
        if (bit >= body + 3 && bit < body + 8) { continue; }  // padding before a stored block's length
        Bytes damaged = kAbc;
        damaged[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
        const Outcome outcome = inflate(damaged, 1000, 1000);
        CHECK(outcome.status == IB_CORRUPT_DATA || outcome.at_member_end == 0);
    }
    const Bytes gzip = deflate(patch_like(5000, 3), 1);
    for (size_t bit = gzip.size() * 8 - 64; bit < gzip.size() * 8; ++bit) {
        Bytes damaged = gzip;
        damaged[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
        check_corrupt(damaged);
    }
}

void aDamagedStreamStaysUnusable() {
    const Inflater stream = inflater();
    const Bytes bad = text("xx");
    uint8_t target[8];
    int64_t consumed = -7, produced = -7;
    int32_t end = -7;
    for (const Bytes& source : {bad, kAbc}) {
        CHECK_EQUAL(IB_CORRUPT_DATA,
                    ib_inflater_run(stream.get(), source.data(), static_cast<int64_t>(source.size()),
                                    target, 8, &consumed, &produced, &end));
    }
    CHECK_EQUAL(-7, consumed);
    CHECK_EQUAL(-7, produced);
    CHECK_EQUAL(-7, end);
}

void aTargetOfExactlyTheDataIsEnoughToReachTheEnd() {
    for (const size_t floats : {1, 1000, 100000}) {
        const Bytes data = patch_like(floats, 5);
        const Bytes gzip = deflate(data, 1) + Bytes(17, 0);
        Bytes target(data.size());
        const Inflater stream = inflater();
        int64_t consumed = 0, produced = 0;
        int32_t end = 0;
        CHECK_EQUAL(IB_OK, ib_inflater_run(stream.get(), gzip.data(), static_cast<int64_t>(gzip.size()),
                                           target.data(), static_cast<int64_t>(target.size()),
                                           &consumed, &produced, &end));
        CHECK_EQUAL(static_cast<int64_t>(gzip.size()), consumed);
        CHECK(data == target);
        CHECK_EQUAL(1, end);
    }
}

std::vector<Bytes> samples() {
    std::vector<Bytes> all = {{}, {0}, text("abc"), patch_like(3000, 1), patch_like(300000, 2)};
    for (const size_t size : {1, 100, 5000, 65535, 65536, 65537, 300000}) {
        all.push_back(random_bytes(size, static_cast<uint32_t>(size)));
        all.push_back(Bytes(size, 0));
    }
    Bytes far = random_bytes(32768, 9);  // matches at the largest distance
    all.push_back(far + far + far);
    all.push_back(random_bytes(200000, 4) + Bytes(200000, 7) + patch_like(50000, 6));
    return all;
}

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

Bytes mutated(Bytes gzip, std::mt19937& generator) {
    const uint32_t kind = generator() % 4;
    const uint32_t edits = 1 + generator() % 4;
    for (uint32_t i = 0; i < edits && !gzip.empty(); ++i) {
        const size_t place = generator() % gzip.size();
        if (kind == 0) { gzip[place] ^= static_cast<uint8_t>(1U << generator() % 8); }
        if (kind == 1) { gzip[place] = static_cast<uint8_t>(generator()); }
        if (kind == 2) { gzip.resize(place); }
        if (kind == 3) {
            gzip.insert(gzip.begin() + static_cast<int64_t>(place), static_cast<uint8_t>(generator()));
        }
    }
    return gzip;
}

/// One stream over guarded memory, in pieces of random sizes; true if it ended with a whole member.
bool inflate_guarded(const Bytes& gzip, size_t target_size, bool at_end, std::mt19937& generator) {
    const Inflater stream = inflater();
    Guarded source(gzip, at_end);
    int64_t at = 0;
    int32_t end = 0;
    for (int call = 0; call < 1000; ++call) {
        Guarded target(Bytes(generator() % (target_size + 1)), at_end);
        const int64_t piece =
            std::min<int64_t>(source.size() - at, 1 + generator() % (gzip.size() + 1));
        int64_t consumed = 0, produced = 0;
        if (ib_inflater_run(stream.get(), source.data() + at, piece, target.data(), target.size(),
                            &consumed, &produced, &end) != IB_OK) {
            return false;
        }
        CHECK(consumed >= 0 && consumed <= piece && produced >= 0 && produced <= target.size());
        at += consumed;
        if (at == source.size() && produced < target.size()) { return end == 1; }
    }
    return false;
}

void mutatedStreamsNeverReachOutsideAndAreFound() {
    std::mt19937 generator(20240229);
    std::vector<Bytes> seeds = {
        kAbc, header(4 + 8 + 16) + Bytes{2, 0, 1, 2} + text("n") + Bytes{0, 'c', 0} + kAbcBody};
    for (const int32_t level : {1, 2, 3}) {
        seeds.push_back(deflate(patch_like(700, 11), level));
        seeds.push_back(deflate(random_bytes(3000, 12), level));
        seeds.push_back(deflate(text(std::string(500, 'z')) + text("abcabcabd"), level) + kAbc);
    }
    int64_t whole = 0;
    for (int i = 0; i < 6000; ++i) {
        const Bytes& seed = seeds[generator() % seeds.size()];
        whole += inflate_guarded(mutated(seed, generator), 4000, i % 2 == 0, generator);
    }
    // A flipped bit of a time stamp or a name is no damage; most mutations are.
    CHECK(whole < 1500);
    CHECK(whole > 0);
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
    everyHeaderFieldIsSkippedHoweverTheInputIsSplit();
    membersFollowBackToBackAndPaddingIsSkipped();
    aTruncatedStreamIsNotAtAMemberEnd();
    everyFlippedBitOfTheTrailerAndTheDataIsFound();
    aDamagedStreamStaysUnusable();
    aTargetOfExactlyTheDataIsEnoughToReachTheEnd();
    deflatedDataComesBackAtEveryLevelWithinTheBound();
    runsComeBackHoweverLittleTheyFit();
    voxelsOfFewValuesAreSearchedForMatches();
    deflateStaysWithinItsRanges();
    mutatedStreamsNeverReachOutsideAndAreFound();
    badArgumentsAreRefused();
    int64_t in_use = 0, idle = 0;
    ib_memory_usage(&in_use, &idle);
    CHECK_EQUAL(0, in_use);
    return 0;
}

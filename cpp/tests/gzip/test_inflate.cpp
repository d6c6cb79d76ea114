// Reading gzip: headers, members, truncation, damage.
#include "gzip/samples.hpp"
#include "gzip/streams.hpp"

namespace {

using namespace gzip;

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

}  // namespace

int main() {
    everyHeaderFieldIsSkippedHoweverTheInputIsSplit();
    membersFollowBackToBackAndPaddingIsSkipped();
    aTruncatedStreamIsNotAtAMemberEnd();
    everyFlippedBitOfTheTrailerAndTheDataIsFound();
    aDamagedStreamStaysUnusable();
    aTargetOfExactlyTheDataIsEnoughToReachTheEnd();
    check_no_memory_in_use();
}

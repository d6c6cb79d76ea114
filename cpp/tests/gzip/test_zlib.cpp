// Reading zlib: the header, one stream, what follows it, truncation, damage.
#include "gzip/samples.hpp"
#include "gzip/streams.hpp"

namespace {

using namespace gzip;

// "abc" in a stored block; the Adler-32 of "abc" is 0x024D0127.
const Bytes kBody = {1, 3, 0, 0xFC, 0xFF, 'a', 'b', 'c', 0x02, 0x4D, 0x01, 0x27};
const Bytes kHeader = {0x78, 0x01};

void check_zlib(const Bytes& expected, const Bytes& stream) {
    for (const size_t source_step : {size_t{1}, size_t{5}, size_t{4093}, stream.size() + 1}) {
        for (const size_t target_step : {size_t{1}, size_t{7}, expected.size() + 1}) {
            const Outcome outcome = inflate(stream, source_step, target_step, zlib_inflater());
            CHECK_EQUAL(IB_OK, outcome.status);
            CHECK(expected == outcome.data);
            CHECK_EQUAL(static_cast<int64_t>(stream.size()), outcome.consumed);
            CHECK_EQUAL(1, outcome.at_member_end);
        }
    }
}

void check_refused(const Bytes& stream) {
    for (const size_t source_step : {size_t{1}, size_t{5}, stream.size()}) {
        CHECK_EQUAL(IB_CORRUPT_DATA, inflate(stream, source_step, 100, zlib_inflater()).status);
    }
}

void everyHeaderThatTheFormatAllowsIsTaken() {
    check_zlib(text("abc"), kHeader + kBody);
    check_zlib(text("abc"), Bytes{0x78, 0x9C} + kBody);
    check_zlib(text("abc"), Bytes{0x78, 0xDA} + kBody);
    check_zlib(text("abc"), Bytes{0x08, 0x1D} + kBody);  // a window of 256 bytes
}

void whatFollowsTheStreamIsSkipped() {
    check_zlib(text("abc"), kHeader + kBody + Bytes(1000, 'x'));
    check_zlib(text("abc"), kHeader + kBody + kHeader + kBody);
}

void otherHeadersAreRefused() {
    check_refused(kAbc);                       // gzip
    check_refused(Bytes{0x78, 0x02} + kBody);  // does not divide by 31
    check_refused(Bytes{0x77, 0x09} + kBody);  // method 7
    check_refused(Bytes{0x88, 0x1C} + kBody);  // a window of 64 KiB
    check_refused(Bytes{0x78, 0x20} + kBody);  // a preset dictionary
}

void aTruncatedStreamIsNotAtItsEnd() {
    const Bytes stream = kHeader + kBody;
    for (size_t size = 0; size < stream.size(); ++size) {
        const Bytes cut(stream.begin(), stream.begin() + static_cast<int64_t>(size));
        const Outcome outcome = inflate(cut, size + 1, 100, zlib_inflater());
        CHECK_EQUAL(IB_OK, outcome.status);
        CHECK_EQUAL(0, outcome.at_member_end);
    }
}

void everyFlippedBitOfTheDataAndItsChecksumIsFound() {
    const Bytes stream = kHeader + kBody;
    for (size_t bit = kHeader.size() * 8; bit < stream.size() * 8; ++bit) {
        if (bit >= 2 * 8 + 3 && bit < 3 * 8) { continue; }  // padding before a stored block's length
        Bytes damaged = stream;
        damaged[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
        const Outcome outcome = inflate(damaged, 1000, 1000, zlib_inflater());
        CHECK(outcome.status == IB_CORRUPT_DATA || outcome.at_member_end == 0);
    }
}

void theDeflatedBodyOfGzipIsThatOfZlib() {
    const Bytes data = patch_like(50000, 3);
    const Bytes gzip = deflate(data, 2);
    uint32_t a = 1, b = 0;
    for (const uint8_t byte : data) {
        a = (a + byte) % 65521;
        b = (b + a) % 65521;
    }
    const Bytes body(gzip.begin() + 10, gzip.end() - 8);
    const auto byte = [](uint32_t value, int shift) { return static_cast<uint8_t>(value >> shift); };
    const Bytes adler = {byte(b, 8), byte(b, 0), byte(a, 8), byte(a, 0)};
    const Outcome outcome = inflate(kHeader + body + adler, 4093, 4093, zlib_inflater());
    CHECK_EQUAL(IB_OK, outcome.status);
    CHECK(data == outcome.data);
    CHECK_EQUAL(1, outcome.at_member_end);
}

}  // namespace

int main() {
    everyHeaderThatTheFormatAllowsIsTaken();
    whatFollowsTheStreamIsSkipped();
    otherHeadersAreRefused();
    aTruncatedStreamIsNotAtItsEnd();
    everyFlippedBitOfTheDataAndItsChecksumIsFound();
    theDeflatedBodyOfGzipIsThatOfZlib();
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_zlib_inflater_create(nullptr));
    check_no_memory_in_use();
    return 0;
}

// Any bytes inflate or are refused; what was deflated comes back; what was damaged after that does not
// come back as something else. Source and target lie against pages that nobody may touch.
#include <algorithm>
#include <cstdint>
#include <memory>

#include "ib/ib_cpu.h"
#include "input.hpp"
#include "support/check.hpp"
#include "support/guarded_bytes.hpp"

namespace {

using fuzz::Bytes;
using gzip::Guarded;

struct Inflated {
    ib_status status = IB_OK;
    bool whole = false;
    Bytes bytes;
};

/// Inflates in pieces of these sizes, at most `most` bytes.
Inflated inflate(const Bytes& stream, int64_t source_piece, int64_t target_piece, int64_t most,
                 decltype(&ib_inflater_create) create = ib_inflater_create) {
    ib_inflater* created = nullptr;
    CHECK_EQUAL(IB_OK, create(&created));
    const std::unique_ptr<ib_inflater, decltype(&ib_inflater_destroy)> inflater(created,
                                                                                ib_inflater_destroy);
    Inflated result;
    int64_t position = 0;
    const auto size = static_cast<int64_t>(stream.size());
    for (;;) {
        const int64_t end = std::min(size, position + source_piece);
        Guarded source(Bytes(stream.begin() + position, stream.begin() + end), true);
        Guarded target(Bytes(static_cast<size_t>(target_piece), 0xa5), true);
        int64_t consumed = -1, produced = -1;
        int32_t at_end = -1;
        result.status = ib_inflater_run(inflater.get(), source.data(), source.size(), target.data(),
                                        target.size(), &consumed, &produced, &at_end);
        if (result.status != IB_OK) {
            CHECK_EQUAL(IB_CORRUPT_DATA, result.status);
            return result;
        }
        CHECK(consumed >= 0 && consumed <= source.size() && produced >= 0 && produced <= target.size());
        const Bytes bytes = target.bytes();
        result.bytes.insert(result.bytes.end(), bytes.begin(), bytes.begin() + produced);
        result.whole = at_end == 1;
        position += consumed;
        const bool done = position == size && produced < target.size();
        if (done || static_cast<int64_t>(result.bytes.size()) > most) { return result; }
        CHECK(consumed > 0 || produced > 0);
    }
}

Bytes deflate(const Bytes& plain, int32_t level) {
    Guarded source(plain, true);
    Guarded target(Bytes(static_cast<size_t>(ib_deflate_bound(source.size())), 0xa5), true);
    int64_t size = -1;
    CHECK_EQUAL(IB_OK,
                ib_deflate(source.data(), source.size(), level, target.data(), target.size(), &size));
    CHECK(size > 0 && size <= target.size());
    Bytes stream = target.bytes();
    stream.resize(static_cast<size_t>(size));
    return stream;
}

/// Few different bytes in runs, as masks are, or the bytes as they come.
Bytes plain_bytes(fuzz::Input& input) {
    const bool runs = input.byte() % 2 == 0;
    Bytes rest = input.rest();
    if (!runs) { return rest; }
    Bytes plain;
    for (size_t i = 0; i + 1 < rest.size(); i += 2) {
        plain.insert(plain.end(), size_t{1} + 3u * rest[i + 1], rest[i]);
    }
    return plain;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    const uint8_t mode = input.byte() % 3;
    const int64_t source_piece = 1 + int64_t{input.byte()} * input.byte();
    const int64_t target_piece = 64 + int64_t{input.byte()} * input.byte();
    if (mode == 0) {
        const Bytes any = input.rest();
        inflate(any, source_piece, target_piece, 1 << 20);
        inflate(any, source_piece, target_piece, 1 << 20, ib_zlib_inflater_create);
        return 0;
    }
    const auto level = static_cast<int32_t>(input.between(1, 3));
    const uint16_t place = input.value<uint16_t>();
    const uint8_t change = input.byte();
    const Bytes plain = plain_bytes(input);
    Bytes stream = deflate(plain, level);
    if (mode == 2) { stream[place % stream.size()] ^= change; }
#ifdef IB_PLANT_FAULT
    if (plain.size() > 20) { stream.back() = 1; }
#endif
    const Inflated back = inflate(stream, source_piece, target_piece, 1 << 20);
    if (mode == 1) { CHECK_EQUAL(IB_OK, back.status); }
    if (mode == 1) { CHECK(back.whole); }
    if (back.status == IB_OK && back.whole) { CHECK(back.bytes == plain); }
    return 0;
}

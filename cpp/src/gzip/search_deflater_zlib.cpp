#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>
#include <string>

#include "gzip/search_deflater.hpp"

namespace ib {
namespace {

constexpr int64_t kMaxChunk = int64_t{1} << 30;  // zlib counts in 32 bits
constexpr int kGzipWindow = 15 + 16;             // 32 KiB, and gzip's header and trailer
constexpr int kMemory = 8;                       // zlib's default
constexpr std::array<int, 4> kLevel = {0, 1, 3, 6};

}  // namespace

SearchDeflater::SearchDeflater(int32_t level) {
    if (deflateInit2(&stream_, kLevel[static_cast<size_t>(level)], Z_DEFLATED, kGzipWindow, kMemory,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::bad_alloc();
    }
}

SearchDeflater::~SearchDeflater() { deflateEnd(&stream_); }

int64_t SearchDeflater::run(const uint8_t* source, int64_t source_size, uint8_t* target,
                            int64_t target_size) {
    const uint8_t* const source_end = source + source_size;
    uint8_t* const target_begin = target;
    uint8_t* const target_end = target + target_size;
    while (!ended_) { step(&source, source_end, &target, target_end); }
    target_begin[8] = 0;    // what zlib tells of the level
    target_begin[9] = 255;  // and of the system: not so here
    return target - target_begin;
}

void SearchDeflater::step(const uint8_t** source, const uint8_t* source_end, uint8_t** target,
                          uint8_t* target_end) {
    const int64_t in = std::min(source_end - *source, kMaxChunk);
    const int64_t out = std::min(target_end - *target, kMaxChunk);
    stream_.next_in = const_cast<uint8_t*>(*source);  // zlib only reads it
    stream_.avail_in = static_cast<uint32_t>(in);
    stream_.next_out = *target;
    stream_.avail_out = static_cast<uint32_t>(out);
    const int code = deflate(&stream_, in == source_end - *source ? Z_FINISH : Z_NO_FLUSH);
    ended_ = code == Z_STREAM_END;
    if (!ended_ && (code != Z_OK || (stream_.avail_out == 0 && out == target_end - *target))) {
        throw std::runtime_error("deflate failed with code " + std::to_string(code));
    }
    *source += in - stream_.avail_in;
    *target += out - stream_.avail_out;
}

}  // namespace ib

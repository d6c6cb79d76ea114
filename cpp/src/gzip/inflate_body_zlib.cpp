#include <algorithm>
#include <array>
#include <new>
#include <string>

#include "gzip/inflate_body.hpp"

namespace ib {
namespace {

constexpr int64_t kMaxChunk = int64_t{1} << 30;  // zlib counts in 32 bits
constexpr int kWindowBits = 15;
constexpr int kGzipBits = 16;  // added to the window's, for gzip's header and trailer

uint8_t nowhere;  // zlib refuses null pointers, whatever the sizes; it writes nothing here

uint32_t chunk(const uint8_t* begin, const uint8_t* end) {
    return static_cast<uint32_t>(std::min<int64_t>(end - begin, kMaxChunk));
}

const char* reason(const char* message, StreamFormat format) {
    const std::string text = message == nullptr ? "" : message;
    if (text.find("check") != std::string::npos) {
        return format == StreamFormat::kGzip ? "CRC-32 or length differs" : "Adler-32 differs";
    }
    if (text.find("far back") != std::string::npos) { return "distance beyond the beginning"; }
    return text.find("code") != std::string::npos && text.find("lengths") == std::string::npos
               ? "invalid symbol"
               : "invalid block";
}

void require_memory(int code) {
    if (code == Z_MEM_ERROR) { throw std::bad_alloc(); }
}

}  // namespace

InflateBody::InflateBody() { require_memory(inflateInit2(&stream_, kWindowBits)); }

InflateBody::~InflateBody() { inflateEnd(&stream_); }

/// zlib reads the trailer of what began with a header only, so it is given the shortest there is.
void InflateBody::start(StreamFormat format) {
    format_ = format;
    const bool gzip = format == StreamFormat::kGzip;
    require_memory(inflateReset2(&stream_, kWindowBits + (gzip ? kGzipBits : 0)));
    std::array<uint8_t, 10> header = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255};
    if (!gzip) { header = {0x78, 0x01}; }
    stream_.next_in = header.data();
    stream_.avail_in = gzip ? 10 : 2;
    stream_.next_out = &nowhere;
    stream_.avail_out = 0;
    inflate(&stream_, Z_NO_FLUSH);
}

InflateBody::Progress InflateBody::run(const uint8_t* source, const uint8_t* source_end,
                                       uint8_t* target, uint8_t* target_end) {
    const uint32_t avail_in = chunk(source, source_end);
    const uint32_t avail_out = chunk(target, target_end);
    stream_.next_in = const_cast<uint8_t*>(source);  // zlib only reads it
    stream_.avail_in = avail_in;
    stream_.next_out = target == nullptr ? &nowhere : target;
    stream_.avail_out = avail_out;
    const int code = inflate(&stream_, Z_NO_FLUSH);
    require_memory(code);
    if (code == Z_DATA_ERROR || code == Z_NEED_DICT) {
        refuse_body(format_, reason(stream_.msg, format_));
    }
    return {avail_in - stream_.avail_in, avail_out - stream_.avail_out, code == Z_STREAM_END};
}

}  // namespace ib

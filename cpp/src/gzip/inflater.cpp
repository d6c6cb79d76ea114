#include "gzip/inflater.hpp"

#include <algorithm>
#include <string>

#include "base/status.hpp"

namespace ib {
namespace {

// ISA-L counts in 32 bits and casts some counts to signed.
constexpr int64_t kMaxChunk = int64_t{1} << 30;

uint32_t chunk(const uint8_t* begin, const uint8_t* end) {
    return static_cast<uint32_t>(std::min<int64_t>(end - begin, kMaxChunk));
}

const char* name(StreamFormat format) { return format == StreamFormat::kGzip ? "gzip" : "zlib"; }

const char* reason(int code, StreamFormat format) {
    switch (code) {
        case ISAL_INVALID_BLOCK:
            return "invalid block";
        case ISAL_INVALID_SYMBOL:
            return "invalid symbol";
        case ISAL_INVALID_LOOKBACK:
            return "distance beyond the beginning";
        case ISAL_INCORRECT_CHECKSUM:
            return format == StreamFormat::kGzip ? "CRC-32 or length differs" : "Adler-32 differs";
        default:
            return "ISA-L refused it";
    }
}

}  // namespace

Inflater::Inflater(StreamFormat format) : state_(1), format_(format) {}

InflateProgress Inflater::run(const uint8_t* source, int64_t source_size, uint8_t* target,
                              int64_t target_size) {
    if (phase_ == Phase::kFailed) {
        throw CorruptData(std::string("the ") + name(format_) + " stream was damaged before this call");
    }
    const uint8_t* from = source;
    uint8_t* to = target;
    try {
        while (step(&from, source + source_size, &to, target + target_size)) {}
    } catch (const CorruptData&) {
        phase_ = Phase::kFailed;
        throw;
    }
    return {from - source, to - target};
}

bool Inflater::step(const uint8_t** source, const uint8_t* source_end, uint8_t** target,
                    uint8_t* target_end) {
    if (phase_ == Phase::kBody) { return inflate(source, source_end, target, target_end); }
    if (*source == source_end) { return false; }
    *source =
        phase_ == Phase::kHeader ? take_header(*source, source_end) : skip_padding(*source, source_end);
    return true;
}

const uint8_t* Inflater::take_header(const uint8_t* begin, const uint8_t* end) {
    const bool gzip = format_ == StreamFormat::kGzip;
    begin = gzip ? gzip_header_.take(begin, end) : zlib_header_.take(begin, end);
    if (header_is_complete()) {
        isal_inflate_init(state_.data());
        state_[0].crc_flag = gzip ? ISAL_GZIP_NO_HDR_VER : ISAL_ZLIB_NO_HDR_VER;
        phase_ = Phase::kBody;
    }
    return begin;
}

bool Inflater::header_is_complete() const {
    return format_ == StreamFormat::kGzip ? gzip_header_.complete() : zlib_header_.complete();
}

const uint8_t* Inflater::skip_padding(const uint8_t* begin, const uint8_t* end) {
    if (format_ == StreamFormat::kZlib) { return end; }
    begin = std::find_if(begin, end, [](uint8_t byte) { return byte != 0; });
    if (begin != end) {
        gzip_header_ = GzipHeaderParser();
        phase_ = Phase::kHeader;
    }
    return begin;
}

bool Inflater::inflate(const uint8_t** source, const uint8_t* source_end, uint8_t** target,
                       uint8_t* target_end) {
    inflate_state& state = state_[0];
    const uint32_t avail_in = chunk(*source, source_end);
    const uint32_t avail_out = chunk(*target, target_end);
    state.next_in = const_cast<uint8_t*>(*source);  // ISA-L only reads it
    state.avail_in = avail_in;
    state.next_out = *target;
    state.avail_out = avail_out;
    const int code = isal_inflate(&state);
    if (code < 0) {
        throw CorruptData(name(format_) + std::string(" data must be whole, found damage: ") +
                          reason(code, format_));
    }
    *source += avail_in - state.avail_in;
    *target += avail_out - state.avail_out;
    if (state.block_state == ISAL_BLOCK_FINISH) {
        phase_ = Phase::kPadding;
        return true;
    }
    return state.avail_in != avail_in || state.avail_out != avail_out;
}

}  // namespace ib

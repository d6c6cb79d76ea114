#include <algorithm>

#include "gzip/inflate_body.hpp"

namespace ib {
namespace {

// ISA-L counts in 32 bits and casts some counts to signed.
constexpr int64_t kMaxChunk = int64_t{1} << 30;

uint32_t chunk(const uint8_t* begin, const uint8_t* end) {
    return static_cast<uint32_t>(std::min<int64_t>(end - begin, kMaxChunk));
}

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

InflateBody::InflateBody() : state_(1) {}

InflateBody::~InflateBody() = default;

void InflateBody::start(StreamFormat format) {
    format_ = format;
    isal_inflate_init(state_.data());
    state_[0].crc_flag = format == StreamFormat::kGzip ? ISAL_GZIP_NO_HDR_VER : ISAL_ZLIB_NO_HDR_VER;
}

InflateBody::Progress InflateBody::run(const uint8_t* source, const uint8_t* source_end,
                                       uint8_t* target, uint8_t* target_end) {
    inflate_state& state = state_[0];
    const uint32_t avail_in = chunk(source, source_end);
    const uint32_t avail_out = chunk(target, target_end);
    state.next_in = const_cast<uint8_t*>(source);  // ISA-L only reads it
    state.avail_in = avail_in;
    state.next_out = target;
    state.avail_out = avail_out;
    const int code = isal_inflate(&state);
    if (code < 0) { refuse_body(format_, reason(code, format_)); }
    return {avail_in - state.avail_in, avail_out - state.avail_out,
            state.block_state == ISAL_BLOCK_FINISH};
}

}  // namespace ib

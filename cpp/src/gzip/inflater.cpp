#include "gzip/inflater.hpp"

#include <algorithm>
#include <string>

#include "base/status.hpp"

namespace ib {
namespace {

const char* name(StreamFormat format) { return format == StreamFormat::kGzip ? "gzip" : "zlib"; }

}  // namespace

void refuse_body(StreamFormat format, const char* reason) {
    throw CorruptData(name(format) + std::string(" data must be whole, found damage: ") + reason);
}

Inflater::Inflater(StreamFormat format) : format_(format) {}

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
        body_.start(format_);
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
    const InflateBody::Progress progress = body_.run(*source, source_end, *target, target_end);
    *source += progress.consumed;
    *target += progress.produced;
    if (progress.finished) {
        phase_ = Phase::kPadding;
        return true;
    }
    return progress.consumed != 0 || progress.produced != 0;
}

}  // namespace ib

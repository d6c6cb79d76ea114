// A gzip stream of any number of members, or one zlib stream, inflated piece by piece.
#pragma once

#include <cstdint>

#include "gzip/gzip_header.hpp"
#include "gzip/inflate_body.hpp"
#include "gzip/zlib_header.hpp"

namespace ib {

struct InflateProgress {
    int64_t consumed = 0;
    int64_t produced = 0;
};

class Inflater {
public:
    explicit Inflater(StreamFormat format);

    /// Goes on until the source is consumed or what comes next does not fit into the target. Headers,
    /// trailers, empty members, padding and what follows a zlib stream are taken even when the target
    /// is full, so that a target of exactly the data's size is enough to reach the end. Throws
    /// CorruptData, from then on at every call.
    InflateProgress run(const uint8_t* source, int64_t source_size, uint8_t* target,
                        int64_t target_size);

    bool at_member_end() const { return phase_ == Phase::kPadding; }

private:
    enum class Phase { kHeader, kBody, kPadding, kFailed };

    const uint8_t* take_header(const uint8_t* begin, const uint8_t* end);
    bool header_is_complete() const;
    const uint8_t* skip_padding(const uint8_t* begin, const uint8_t* end);
    /// One call; false if it neither took nor gave anything.
    bool inflate(const uint8_t** source, const uint8_t* source_end, uint8_t** target,
                 uint8_t* target_end);
    bool step(const uint8_t** source, const uint8_t* source_end, uint8_t** target, uint8_t* target_end);

    InflateBody body_;
    StreamFormat format_;
    GzipHeaderParser gzip_header_;
    ZlibHeaderParser zlib_header_;
    Phase phase_ = Phase::kHeader;
};

}  // namespace ib

// What follows the header of a gzip or zlib stream: compressed blocks and the trailer, whose checksum
// is checked. By ISA-L, or, with IB_GZIP_ZLIB, by zlib: ISA-L's code for aarch64 refuses good
// streams (github.com/intel/isa-l, issue 316).
#pragma once

#if defined(IB_GZIP_ZLIB)
#include <zlib.h>
#else
#include <isa-l/igzip_lib.h>
#endif

#include <cstdint>

#include "base/memory.hpp"

namespace ib {

enum class StreamFormat { kGzip, kZlib };

class InflateBody {
public:
    struct Progress {
        int64_t consumed = 0;
        int64_t produced = 0;
        bool finished = false;  // the trailer was read, and is right
    };

    InflateBody();
    ~InflateBody();
    InflateBody(const InflateBody&) = delete;
    InflateBody& operator=(const InflateBody&) = delete;

    /// The next stream begins, after its header.
    void start(StreamFormat format);

    /// Takes and gives as much as it can, at most 2^30 bytes each. Throws CorruptData.
    Progress run(const uint8_t* source, const uint8_t* source_end, uint8_t* target,
                 uint8_t* target_end);

private:
#if defined(IB_GZIP_ZLIB)
    z_stream stream_{};
#else
    PooledArray<inflate_state> state_;
#endif
    StreamFormat format_ = StreamFormat::kGzip;
};

/// That the data is damaged, and how.
[[noreturn]] void refuse_body(StreamFormat format, const char* reason);

}  // namespace ib

// Deflate with a search for matches: by ISA-L or, with IB_GZIP_ZLIB, by zlib: ISA-L's code for aarch64
// reads beyond its source.
#pragma once

#if defined(IB_GZIP_ZLIB)
#include <zlib.h>
#else
#include <isa-l/igzip_lib.h>
#endif

#include <cstdint>

#include "base/memory.hpp"

namespace ib {

class SearchDeflater {
public:
    /// level: 1 to 3.
    explicit SearchDeflater(int32_t level);
    ~SearchDeflater();
    SearchDeflater(const SearchDeflater&) = delete;
    SearchDeflater& operator=(const SearchDeflater&) = delete;

    /// Writes one gzip member; returns its size. Once per object.
    int64_t run(const uint8_t* source, int64_t source_size, uint8_t* target, int64_t target_size);

private:
    void step(const uint8_t** source, const uint8_t* source_end, uint8_t** target, uint8_t* target_end);

#if defined(IB_GZIP_ZLIB)
    z_stream stream_{};
    bool ended_ = false;
#else
    PooledArray<isal_zstream> stream_;
    PooledArray<uint8_t> level_buffer_;
#endif
};

}  // namespace ib

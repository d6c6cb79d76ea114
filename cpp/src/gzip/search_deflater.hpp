// Deflate with a search for matches: ISA-L's levels.
#pragma once

#include <isa-l/igzip_lib.h>

#include <cstdint>

#include "base/memory.hpp"

namespace ib {

class SearchDeflater {
public:
    /// level: 1 to 3.
    explicit SearchDeflater(int32_t level);

    /// Writes one gzip member; returns its size. Once per object.
    int64_t run(const uint8_t* source, int64_t source_size, uint8_t* target, int64_t target_size);

private:
    void step(const uint8_t** source, const uint8_t* source_end, uint8_t** target, uint8_t* target_end);

    PooledArray<isal_zstream> stream_;
    PooledArray<uint8_t> level_buffer_;
};

}  // namespace ib

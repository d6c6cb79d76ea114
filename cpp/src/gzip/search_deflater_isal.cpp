#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "gzip/search_deflater.hpp"

namespace ib {
namespace {

constexpr int64_t kMaxChunk = int64_t{1} << 30;  // ISA-L counts in 32 bits

constexpr std::array<int64_t, 4> kLevelBufferSize = {0, ISAL_DEF_LVL1_DEFAULT, ISAL_DEF_LVL2_DEFAULT,
                                                     ISAL_DEF_LVL3_DEFAULT};

}  // namespace

SearchDeflater::SearchDeflater(int32_t level)
    : stream_(1), level_buffer_(kLevelBufferSize[static_cast<size_t>(level)]) {
    isal_deflate_init(stream_.data());
    stream_[0].level = static_cast<uint32_t>(level);
    stream_[0].level_buf = level_buffer_.data();
    stream_[0].level_buf_size = static_cast<uint32_t>(level_buffer_.size());
    stream_[0].gzip_flag = IGZIP_GZIP;
}

SearchDeflater::~SearchDeflater() = default;

int64_t SearchDeflater::run(const uint8_t* source, int64_t source_size, uint8_t* target,
                            int64_t target_size) {
    const uint8_t* const source_end = source + source_size;
    uint8_t* const target_begin = target;
    uint8_t* const target_end = target + target_size;
    while (stream_[0].internal_state.state != ZSTATE_END) {
        step(&source, source_end, &target, target_end);
    }
    return target - target_begin;
}

void SearchDeflater::step(const uint8_t** source, const uint8_t* source_end, uint8_t** target,
                          uint8_t* target_end) {
    isal_zstream& stream = stream_[0];
    const int64_t in = std::min(source_end - *source, kMaxChunk);
    const int64_t out = std::min(target_end - *target, 2 * kMaxChunk);
    stream.next_in = const_cast<uint8_t*>(*source);  // ISA-L only reads it
    stream.avail_in = static_cast<uint32_t>(in);
    stream.next_out = *target;
    stream.avail_out = static_cast<uint32_t>(out);
    stream.end_of_stream = in == source_end - *source;
    const int code = isal_deflate(&stream);
    if (code != COMP_OK || (stream.avail_out == 0 && out == target_end - *target)) {
        throw std::runtime_error("isal_deflate failed with code " + std::to_string(code));
    }
    *source += in - stream.avail_in;
    *target += out - stream.avail_out;
}

}  // namespace ib

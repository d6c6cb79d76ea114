#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <array>
#include <string>

#include "ib/ib_cpu.h"
#include "inflater.hpp"
#include "memory.hpp"
#include "status.hpp"

namespace ib {
namespace {

constexpr int64_t kMaxChunk = int64_t{1} << 30;  // ISA-L counts in 32 bits
constexpr int64_t kMaxSize = int64_t{1} << 46;

constexpr std::array<int64_t, 4> kLevelBufferSize = {0, ISAL_DEF_LVL1_DEFAULT, ISAL_DEF_LVL2_DEFAULT,
                                                     ISAL_DEF_LVL3_DEFAULT};

int64_t bound(int64_t size) { return size + size / 64 + 1024; }

void require_arguments(const uint8_t* source, int64_t source_size, int32_t level, const uint8_t* target,
                       int64_t target_size) {
    require(source_size >= 0 && source_size <= kMaxSize, "source size must be 0 to 2^46", source_size);
    require(source != nullptr || source_size == 0, "source must not be null");
    require(level >= 1 && level <= 3, "deflate level must be 1, 2 or 3", level);
    require(target != nullptr, "target must not be null");
    require(target_size >= bound(source_size),
            "target size must be at least ib_deflate_bound(source size)", target_size);
}

class Deflater {
public:
    explicit Deflater(int32_t level)
        : stream_(1), level_buffer_(kLevelBufferSize[static_cast<size_t>(level)]) {
        isal_deflate_init(stream_.data());
        stream_[0].level = static_cast<uint32_t>(level);
        stream_[0].level_buf = level_buffer_.data();
        stream_[0].level_buf_size = static_cast<uint32_t>(level_buffer_.size());
        stream_[0].gzip_flag = IGZIP_GZIP;
    }

    int64_t run(const uint8_t* source, int64_t source_size, uint8_t* target, int64_t target_size) {
        const uint8_t* const source_end = source + source_size;
        uint8_t* const target_begin = target;
        uint8_t* const target_end = target + target_size;
        while (stream_[0].internal_state.state != ZSTATE_END) {
            step(&source, source_end, &target, target_end);
        }
        return target - target_begin;
    }

private:
    void step(const uint8_t** source, const uint8_t* source_end, uint8_t** target,
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

    PooledArray<isal_zstream> stream_;
    PooledArray<uint8_t> level_buffer_;
};

}  // namespace
}  // namespace ib

struct ib_inflater {
    ib::Inflater inflater;
};

extern "C" ib_status ib_inflater_create(ib_inflater** out) {
    return ib::to_status([&] {
        ib::require(out != nullptr, "out must not be null");
        *out = new ib_inflater;
    });
}

extern "C" ib_status ib_inflater_run(ib_inflater* inflater, const uint8_t* source, int64_t source_size,
                                     uint8_t* target, int64_t target_size, int64_t* out_consumed,
                                     int64_t* out_produced, int32_t* out_at_member_end) {
    return ib::to_status([&] {
        ib::require(inflater != nullptr, "inflater must not be null");
        ib::require(source_size >= 0, "source size must not be negative", source_size);
        ib::require(target_size >= 0, "target size must not be negative", target_size);
        ib::require(source != nullptr || source_size == 0, "source must not be null");
        ib::require(target != nullptr || target_size == 0, "target must not be null");
        ib::require(out_consumed != nullptr && out_produced != nullptr && out_at_member_end != nullptr,
                    "out_consumed, out_produced and out_at_member_end must not be null");
        const auto progress = inflater->inflater.run(source, source_size, target, target_size);
        *out_consumed = progress.consumed;
        *out_produced = progress.produced;
        *out_at_member_end = inflater->inflater.at_member_end() ? 1 : 0;
    });
}

extern "C" void ib_inflater_destroy(ib_inflater* inflater) { delete inflater; }

extern "C" int64_t ib_deflate_bound(int64_t size) { return ib::bound(std::max<int64_t>(size, 0)); }

extern "C" ib_status ib_deflate(const uint8_t* source, int64_t source_size, int32_t level,
                                uint8_t* target, int64_t target_size, int64_t* out_size) {
    return ib::to_status([&] {
        ib::require_arguments(source, source_size, level, target, target_size);
        ib::require(out_size != nullptr, "out_size must not be null");
        ib::Deflater deflater(level);
        *out_size = deflater.run(source, source_size, target, target_size);
    });
}

#include <algorithm>

#include "base/status.hpp"
#include "gzip/deflate_choice.hpp"
#include "gzip/inflater.hpp"
#include "gzip/run_deflater.hpp"
#include "gzip/search_deflater.hpp"
#include "ib/ib_cpu.h"

namespace ib {
namespace {

constexpr int64_t kMaxSize = int64_t{1} << 46;

void require_arguments(const uint8_t* source, int64_t source_size, int32_t level, const uint8_t* target,
                       int64_t target_size) {
    require(source_size >= 0 && source_size <= kMaxSize, "source size must be 0 to 2^46", source_size);
    require(source != nullptr || source_size == 0, "source must not be null");
    require(level >= 1 && level <= 3, "deflate level must be 1, 2 or 3", level);
    require(target != nullptr, "target must not be null");
    require(target_size >= deflate_bound(source_size),
            "target size must be at least ib_deflate_bound(source size)", target_size);
}

int64_t deflate(const uint8_t* source, int64_t source_size, int32_t level, uint8_t* target,
                int64_t target_size) {
    if (level == 1 && prefers_runs(source, source_size)) {
        return RunDeflater::run(source, source_size, target);
    }
    return SearchDeflater(level).run(source, source_size, target, target_size);
}

}  // namespace
}  // namespace ib

struct ib_inflater {
    ib::Inflater inflater;
};

namespace ib {
namespace {

ib_status create_inflater(StreamFormat format, ib_inflater** out) {
    return to_status([&] {
        require(out != nullptr, "out must not be null");
        *out = new ib_inflater{Inflater(format)};
    });
}

}  // namespace
}  // namespace ib

extern "C" ib_status ib_inflater_create(ib_inflater** out) {
    return ib::create_inflater(ib::StreamFormat::kGzip, out);
}

extern "C" ib_status ib_zlib_inflater_create(ib_inflater** out) {
    return ib::create_inflater(ib::StreamFormat::kZlib, out);
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

extern "C" int64_t ib_deflate_bound(int64_t size) {
    return ib::deflate_bound(std::max<int64_t>(size, 0));
}

extern "C" ib_status ib_deflate(const uint8_t* source, int64_t source_size, int32_t level,
                                uint8_t* target, int64_t target_size, int64_t* out_size) {
    return ib::to_status([&] {
        ib::require_arguments(source, source_size, level, target, target_size);
        ib::require(out_size != nullptr, "out_size must not be null");
        *out_size = ib::deflate(source, source_size, level, target, target_size);
    });
}

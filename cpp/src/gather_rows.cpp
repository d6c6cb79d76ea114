#include "gather_rows.hpp"

namespace ib {
namespace {

struct Portable {
    template <typename Source, typename Target, bool kNormalise, bool kReversed>
    static void row(const Rows& rows, const RowScale& scale) {
        for (int64_t i = 0; i < rows.count; ++i) {
            row_portable<Source, Target, kNormalise, kReversed>(
                reinterpret_cast<const Source*>(rows.source + i * rows.source_stride), rows.n,
                reinterpret_cast<Target*>(rows.target + i * rows.target_stride), scale);
        }
    }
};

}  // namespace

RowKernel row_kernel_portable(const RowKind& kind) { return pick<Portable>(kind); }

RowKernel row_kernel(const RowKind& kind, int32_t level) {
#if defined(__x86_64__)
    if (level == IB_SIMD_AVX512) { return row_kernel_avx512(kind); }
    if (level == IB_SIMD_AVX2) { return row_kernel_avx2(kind); }
#endif
    static_cast<void>(level);
    return row_kernel_portable(kind);
}

}  // namespace ib

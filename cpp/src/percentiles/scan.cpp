#include "percentiles/scan.hpp"

#include "base/simd.hpp"

namespace ib {
namespace {

template <typename Voxel>
constexpr ScanKernel<Voxel> kPortable[kMaxBrackets] = {
    scan_portable<Voxel, 1>, scan_portable<Voxel, 2>, scan_portable<Voxel, 3>, scan_portable<Voxel, 4>};

}  // namespace

template <typename Voxel>
ScanKernel<Voxel> scan_kernel(int brackets, int32_t level) {
#if defined(__x86_64__)
    if constexpr (sizeof(Voxel) == 4) {
        if (level == IB_SIMD_AVX512) { return scan_kernel_avx512<Voxel>(brackets); }
        if (level == IB_SIMD_AVX2) { return scan_kernel_avx2<Voxel>(brackets); }
    }
#endif
    static_cast<void>(level);
    return kPortable<Voxel>[brackets - 1];
}

template ScanKernel<int32_t> scan_kernel<int32_t>(int, int32_t);
template ScanKernel<uint32_t> scan_kernel<uint32_t>(int, int32_t);
template ScanKernel<float> scan_kernel<float>(int, int32_t);
template ScanKernel<double> scan_kernel<double>(int, int32_t);
template ScanKernel<int64_t> scan_kernel<int64_t>(int, int32_t);

}  // namespace ib

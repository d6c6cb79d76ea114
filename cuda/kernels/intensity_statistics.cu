// Mean, standard deviation, minimum and maximum of a patch.
//   source (size_x * size_y * size_z) float16 or float32, in device memory; with invert != 0 their
//   negatives are meant. rows: workspace of size_y * size_z ib_cuda_row_sums, of which intensity_rows
//   writes all. statistics receives one ib_cuda_statistics.
// Launch, in this order: intensity_rows with IB_INTENSITY_THREADS threads, grid.x = ceil(size_y *
// size_z
//   / IB_INTENSITY_ROWS); intensity_statistics with IB_STATISTICS_THREADS threads, one block. No
//   dynamic shared memory.
// Exact: float64 in the order of ib_cpu.h, nothing is fused. Oracle: ib_change_intensities.
// Moves: every element read once; of each row 24 bytes are written and read, of each slice again.
#include "ib/intensity.cuh"

namespace ib {
namespace {

__device__ __forceinline__ ib_cuda_row_sums sums_of_row(const PatchElements& source, int64_t first,
                                                        int64_t size_x, bool invert) {
    const double origin = static_cast<double>(inverted(source.load(0), invert));
    const float some = inverted(source.load(first), invert);
    double sum = 0.0;
    double square = 0.0;
    float min = some;
    float max = some;
    for (int64_t x = lane_number(); x < size_x; x += kLanes) {
        const float value = inverted(source.load(first + x), invert);
        const double difference = subtract(static_cast<double>(value), origin);
        sum = add(sum, difference);
        square = add(square, multiply(difference, difference));
        min = smaller(min, value);
        max = larger(max, value);
    }
    return {folded(sum), folded(square), warp_smallest(min), warp_largest(max)};
}

/// Of `count` rows, `step` apart, added in their order, by all lanes of a warp, 32 loads at a time.
/// What is missing of 32 counts as +0, which leaves sums that began at +0 as they are.
__device__ __forceinline__ ib_cuda_row_sums added(const ib_cuda_row_sums* rows, int64_t count,
                                                  int64_t step) {
    ib_cuda_row_sums all{0.0, 0.0, rows->min, rows->max};
    for (int64_t begin = 0; begin < count; begin += kLanes) {
        const int64_t mine = begin + lane_number();
        ib_cuda_row_sums row{0.0, 0.0, all.min, all.max};
        if (mine < count) { row = rows[mine * step]; }
        for (int lane = 0; lane < kLanes; ++lane) {
            all.sum = add(all.sum, __shfl_sync(kAllLanes, row.sum, lane));
            all.square = add(all.square, __shfl_sync(kAllLanes, row.square, lane));
        }
        all.min = smaller(all.min, warp_smallest(row.min));
        all.max = larger(all.max, warp_largest(row.max));
    }
    return all;
}

__device__ __forceinline__ ib_cuda_statistics statistics_of(const ib_cuda_row_sums& all, double first,
                                                            double n) {
    const double mean = add(first, divide(all.sum, n));
    const double spread = subtract(all.square, multiply(all.sum, divide(all.sum, n)));
    const double variance = n == 1.0 ? 0.0 : divide(spread, subtract(n, 1.0));
    const double sd = square_root(variance < 0.0 ? 0.0 : variance);
    return {to_float32(mean), to_float32(sd), add(all.min, 0.0f), add(all.max, 0.0f)};
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_INTENSITY_THREADS)
    intensity_rows(uint64_t source, int32_t type, int32_t invert, int64_t size_x, int64_t size_y,
                   int64_t size_z, ib_cuda_row_sums* rows) {
    const ib::ElementRow row(size_x, size_y, size_z);
    if (row.exists) {
        const ib_cuda_row_sums sums = ib::sums_of_row({source, type}, row.first, size_x, invert != 0);
        if (ib::lane_number() == 0) { rows[row.z * size_y + row.y] = sums; }
    }
}
IB_KERNEL(intensity_rows);

extern "C" __global__ void __launch_bounds__(IB_STATISTICS_THREADS)
    intensity_statistics(uint64_t source, int32_t type, int32_t invert, int64_t size_x, int64_t size_y,
                         int64_t size_z, ib_cuda_row_sums* rows, ib_cuda_statistics* statistics) {
    for (int64_t z = ib::warp_number(); z < size_z; z += IB_STATISTICS_THREADS / ib::kLanes) {
        ib_cuda_row_sums* const slice = rows + z * size_y;
        const ib_cuda_row_sums sums = ib::added(slice, size_y, 1);
        __syncwarp();
        if (ib::lane_number() == 0) { *slice = sums; }
    }
    __syncthreads();
    if (ib::warp_number() == 0) {
        const ib_cuda_row_sums all = ib::added(rows, size_z, size_y);
        const float first = ib::inverted(ib::PatchElements{source, type}.load(0), invert != 0);
        if (ib::lane_number() == 0) {
            *statistics = ib::statistics_of(all, static_cast<double>(first),
                                            static_cast<double>(size_x * size_y * size_z));
        }
    }
}
IB_KERNEL(intensity_statistics);

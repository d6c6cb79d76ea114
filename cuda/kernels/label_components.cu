// Numbers the components of the non-zero voxels of a mask and measures them.
//   mask (nx, ny, nz) uint8, x fastest, aligned to 16; each dimension 1 to 2^31 - 1, at most 2^31 - 1
//   runs. Results: runs (ib_run of ib_cpu.h, memory order), components (ib_cuda_component, instance id
//   i at i - 1), and, where asked for, labels (nx, ny, nz) int32, aligned to 16. Bit-identical to
//   those of ib_components_*. Anchors are left to the host, by one pass over the runs: it reads them
//   anyway, and "the k-th voxel of an instance" is a running count in memory order, on the device a
//   sort.
// Launch, in this order on one stream; tiles = ceil(voxels / IB_LABEL_TILE), T = IB_LABEL_THREADS,
//   B(n) = ceil(n / IB_LABEL_BATCH). Each is left out where its grid would be empty. No dynamic shared
//   memory. A read means: wait for the stream, take the value; it sizes what follows.
//     label_pack          tiles x T                 bits: tiles * IB_LABEL_TILE / 8 bytes;
//                                                   tile_runs: int32[tiles + 1]
//     label_scan          1 x IB_LABEL_SCAN_THREADS on tile_runs, n = tiles       read run_count
//     label_runs          tiles x T                 runs: 20 * run_count bytes;
//                                                   parent: int32[run_count];
//                                                   row_first: int32[ny * nz + 1]
//     label_unite         ceil(run_count / T) x T
//     label_roots         B(run_count) x T            batch_roots: int32[B(run_count) + 1]
//     label_scan          on batch_roots, n = B(run_count)                          read count
//     label_clear         B(run_count) x T            rank: int32[run_count]; found: 64 * count bytes
//     label_measure       B(run_count) x T
//     count <= IB_LABEL_FEW:   label_order_few ceil(count / T) x T                  order: int32[count]
//     otherwise: zero marks: uint32[chunks * 32], chunks = ceil(voxels / IB_LABEL_CHUNK), then
//       label_order_mark  ceil(count / T) x T
//       label_count_marks ceil(chunks * 8 / T) x T    chunk_marks: int32[chunks + 1]
//       label_scan        on chunk_marks, n = chunks
//       label_order       ceil(count / T) x T
//     label_finish        ceil(max(run_count, count) / T) x T      components: 64 * count bytes
//     label_paint         tiles x T, if wanted, also where there is no run
//   label_pack, _scan, _runs and _paint are those of label_runs.cu. row_first is not read after
//   label_unite, parent not after label_finish, bits and tile_runs only by label_paint.
// Exact: atomics are integer minima, maxima, sums; no result depends on their order.
// Moves, for V voxels, R runs: V read, V / 8 written and, where there is foreground, read again; about
//   60 R; paint writes 4 V and reads V / 8.
#include "ib/block.cuh"
#include "ib/component_part.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/mask_bits.cuh"
#include "ib/platform.cuh"
#include "ib/run_sets.cuh"

namespace ib {
namespace {

constexpr int kBatchRuns = IB_LABEL_BATCH / IB_LABEL_THREADS;  // to a thread

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_unite(const ib_run* runs, int64_t run_count, const int32_t* row_first, int64_t ny,
                int32_t connectivity, int32_t* parent) {
    const int64_t number = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
    if (number < run_count) {
        const auto run = static_cast<int32_t>(number);
        const int64_t y = runs[run].y;
        const int64_t z = runs[run].z;
        const int64_t row = z * ny + y;
        const int32_t face = connectivity == 6 ? 0 : 1;
        const int32_t diagonal = connectivity == 26 ? 1 : 0;
        if (y > 0) { ib::unite_with_row(runs, row_first, row - 1, face, run, parent); }
        if (z > 0) {
            ib::unite_with_row(runs, row_first, row - ny, face, run, parent);
            if (connectivity != 6 && y > 0) {
                ib::unite_with_row(runs, row_first, row - ny - 1, diagonal, run, parent);
            }
            if (connectivity != 6 && y + 1 < ny) {
                ib::unite_with_row(runs, row_first, row - ny + 1, diagonal, run, parent);
            }
        }
    }
}
IB_KERNEL(label_unite);

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_roots(int64_t run_count, int32_t* parent, int32_t* batch_roots) {
    IB_SHARED(ib::BlockSum<int32_t>, sum);
    int32_t roots = 0;
    for (int i = 0; i < ib::kBatchRuns; ++i) {
        const int64_t run = int64_t{blockIdx.x} * IB_LABEL_BATCH + i * IB_LABEL_THREADS + threadIdx.x;
        if (run < run_count) {
            const int32_t root = ib::find_root(parent, static_cast<int32_t>(run));
            // Others may still climb through this run; from now on they need one step.
            ib::store_relaxed(parent + run, root);
            roots += root == run;
        }
    }
    const int32_t total = ib::block_sum(roots, sum);
    if (threadIdx.x == 0) { batch_roots[blockIdx.x] = total; }
}
IB_KERNEL(label_roots);

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_clear(int64_t run_count, const int32_t* parent, const int32_t* batch_roots, int32_t* rank,
                ib_cuda_component* found) {
    IB_SHARED(ib::BlockSum<int32_t>, sum);
    int32_t next = batch_roots[blockIdx.x];
    for (int i = 0; i < ib::kBatchRuns; ++i) {
        const int64_t run = int64_t{blockIdx.x} * IB_LABEL_BATCH + i * IB_LABEL_THREADS + threadIdx.x;
        const bool root = run < run_count && parent[run] == run;
        int32_t all = 0;
        const int32_t number = next + ib::block_sum_before(int32_t{root}, sum, &all);
        if (root) {
            rank[run] = number;
            found[number] = {0, {0, 0, 0}, INT64_MAX, {INT32_MAX, INT32_MAX, INT32_MAX}, {-1, -1, -1}};
        }
        next += all;
    }
}
IB_KERNEL(label_clear);

// A lane takes neighbouring runs, which often belong together, and adds what it has of a component
// when the next begins.
extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_measure(const ib_run* runs, int64_t run_count, const int32_t* parent, const int32_t* rank,
                  int64_t ny, int64_t nz, ib_cuda_component* found) {
    const int64_t first = int64_t{blockIdx.x} * IB_LABEL_BATCH + int64_t{threadIdx.x} * ib::kBatchRuns;
    ib::Part part;
    part.clear(-1);
    for (int i = 0; i < ib::kBatchRuns; ++i) {
        if (first + i < run_count) {
            const int32_t component = rank[parent[first + i]];
            if (component != part.component) {
                if (part.component >= 0) { part.add_to(found[part.component]); }
                part.clear(component);
            }
            part.add(runs[first + i], ny, nz);
        }
    }
    ib::add_parts(part, found);
}
IB_KERNEL(label_measure);

// order[i] becomes the instance id of found[i].
extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_order_few(const ib_cuda_component* found, int64_t count, int32_t* order) {
    const int64_t i = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
    if (i < count) {
        const int64_t key = found[i].key;
        int32_t id = 1;
        for (int64_t j = 0; j < count; ++j) { id += found[j].key < key; }
        order[i] = id;
    }
}
IB_KERNEL(label_order_few);

// Keys are different voxels, so a map of all voxels with a bit for each key puts them in order.
extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_order_mark(const ib_cuda_component* found, int64_t count, uint32_t* marks) {
    const int64_t i = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
    if (i < count) {
        const int64_t key = found[i].key;
        ib::atomic_or(marks + key / ib::kWordBits, uint32_t{1} << key % ib::kWordBits);
    }
}
IB_KERNEL(label_order_mark);

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_count_marks(const uint32_t* marks, int64_t chunks, int32_t* chunk_marks) {
    constexpr int kChunkLanes = IB_LABEL_CHUNK / ib::kWordBits / 4;  // each reads 16 bytes
    const int64_t i = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
    int32_t count = 0;
    if (i < chunks * kChunkLanes) {
        const uint4 four = reinterpret_cast<const uint4*>(marks)[i];
        count = __popc(four.x) + __popc(four.y) + __popc(four.z) + __popc(four.w);
    }
#pragma unroll
    for (int distance = kChunkLanes / 2; distance > 0; distance /= 2) {
        count += __shfl_xor_sync(ib::kAllLanes, count, distance);
    }
    if (i < chunks * kChunkLanes && i % kChunkLanes == 0) { chunk_marks[i / kChunkLanes] = count; }
}
IB_KERNEL(label_count_marks);

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_order(const ib_cuda_component* found, int64_t count, const uint32_t* marks,
                const int32_t* chunk_marks, int32_t* order) {
    const int64_t i = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
    if (i < count) {
        const int64_t key = found[i].key;
        const int64_t chunk = key / IB_LABEL_CHUNK;
        int32_t id = chunk_marks[chunk] + 1;
        int64_t word = chunk * (IB_LABEL_CHUNK / ib::kWordBits);
        for (; word < key / ib::kWordBits; ++word) { id += __popc(marks[word]); }
        id += __popc(marks[word] & ((uint32_t{1} << key % ib::kWordBits) - 1));
        order[i] = id;
    }
}
IB_KERNEL(label_order);

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_finish(int64_t run_count, const int32_t* parent, const int32_t* rank,
                 const ib_cuda_component* found, int64_t count, const int32_t* order, ib_run* runs,
                 ib_cuda_component* components) {
    const int64_t i = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
    if (i < run_count) { runs[i].instance = order[rank[parent[i]]]; }
    if (i < count) { components[order[i] - 1] = found[i]; }
}
IB_KERNEL(label_finish);

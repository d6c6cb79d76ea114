// Numbers the components of the non-zero voxels of a mask and measures them.
//   mask (nx, ny, nz) uint8, x fastest, aligned to 16; each dimension 1 to 2^31 - 1, at most 2^31 - 1
//   runs. Results: counts, runs (ib_run of ib_cpu.h, memory order), components (ib_cuda_component,
//   instance id i at i - 1). Bit-identical to those of ib_components_*. Anchors are left to the host,
//   by one pass over the runs: it reads them anyway, and "the k-th voxel of an instance" is a running
//   count in memory order, on the device a sort.
// Launch, in this order on one stream, nothing being read in between; tiles = ceil(voxels /
//   IB_LABEL_TILE), chunks = tiles * IB_LABEL_TILE / IB_LABEL_CHUNK, scans = ceil(chunks /
//   IB_LABEL_SCAN). R and C are the runs and components there is room for, at least 1. Blocks have
//   IB_LABEL_THREADS threads; no dynamic shared memory. `waves`: as many blocks as you like, best all
//   that run at once. Zero first: counts, tile_sums, scan_sums.
//     label_runs     tiles    counts; tile_sums: uint64[tiles]; runs: 20 * R bytes; parent: int32[R];
//                             row_first: int32[ny * nz + 1]; chunk_keys: int32[chunks]
//     label_unite    waves    marks: chunks * IB_LABEL_CHUNK / 8 bytes, aligned to 16
//     label_roots    waves
//     label_number   waves    scan_sums: uint64[scans]; components: 64 * C bytes
//     label_measure  waves
//   Then counts say how many runs and components there are. More runs than R: the rest has done
//   nothing; launch all anew, with room for as many. Otherwise, more components than C: label_number
//   and label_measure have measured nothing; zero next_task and launch those two anew, with room for as
//   many and scans = 0. row_first is not read after label_unite, parent not after label_measure.
//   label_runs is that of label_runs.cu.
// Exact: atomics are integer sums, minima, maxima, counters of work; no result depends on their order.
// Moves, for V voxels, R runs: V read; about 60 R; the smaller of V / 8 and 128 R zeroed; V / 128 for
//   the counts of keys.
#include "ib/block.cuh"
#include "ib/component_part.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/key_marks.cuh"
#include "ib/look_back.cuh"
#include "ib/platform.cuh"
#include "ib/run_sets.cuh"

namespace ib {
namespace {

constexpr int kBatchRuns = IB_LABEL_BATCH / IB_LABEL_THREADS;  // to a thread

/// 0 where there was no room for all.
__device__ __forceinline__ int64_t runs_within(const ib_cuda_label_counts* counts,
                                               int64_t run_capacity) {
    return counts->run_count <= run_capacity ? counts->run_count : 0;
}

__device__ __forceinline__ int64_t batches_of(int64_t run_count) {
    return (run_count + IB_LABEL_BATCH - 1) / IB_LABEL_BATCH;
}

/// Earlier neighbours of a row, from 0: for faces the first two, otherwise all four. Returns as
/// unite_with_row does.
__device__ __forceinline__ int32_t unite_with_neighbour(const ib_run* runs, const int32_t* row_first,
                                                        int64_t ny, int32_t connectivity, int neighbour,
                                                        const ib_run& mine, int32_t root,
                                                        int32_t* parent) {
    const int64_t y = mine.y + (neighbour == 3 ? 1 : neighbour == 1 ? 0 : -1);
    const int64_t z = mine.z - (neighbour == 0 ? 0 : 1);
    const bool diagonal = neighbour >= 2;
    const int32_t reach = connectivity == 26 || (connectivity == 18 && !diagonal) ? 1 : 0;
    if (y < 0 || y >= ny || z < 0) { return root; }
    return unite_with_row(runs, row_first, z * ny + y, reach, mine, root, parent);
}

/// What blocks of label_number share among their threads.
struct Numbering {
    BlockSum<int32_t> sum;
    uint32_t task;
    int64_t before;
};

/// Counts of keys become sums of those before.
__device__ __forceinline__ void scan_chunks(int64_t task, int64_t chunks, int64_t scans,
                                            Numbering& shared, uint64_t* scan_sums, int32_t* chunk_keys,
                                            ib_cuda_label_counts* counts) {
    constexpr int kEach = IB_LABEL_SCAN / IB_LABEL_THREADS;
    const int64_t from = task * IB_LABEL_SCAN + int64_t{threadIdx.x} * kEach;
    int32_t values[kEach];
    int32_t mine = 0;
#pragma unroll
    for (int i = 0; i < kEach; ++i) {
        values[i] = from + i < chunks ? chunk_keys[from + i] : 0;
        mine += values[i];
    }
    int32_t all = 0;
    const int32_t before = block_sum_before(mine, shared.sum, &all);
    if (warp_number() == 0) {
        const int64_t blocks_before = sum_of_blocks_before(task, all, scan_sums);
        if (lane_number() == 0) { shared.before = blocks_before; }
    }
    __syncthreads();
    auto running = static_cast<int32_t>(shared.before) + before;
#pragma unroll
    for (int i = 0; i < kEach; ++i) {
        if (from + i < chunks) { chunk_keys[from + i] = running; }
        running += values[i];
    }
    if (task + 1 == scans && threadIdx.x == 0) { counts->component_count = shared.before + all; }
    __syncthreads();
    if (threadIdx.x == 0) { add_release(&counts->scanned, 1); }
}

__device__ __forceinline__ void clear_component(ib_cuda_component& component, int64_t key) {
    component = {0, {0, 0, 0}, key, {INT32_MAX, INT32_MAX, INT32_MAX}, {-1, -1, -1}};
}

}  // namespace
}  // namespace ib

// Where runs are few, a thread for each run and neighbour row: the ways to the neighbours are long, and
// lie side by side so.
extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_unite(const ib_cuda_label_counts* counts, int64_t run_capacity, const ib_run* runs,
                const int32_t* row_first, int64_t ny, int64_t nz, int32_t connectivity, int64_t chunks,
                int32_t* parent, uint32_t* marks) {
    const int64_t run_count = ib::runs_within(counts, run_capacity);
    const bool sparse = run_count < chunks;
    if (!sparse) { ib::clear_all_marks(marks, chunks, ib::grid_thread(), ib::grid_threads()); }
    const int neighbours = connectivity == 6 ? 2 : 4;
    const int shift = !sparse ? 0 : connectivity == 6 ? 1 : 2;
    const int parts = 1 << shift;
    for (int64_t i = ib::grid_thread(); i < run_count << shift; i += ib::grid_threads()) {
        auto root = static_cast<int32_t>(i >> shift);
        const int part = static_cast<int>(i) & (parts - 1);
        const ib_run mine = runs[root];
        if (sparse) { ib::clear_marks_around(ib::key_of(mine, ny, nz), marks, part, parts); }
        for (int neighbour = part; neighbour < neighbours; neighbour += parts) {
            root = ib::unite_with_neighbour(runs, row_first, ny, connectivity, neighbour, mine, root,
                                            parent);
        }
    }
}
IB_KERNEL(label_unite);

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_roots(const ib_cuda_label_counts* counts, int64_t run_capacity, const ib_run* runs,
                int64_t ny, int64_t nz, int32_t* parent, int32_t* chunk_keys, uint32_t* marks) {
    const int64_t run_count = ib::runs_within(counts, run_capacity);
    for (int64_t i = ib::grid_thread(); i < run_count; i += ib::grid_threads()) {
        const auto run = static_cast<int32_t>(i);
        const int32_t root = ib::root_of(parent, run);
        // Others may still climb through this run; from now on they need one step.
        ib::store_relaxed(parent + run, root);
        if (root == run) { ib::mark(ib::key_of(runs[run], ny, nz), marks, chunk_keys); }
    }
}
IB_KERNEL(label_roots);

// First the counts of keys are summed, then each root finds the number of its component. Blocks draw
// their work, so those that wait for the sums wait for blocks that have begun.
extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_number(ib_cuda_label_counts* counts, int64_t run_capacity, int64_t component_capacity,
                 int64_t ny, int64_t nz, const int32_t* parent, int64_t chunks, int64_t scans,
                 uint64_t* scan_sums, int32_t* chunk_keys, const uint32_t* marks, ib_run* runs,
                 ib_cuda_component* components) {
    IB_SHARED(ib::Numbering, shared);
    const int64_t run_count = ib::runs_within(counts, run_capacity);
    const int64_t tasks = scans + ib::batches_of(run_count);
    int64_t task = 0;
    while (task < tasks) {
        if (threadIdx.x == 0) { shared.task = ib::atomic_add(&counts->next_task, 1u); }
        __syncthreads();
        task = shared.task;
        if (task < scans) {
            ib::scan_chunks(task, chunks, scans, shared, scan_sums, chunk_keys, counts);
        } else if (task < tasks) {
            if (threadIdx.x == 0) {
                while (ib::load_acquire(&counts->scanned) < scans) { ib::pause(); }
            }
            __syncthreads();
            if (counts->component_count <= component_capacity) {
                const int64_t first = (task - scans) * IB_LABEL_BATCH;
                const int64_t end = ib::smaller(first + IB_LABEL_BATCH, run_count);
                for (int64_t run = first + threadIdx.x; run < end; run += IB_LABEL_THREADS) {
                    if (parent[run] == run) {
                        const int64_t key = ib::key_of(runs[run], ny, nz);
                        runs[run].instance = 1 + ib::marks_before(key, marks, chunk_keys);
                        ib::clear_component(components[runs[run].instance - 1], key);
                    }
                }
            }
        }
        __syncthreads();
    }
}
IB_KERNEL(label_number);

// A lane takes neighbouring runs, which often belong together, and adds what it has of a component
// when the next begins.
extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_measure(const ib_cuda_label_counts* counts, int64_t run_capacity, int64_t component_capacity,
                  const int32_t* parent, ib_run* runs, ib_cuda_component* components) {
    const bool room = counts->component_count <= component_capacity;
    const int64_t run_count = room ? ib::runs_within(counts, run_capacity) : 0;
    for (int64_t batch = blockIdx.x; batch < ib::batches_of(run_count); batch += gridDim.x) {
        const int64_t first = batch * IB_LABEL_BATCH + int64_t{threadIdx.x} * ib::kBatchRuns;
        ib::Part part;
        part.clear(-1);
        for (int i = 0; i < ib::kBatchRuns; ++i) {
            const int64_t run = first + i;
            if (run < run_count) {
                const int32_t root = parent[run];
                const int32_t id = runs[root].instance;
                if (root != run) { runs[run].instance = id; }
                if (id - 1 != part.component) {
                    if (part.component >= 0) { part.add_to(components[part.component]); }
                    part.clear(id - 1);
                }
                part.add(runs[run]);
            }
        }
        ib::add_parts(part, components);
    }
}
IB_KERNEL(label_measure);

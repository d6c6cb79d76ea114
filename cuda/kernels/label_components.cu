// Numbers the components of the non-zero voxels of a mask and measures them.
//   mask (nx, ny, nz) uint8, x fastest, aligned to 16; each dimension 1 to 2^31 - 1, at most 2^31 - 1
//   runs. Results: runs (ib_run of ib_cpu.h, memory order), components (ib_cuda_component, instance id
//   i at i - 1), and, where asked for, labels (nx, ny, nz) int32, aligned to 16. Equal to
//   ib_components_* to the bit. Anchors are left to the host, by one pass over the runs: it reads them
//   anyway, and "the k-th voxel of an instance" is a running count in memory order, on the device a
//   sort.
// Launch, in this order on one stream; tiles = ceil(voxels / IB_LABEL_TILE), T = IB_LABEL_THREADS,
//   B(n) = ceil(n / IB_LABEL_BATCH). Each is left out where its grid would be empty. No dynamic shared
//   memory. A read means: wait for the stream, take the value; it sizes what follows.
//     label_pack          tiles x T   bits: tiles * IB_LABEL_TILE / 8 bytes; tile_runs: int32[tiles +
//     1] label_scan          1 x IB_LABEL_SCAN_THREADS   on tile_runs, n = tiles       read run_count
//     label_runs          tiles x T   runs: 20 * run_count bytes; parent: int32[run_count];
//                                     row_first: int32[ny * nz + 1]
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
//   row_first and parent are not read after label_unite and label_finish; bits and tile_runs only by
//   label_paint.
// Exact: atomics are integer minima, maxima, sums; no result depends on their order.
// Moves, for V voxels, R runs: V read, V / 8 written and, where there is foreground, read again; about
//   60 R; paint writes 4 V and reads V / 8.
#include "ib/block.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/mask_bits.cuh"
#include "ib/platform.cuh"

namespace ib {
namespace {

constexpr int kGroup = 16;  // voxels of one load
constexpr int kLoads = IB_LABEL_TILE / kGroup / IB_LABEL_THREADS;
constexpr int kBatchRuns = IB_LABEL_BATCH / IB_LABEL_THREADS;  // to a thread

/// One bit for each byte that is not 0.
__device__ __forceinline__ uint32_t non_zero_bytes(uint32_t four) {
    uint32_t bits = four | four >> 4;
    bits |= bits >> 2;
    bits |= bits >> 1;
    return (bits & 0x01010101u) * 0x01020408u >> 24;
}

__device__ __forceinline__ uint32_t non_zero_bytes(const uint4& sixteen) {
    return non_zero_bytes(sixteen.x) | non_zero_bytes(sixteen.y) << 4 | non_zero_bytes(sixteen.z) << 8 |
           non_zero_bytes(sixteen.w) << 12;
}

__device__ __forceinline__ uint4 load_mask_group(const uint8_t* mask, int64_t from, int64_t voxels) {
    if (from + kGroup <= voxels) { return *reinterpret_cast<const uint4*>(mask + from); }
    uint32_t words[4] = {0, 0, 0, 0};
#pragma unroll
    for (int i = 0; i < kGroup; ++i) {
        if (from + i < voxels) { words[i / 4] |= uint32_t{mask[from + i]} << i % 4 * 8; }
    }
    return {words[0], words[1], words[2], words[3]};
}

/// How many runs begin in 16 voxels; `before` is 1 if the voxel before them is set.
__device__ __forceinline__ int32_t runs_begun(uint32_t bits, uint32_t before, uint32_t from_x,
                                              uint32_t nx) {
    uint32_t continues = bits & (bits << 1 | before);
    if (continues != 0) { continues &= ~row_begins(from_x % nx, nx, kGroup); }
    return __popc(bits & ~continues);
}

// ---- sets of runs: parent[i] <= i always, and only ever shrinks ------------------------------------

__device__ int32_t find_root(int32_t* parent, int32_t run) {
    while (true) {
        const int32_t up = load_relaxed(parent + run);
        if (up == run) { return run; }
        const int32_t above = load_relaxed(parent + up);
        if (above == up) { return up; }
        atomic_min(parent + run, above);
        run = above;
    }
}

/// Where another thread was faster, what it had put there is united instead: no link is lost.
__device__ void unite(int32_t* parent, int32_t a, int32_t b) {
    a = find_root(parent, a);
    b = find_root(parent, b);
    while (a != b) {
        const int32_t high = larger(a, b);
        const int32_t low = smaller(a, b);
        const int32_t before = atomic_min(parent + high, low);
        if (before == high) { break; }
        a = find_root(parent, before);
        b = low;
    }
}

/// Unites `run` with the runs of row `row` that it touches when widened by `reach` on both sides.
__device__ void unite_with_row(const ib_run* runs, const int32_t* row_first, int64_t row, int32_t reach,
                               int32_t run, int32_t* parent) {
    const int64_t begin = int64_t{runs[run].x_begin} - reach;
    const int64_t end = int64_t{runs[run].x_end} + reach;
    int32_t low = row_first[row];
    const int32_t last = row_first[row + 1];
    int32_t high = last;
    while (low < high) {  // the first that ends behind `begin`
        const int32_t middle = low + (high - low) / 2;
        if (runs[middle].x_end > begin) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    for (; low < last && runs[low].x_begin < end; ++low) { unite(parent, run, low); }
}

// ---- statistics ---------------------------------------------------------------------------------

/// Of some runs of one component.
struct Part {
    int32_t component;  // -1: none
    int64_t voxels, sum_x, sum_y, sum_z, key;
    int32_t begin[3], last[3];

    __device__ void clear(int32_t of) {
        component = of;
        voxels = sum_x = sum_y = sum_z = 0;
        key = INT64_MAX;
        for (int axis = 0; axis < 3; ++axis) {
            begin[axis] = INT32_MAX;
            last[axis] = -1;
        }
    }

    __device__ void add(const ib_run& run, int64_t ny, int64_t nz) {
        const int64_t length = int64_t{run.x_end} - run.x_begin;
        voxels += length;
        sum_x += (int64_t{run.x_begin} + run.x_end - 1) * length / 2;
        sum_y += run.y * length;
        sum_z += run.z * length;
        key = smaller(key, (run.x_begin * ny + run.y) * nz + run.z);
        const int32_t low[3] = {run.x_begin, run.y, run.z};
        const int32_t high[3] = {run.x_end - 1, run.y, run.z};
        for (int axis = 0; axis < 3; ++axis) {
            begin[axis] = smaller(begin[axis], low[axis]);
            last[axis] = larger(last[axis], high[axis]);
        }
    }

    __device__ void add_to(ib_cuda_component& found) const {
        atomic_add(&found.voxels, voxels);
        atomic_add(&found.sum[0], sum_x);
        atomic_add(&found.sum[1], sum_y);
        atomic_add(&found.sum[2], sum_z);
        atomic_min(&found.key, key);
        for (int axis = 0; axis < 3; ++axis) {
            atomic_min(&found.begin[axis], begin[axis]);
            atomic_max(&found.last[axis], last[axis]);
        }
    }

    /// Takes in the part of the lane `distance` above; all lanes call.
    __device__ void take_from_above(int distance) {
        const auto above = static_cast<unsigned>(distance);
        voxels += __shfl_down_sync(kAllLanes, voxels, above);
        sum_x += __shfl_down_sync(kAllLanes, sum_x, above);
        sum_y += __shfl_down_sync(kAllLanes, sum_y, above);
        sum_z += __shfl_down_sync(kAllLanes, sum_z, above);
        key = smaller(key, __shfl_down_sync(kAllLanes, key, above));
        for (int axis = 0; axis < 3; ++axis) {
            begin[axis] = smaller(begin[axis], __shfl_down_sync(kAllLanes, begin[axis], above));
            last[axis] = larger(last[axis], __shfl_down_sync(kAllLanes, last[axis], above));
        }
    }
};

/// Adds each lane's part to the table. A component that fills the warp is added once, not 32 times:
/// a big one would hold up all the others at its address.
__device__ void add_parts(Part& part, ib_cuda_component* found) {
    const int32_t first = __shfl_sync(kAllLanes, part.component, 0);
    if (__all_sync(kAllLanes, part.component == first || part.component < 0) && first >= 0) {
        // What shuffles bring from beyond the last lane lands in lanes that lane 0 no longer reads.
        for (int distance = kLanes / 2; distance > 0; distance /= 2) { part.take_from_above(distance); }
        if (lane_number() == 0) { part.add_to(found[first]); }
    } else if (part.component >= 0) {
        part.add_to(found[part.component]);
    }
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_pack(const uint8_t* mask, int64_t voxels, int64_t nx, uint32_t* bits, int32_t* tile_runs) {
    IB_SHARED(ib::BlockSum<int32_t>, sum);
    const ib::TilePlace place(blockIdx.x, nx);
    auto* packed = reinterpret_cast<uint16_t*>(bits) + place.first / ib::kGroup;
    uint4 groups[ib::kLoads];
#pragma unroll
    for (int i = 0; i < ib::kLoads; ++i) {
        const int group = i * IB_LABEL_THREADS + static_cast<int>(threadIdx.x);
        groups[i] = ib::load_mask_group(mask, place.first + group * ib::kGroup, voxels);
    }
    int32_t runs = 0;
#pragma unroll
    for (int i = 0; i < ib::kLoads; ++i) {
        const int group = i * IB_LABEL_THREADS + static_cast<int>(threadIdx.x);
        const uint32_t set = ib::non_zero_bytes(groups[i]);
        uint32_t before = __shfl_up_sync(ib::kAllLanes, set, 1) >> (ib::kGroup - 1);
        if (ib::lane_number() == 0) {
            const int64_t from = place.first + group * ib::kGroup;
            before = (set & 1) != 0 && from > 0 && mask[from - 1] != 0;
        }
        runs += ib::runs_begun(set, before, place.x + static_cast<uint32_t>(group * ib::kGroup),
                               static_cast<uint32_t>(nx));
        packed[group] = static_cast<uint16_t>(set);
    }
    const int32_t total = ib::block_sum(runs, sum);
    if (threadIdx.x == 0) { tile_runs[blockIdx.x] = total; }
}
IB_KERNEL(label_pack);

// counts[i] becomes the sum of those before it, counts[n] that of all (modulo 2^32), *total too.
extern "C" __global__ void __launch_bounds__(IB_LABEL_SCAN_THREADS)
    label_scan(int32_t* counts, int64_t n, int64_t* total) {
    constexpr int kEach = 4;
    IB_SHARED(ib::BlockSum<int64_t>, sum);
    int64_t before = 0;
    for (int64_t first = 0; first < n; first += kEach * IB_LABEL_SCAN_THREADS) {
        const int64_t from = first + int64_t{threadIdx.x} * kEach;
        int32_t values[kEach];
        int64_t mine = 0;
#pragma unroll
        for (int i = 0; i < kEach; ++i) {
            values[i] = from + i < n ? counts[from + i] : 0;
            mine += values[i];
        }
        int64_t all = 0;
        int64_t running = before + ib::block_sum_before(mine, sum, &all);
#pragma unroll
        for (int i = 0; i < kEach; ++i) {
            if (from + i < n) { counts[from + i] = static_cast<int32_t>(running); }
            running += values[i];
        }
        before += all;
    }
    if (threadIdx.x == 0) {
        counts[n] = static_cast<int32_t>(before);
        *total = before;
    }
}
IB_KERNEL(label_scan);

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_runs(const uint32_t* bits, int64_t voxels, int64_t nx, int64_t ny, const int32_t* tile_runs,
               ib_run* runs, int32_t* parent, int32_t* row_first) {
    IB_SHARED(ib::BlockSum<int32_t>, sum);
    const int64_t tile = blockIdx.x;
    const int64_t tiles = gridDim.x;
    const ib::TilePlace place(tile, nx);
    const uint32_t* first_word = bits + tile * ib::kTileWords;
    const int32_t tile_first = tile_runs[tile];
    const bool reached_into = tile > 0 && place.x != 0 && (first_word[0] & 1) != 0;
    if (tile_runs[tile + 1] == tile_first && !reached_into) {
        const int64_t end = ib::smaller(place.first + IB_LABEL_TILE, voxels);
        for (int64_t row = (place.first + nx - 1) / nx + threadIdx.x; row * nx < end;
             row += blockDim.x) {
            row_first[row] = tile_first;
        }
    } else {
        const ib::RunWords mine = ib::read_run_words(bits, tile, tiles, place, nx);
        int32_t all = 0;
        int32_t next = tile_first + ib::block_sum_before(mine.runs, sum, &all);
        for (int i = 0; i < ib::kThreadWords; ++i) {
            const ib::RunWord& word = mine.words[i];
            const uint32_t begins = word.run_begins();
            // A run that was open before the word ends first, and its number is the one before.
            int32_t ending = next - static_cast<int32_t>(word.continues() & 1);
            const auto row_of = [&](int bit) {
                return word.row + (word.x + static_cast<uint32_t>(bit)) / static_cast<uint32_t>(nx);
            };
            const auto x_of = [&](int bit) {
                return static_cast<int32_t>((word.x + static_cast<uint32_t>(bit)) %
                                            static_cast<uint32_t>(nx));
            };
            const int64_t from =
                place.first + (int64_t{threadIdx.x} * ib::kThreadWords + i) * ib::kWordBits;
            for (uint32_t left = word.begins; left != 0; left &= left - 1) {
                const int bit = __ffs(static_cast<int>(left)) - 1;
                if (from + bit < voxels) {
                    row_first[row_of(bit)] = next + __popc(begins & ((uint32_t{1} << bit) - 1));
                }
            }
            for (uint32_t left = begins; left != 0; left &= left - 1, ++next) {
                const int bit = __ffs(static_cast<int>(left)) - 1;
                const int64_t row = row_of(bit);
                runs[next].x_begin = x_of(bit);
                runs[next].y = static_cast<int32_t>(row % ny);
                runs[next].z = static_cast<int32_t>(row / ny);
                parent[next] = next;
            }
            for (uint32_t left = word.run_ends(static_cast<uint32_t>(nx)); left != 0;
                 left &= left - 1, ++ending) {
                runs[ending].x_end = x_of(__ffs(static_cast<int>(left)) - 1) + 1;
            }
        }
    }
    if (tile + 1 == tiles && threadIdx.x == 0) { row_first[voxels / nx] = tile_runs[tiles]; }
}
IB_KERNEL(label_runs);

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

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_paint(const uint32_t* bits, int64_t voxels, int64_t nx, const int32_t* tile_runs,
                const ib_run* runs, int32_t* labels) {
    struct Words {
        uint32_t set[ib::kTileWords];
        uint32_t begins[ib::kTileWords];
        int32_t before[ib::kTileWords];  // number of the run before the word's first to begin
    };
    IB_SHARED(Words, words);
    IB_SHARED(ib::BlockSum<int32_t>, sum);
    const int64_t tile = blockIdx.x;
    const ib::TilePlace place(tile, nx);
    const ib::RunWords mine = ib::read_run_words(bits, tile, gridDim.x, place, nx);
    int32_t all = 0;
    int32_t before = tile_runs[tile] + ib::block_sum_before(mine.runs, sum, &all) - 1;
    for (int i = 0; i < ib::kThreadWords; ++i) {
        const int word = static_cast<int>(threadIdx.x) * ib::kThreadWords + i;
        words.set[word] = mine.words[i].word;
        words.begins[word] = mine.words[i].run_begins();
        words.before[word] = before;
        before += __popc(words.begins[word]);
    }
    __syncthreads();
    constexpr int kStore = 4;
    for (int from = static_cast<int>(threadIdx.x) * kStore; from < IB_LABEL_TILE;
         from += IB_LABEL_THREADS * kStore) {
        const int word = from / ib::kWordBits;
        int32_t instances[kStore];
#pragma unroll
        for (int i = 0; i < kStore; ++i) {
            const int bit = from % ib::kWordBits + i;
            const uint32_t up_to = 0xffffffffu >> (ib::kWordBits - 1 - bit);
            const int32_t run = words.before[word] + __popc(words.begins[word] & up_to);
            instances[i] = (words.set[word] >> bit & 1) != 0 ? runs[run].instance : 0;
        }
        const int64_t voxel = place.first + from;
        if (voxel + kStore <= voxels) {
            *reinterpret_cast<int4*>(labels + voxel) =
                make_int4(instances[0], instances[1], instances[2], instances[3]);
        } else {
#pragma unroll
            for (int i = 0; i < kStore; ++i) {
                if (voxel + i < voxels) { labels[voxel + i] = instances[i]; }
            }
        }
    }
}
IB_KERNEL(label_paint);

// The launches of kernels/label_components.cu in their order, as that file says.
#pragma once

#include <vector>

#include "device_array.hpp"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "labels/flood_fill.hpp"
#include "simt/simt.hpp"

namespace labelling {

struct Result {
    std::vector<ib_run> runs;
    std::vector<ib_cuda_component> components;
    std::vector<int32_t> labels;
};

struct Choice {
    int32_t connectivity;
    uint64_t seed;
    /// Ordered as if there were more than IB_LABEL_FEW components.
    bool many;
};

inline int64_t parts(int64_t n, int64_t size) { return (n + size - 1) / size; }

inline size_t room(int64_t n) { return static_cast<size_t>(n); }

class Launches {
public:
    Launches(const oracle::Mask& mask, const Choice& choice)
        : mask_(mask), choice_(choice), seed_(choice.seed) {}

    Result run() {
        const int64_t voxels = static_cast<int64_t>(mask_.voxels.size());
        const int64_t tiles = parts(voxels, IB_LABEL_TILE);
        simt::DeviceArray<uint8_t> mask(mask_.voxels);
        simt::DeviceArray<uint32_t> bits(room(tiles * IB_LABEL_TILE / 32));
        simt::DeviceArray<int32_t> tile_runs(room(tiles + 1));
        launch("label_pack", tiles, static_cast<const uint8_t*>(mask.data()), voxels, mask_.nx,
               bits.data(), tile_runs.data());
        const int64_t run_count = scan(tile_runs, tiles);
        simt::DeviceArray<ib_run> runs(room(run_count));
        simt::DeviceArray<int32_t> parent(room(run_count));
        Result result;
        if (run_count > 0) {
            simt::DeviceArray<int32_t> row_first(room(mask_.ny * mask_.nz + 1));
            launch("label_runs", tiles, constant(bits), voxels, mask_.nx, mask_.ny, constant(tile_runs),
                   runs.data(), parent.data(), row_first.data());
            launch("label_unite", parts(run_count, IB_LABEL_THREADS), constant(runs), run_count,
                   constant(row_first), mask_.ny, choice_.connectivity, parent.data());
            result.components = components(runs, parent);
        }
        simt::DeviceArray<int32_t> labels(room(voxels));
        launch("label_paint", tiles, constant(bits), voxels, mask_.nx, constant(tile_runs),
               constant(runs), labels.data());
        result.runs = runs.download();
        result.labels = labels.download();
        return result;
    }

private:
    template <typename... Arguments>
    void launch(const char* name, int64_t blocks, Arguments... arguments) {
        simt::run(name, {static_cast<unsigned>(blocks)}, {IB_LABEL_THREADS}, 0, ++seed_, arguments...);
    }

    template <typename Element>
    static const Element* constant(simt::DeviceArray<Element>& array) {
        return array.data();
    }

    int64_t scan(simt::DeviceArray<int32_t>& counts, int64_t n) {
        simt::DeviceArray<int64_t> total(1);
        simt::run("label_scan", {1}, {IB_LABEL_SCAN_THREADS}, 0, ++seed_, counts.data(), n,
                  total.data());
        return total[0];
    }

    std::vector<ib_cuda_component> components(simt::DeviceArray<ib_run>& runs,
                                              simt::DeviceArray<int32_t>& parent) {
        const auto run_count = static_cast<int64_t>(runs.size());
        const int64_t batches = parts(run_count, IB_LABEL_BATCH);
        simt::DeviceArray<int32_t> batch_roots(room(batches + 1));
        launch("label_roots", batches, run_count, parent.data(), batch_roots.data());
        const int64_t count = scan(batch_roots, batches);
        simt::DeviceArray<int32_t> rank(room(run_count));
        simt::DeviceArray<ib_cuda_component> found(room(count));
        launch("label_clear", batches, run_count, constant(parent), constant(batch_roots), rank.data(),
               found.data());
        launch("label_measure", batches, constant(runs), run_count, constant(parent), constant(rank),
               mask_.ny, mask_.nz, found.data());
        simt::DeviceArray<int32_t> order(room(count));
        put_in_order(found, order);
        simt::DeviceArray<ib_cuda_component> result(room(count));
        launch("label_finish", parts(run_count, IB_LABEL_THREADS), run_count, constant(parent),
               constant(rank), constant(found), count, constant(order), runs.data(), result.data());
        return result.download();
    }

    void put_in_order(simt::DeviceArray<ib_cuda_component>& found, simt::DeviceArray<int32_t>& order) {
        const auto count = static_cast<int64_t>(found.size());
        const int64_t blocks = parts(count, IB_LABEL_THREADS);
        if (count <= IB_LABEL_FEW && !choice_.many) {
            launch("label_order_few", blocks, constant(found), count, order.data());
            return;
        }
        const int64_t chunks = parts(static_cast<int64_t>(mask_.voxels.size()), IB_LABEL_CHUNK);
        simt::DeviceArray<uint32_t> marks(room(chunks * IB_LABEL_CHUNK / 32));
        marks.zero();
        simt::DeviceArray<int32_t> chunk_marks(room(chunks + 1));
        launch("label_order_mark", blocks, constant(found), count, marks.data());
        launch("label_count_marks", parts(chunks * 8, IB_LABEL_THREADS), constant(marks), chunks,
               chunk_marks.data());
        scan(chunk_marks, chunks);
        launch("label_order", blocks, constant(found), count, constant(marks), constant(chunk_marks),
               order.data());
    }

    const oracle::Mask& mask_;
    Choice choice_;
    uint64_t seed_;
};

}  // namespace labelling

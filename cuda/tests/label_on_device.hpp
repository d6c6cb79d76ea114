// The launches of kernels/label_components.cu in their order, as that file says.
#pragma once

#include <memory>
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
};

struct Choice {
    int32_t connectivity;
    uint64_t seed;
    /// At first; what did not fit is labelled again.
    int64_t run_capacity, component_capacity;
    /// Blocks of kernels that take as many as one likes.
    int64_t waves;
};

inline int64_t parts(int64_t n, int64_t size) { return (n + size - 1) / size; }

inline size_t room(int64_t n) { return static_cast<size_t>(n); }

class Launches {
public:
    Launches(const oracle::Mask& mask, const Choice& choice)
        : mask_(mask),
          choice_(choice),
          seed_(choice.seed),
          tiles_(parts(static_cast<int64_t>(mask.voxels.size()), IB_LABEL_TILE)),
          on_device_(mask.voxels),
          counts_(1),
          tile_sums_(room(tiles_)),
          scan_sums_(room(scans())),
          row_first_(room(mask.ny * mask.nz + 1)),
          chunk_keys_(room(chunks())),
          marks_(room(chunks() * IB_LABEL_CHUNK / 32)) {}

    Result run() {
        make_room_for_runs(choice_.run_capacity);
        make_room_for_components(choice_.component_capacity);
        label();
        if (counts_[0].run_count > run_capacity()) {
            make_room_for_runs(counts_[0].run_count);
            label();
            ++retries_;
        }
        if (counts_[0].component_count > component_capacity()) {
            make_room_for_components(counts_[0].component_count);
            ib_cuda_label_counts counts = counts_[0];
            counts.next_task = 0;
            *counts_.data() = counts;
            measure(0);
            ++retries_;
        }
        return {first(*runs_, counts_[0].run_count), first(*components_, counts_[0].component_count)};
    }

    /// How often something did not fit.
    int retries() const { return retries_; }

private:
    int64_t voxels() const { return static_cast<int64_t>(mask_.voxels.size()); }
    int64_t chunks() const { return tiles_ * IB_LABEL_TILE / IB_LABEL_CHUNK; }
    int64_t scans() const { return parts(chunks(), IB_LABEL_SCAN); }
    int64_t run_capacity() const { return static_cast<int64_t>(runs_->size()); }
    int64_t component_capacity() const { return static_cast<int64_t>(components_->size()); }

    template <typename... Arguments>
    void launch(const char* name, int64_t blocks, Arguments... arguments) {
        simt::run(name, {static_cast<unsigned>(blocks)}, {IB_LABEL_THREADS}, 0, ++seed_, arguments...);
    }

    template <typename Element>
    static const Element* constant(simt::DeviceArray<Element>& array) {
        return array.data();
    }

    template <typename Element>
    static std::vector<Element> first(simt::DeviceArray<Element>& array, int64_t count) {
        return {array.data(), array.data() + count};
    }

    void make_room_for_runs(int64_t count) {
        runs_ = std::make_unique<simt::DeviceArray<ib_run>>(room(count));
        parent_ = std::make_unique<simt::DeviceArray<int32_t>>(room(count));
    }

    void make_room_for_components(int64_t count) {
        components_ = std::make_unique<simt::DeviceArray<ib_cuda_component>>(room(count));
    }

    void label() {
        counts_.zero();
        tile_sums_.zero();
        scan_sums_.zero();
        launch("label_runs", tiles_, constant(on_device_), voxels(), mask_.nx, mask_.ny, run_capacity(),
               counts_.data(), tile_sums_.data(), runs_->data(), parent_->data(), row_first_.data(),
               chunk_keys_.data());
        launch("label_unite", choice_.waves, constant(counts_), run_capacity(), constant(*runs_),
               constant(row_first_), mask_.ny, mask_.nz, choice_.connectivity, chunks(),
               parent_->data(), marks_.data());
        launch("label_roots", choice_.waves, constant(counts_), run_capacity(), constant(*runs_),
               mask_.ny, mask_.nz, parent_->data(), chunk_keys_.data(), marks_.data());
        measure(scans());
    }

    void measure(int64_t scans) {
        launch("label_number", choice_.waves, counts_.data(), run_capacity(), component_capacity(),
               mask_.ny, mask_.nz, constant(*parent_), chunks(), scans, scan_sums_.data(),
               chunk_keys_.data(), constant(marks_), runs_->data(), components_->data());
        launch("label_measure", choice_.waves, constant(counts_), run_capacity(), component_capacity(),
               constant(*parent_), runs_->data(), components_->data());
    }

    const oracle::Mask& mask_;
    Choice choice_;
    uint64_t seed_;
    int64_t tiles_;
    int retries_ = 0;
    simt::DeviceArray<uint8_t> on_device_;
    simt::DeviceArray<ib_cuda_label_counts> counts_;
    simt::DeviceArray<uint64_t> tile_sums_, scan_sums_;
    simt::DeviceArray<int32_t> row_first_, chunk_keys_;
    simt::DeviceArray<uint32_t> marks_;
    std::unique_ptr<simt::DeviceArray<ib_run>> runs_;
    std::unique_ptr<simt::DeviceArray<int32_t>> parent_;
    std::unique_ptr<simt::DeviceArray<ib_cuda_component>> components_;
};

}  // namespace labelling

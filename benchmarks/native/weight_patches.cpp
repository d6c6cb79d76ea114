// ib_weight_patches of cubes out of a 512 x 512 x 400 volume with lesions, against memcpy of as many
// bytes as are written. Patches follow each other in the targets, as in a batch tensor.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench.hpp"
#include "ib/ib_cpu.h"

namespace {

constexpr int64_t kX = 512, kY = 512, kZ = 400;
constexpr int kRuns = 5;

void fail(const char* message) {
    std::fprintf(stderr, "%s\n", message);
    std::exit(1);
}

void require(ib_status status) {
    if (status != IB_OK) { fail(ib_last_error()); }
}

class Random {
public:
    int64_t below(int64_t end) {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return static_cast<int64_t>((state_ >> 33) % static_cast<uint64_t>(end));
    }

private:
    uint64_t state_ = 7;
};

/// What the weights are made from, and the dense ids it is checked with.
struct Labelled {
    std::vector<int32_t> ids;
    std::vector<ib_run> runs;
    std::vector<int64_t> voxels;
};

Labelled label(const std::vector<uint8_t>& mask) {
    ib_components* components = nullptr;
    require(ib_components_label(mask.data(), kX, kY, kZ, 6, 2, &components));
    Labelled result;
    const int64_t instances = ib_components_instance_count(components);
    std::vector<ib_instance> table(static_cast<size_t>(instances));
    require(ib_components_instances(components, 0, instances, table.data()));
    for (const ib_instance& instance : table) { result.voxels.push_back(instance.voxels); }
    result.runs.resize(static_cast<size_t>(ib_components_run_count(components)));
    require(ib_components_runs(components, 0, static_cast<int64_t>(result.runs.size()),
                               result.runs.data()));
    result.ids.resize(mask.size());
    require(ib_components_paint(components, 2, result.ids.data()));
    ib_components_destroy(components);
    return result;
}

void ball(std::vector<uint8_t>& mask, int64_t x, int64_t y, int64_t z, int64_t radius) {
    for (int64_t k = -radius; k <= radius; ++k) {
        for (int64_t j = -radius; j <= radius; ++j) {
            for (int64_t i = -radius; i <= radius; ++i) {
                const bool volume =
                    x + i >= 0 && x + i < kX && y + j >= 0 && y + j < kY && z + k >= 0 && z + k < kZ;
                if (volume && i * i + j * j + k * k <= radius * radius) {
                    mask[static_cast<size_t>(((z + k) * kY + y + j) * kX + x + i)] = 1;
                }
            }
        }
    }
}

std::vector<uint8_t> small_lesions() {
    std::vector<uint8_t> mask(static_cast<size_t>(kX * kY * kZ));
    Random random;
    for (int i = 0; i < 3000; ++i) {
        ball(mask, random.below(kX), random.below(kY), random.below(kZ), random.below(7));
    }
    return mask;
}

std::vector<uint8_t> large_lesion() {
    std::vector<uint8_t> mask(static_cast<size_t>(kX * kY * kZ));
    ball(mask, kX / 2, kY / 2, kZ / 2, 180);
    return mask;
}

std::vector<uint8_t> noise() {
    std::vector<uint8_t> mask(static_cast<size_t>(kX * kY * kZ));
    Random random;
    for (uint8_t& voxel : mask) { voxel = random.below(10) == 0; }
    return mask;
}

struct Batch {
    std::vector<float> weights;
    std::vector<int32_t> ids;
    std::vector<ib_weight_patch> patches;
};

Batch batch(const Labelled& labelled, int64_t size, int32_t flags, bool with_ids) {
    const int64_t voxels = size * size * size;
    const int64_t count = (int64_t{32} << 20) / voxels + 1;
    Batch batch;
    batch.weights.resize(static_cast<size_t>(count * voxels));
    batch.ids.resize(with_ids ? batch.weights.size() : 0);
    Random random;
    for (int64_t i = 0; i < count; ++i) {
        ib_weight_patch p{};
        p.runs = labelled.runs.data(), p.run_count = static_cast<int64_t>(labelled.runs.size());
        p.voxels = labelled.voxels.data();
        p.instance_count = static_cast<int64_t>(labelled.voxels.size());
        p.x = random.below(kX - size), p.y = random.below(kY - size), p.z = random.below(kZ - size);
        p.size_x = p.size_y = p.size_z = size;
        p.min = 1, p.max = 2e5, p.flags = flags;
        p.weights = batch.weights.data() + i * voxels;
        p.ids = with_ids ? batch.ids.data() + i * voxels : nullptr;
        batch.patches.push_back(p);
    }
    return batch;
}

void run(const Batch& batch, int32_t threads) {
    require(
        ib_weight_patches(batch.patches.data(), static_cast<int64_t>(batch.patches.size()), threads));
}

/// Every id of a patch that lies as it is, and with it which voxels share a weight.
void check(const Labelled& labelled, const Batch& batch) {
    std::vector<float> weight_of(labelled.voxels.size() + 1);
    for (const ib_weight_patch& p : batch.patches) {
        std::fill(weight_of.begin(), weight_of.end(), -1.0f);
        for (int64_t i = 0; i < p.size_x * p.size_y * p.size_z; ++i) {
            const int64_t x = p.x + i % p.size_x;
            const int64_t y = p.y + i / p.size_x % p.size_y;
            const int64_t z = p.z + i / p.size_x / p.size_y;
            const int32_t id = labelled.ids[static_cast<size_t>((z * kY + y) * kX + x)];
            float& known = weight_of[static_cast<size_t>(id)];
            if (known < 0) { known = p.weights[i]; }
            if (p.ids[i] != id || p.weights[i] != known || known < 1) { fail("a weight is wrong"); }
        }
    }
}

void measure(const Labelled& labelled, const std::string& lesions, int64_t size) {
    for (const bool with_ids : {false, true}) {
        for (const int32_t flags : {0, 1}) {
            const Batch patches = batch(labelled, size, flags, with_ids);
            run(patches, 2);
            if (flags == 0 && with_ids) { check(labelled, patches); }
            const auto bytes = static_cast<int64_t>(4 * (patches.weights.size() + patches.ids.size()));
            const auto copy = bench::copy(bytes, kRuns);
            const std::string input = std::to_string(patches.patches.size()) + " x " +
                                      std::to_string(size) + "^3, " + lesions +
                                      (with_ids ? ", weights and ids" : ", weights") +
                                      (flags == 0 ? "" : ", one quarter turn");
            for (const int32_t threads : {1, 2}) {
                bench::report("weight_patches", input, threads, bytes,
                              bench::time(kRuns, [&] { run(patches, threads); }),
                              "memcpy of the bytes written", copy);
            }
        }
    }
}

}  // namespace

int main() {
    struct Input {
        const char* name;
        std::vector<uint8_t> (*make)();
    };
    for (const Input input :
         {Input{"3000 lesions of up to 13 voxels across", small_lesions},
          Input{"one ball 361 voxels across", large_lesion}, Input{"noise of 10 %", noise}}) {
        const Labelled labelled = label(input.make());
        for (const int64_t size : {64, 128}) { measure(labelled, input.name, size); }
    }
}

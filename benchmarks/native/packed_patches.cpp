// Normalised patches out of one volume of a file, raw and packed, for end_to_end/packed.py, which times
// others at the same positions in turn with it.
//   packed_patches VOLUME X Y Z TYPE POSITIONS SIZE LOW HIGH OUT
// VOLUME: voxels of TYPE (a number of ib_cpu.h), x fastest. POSITIONS: three int32 for each patch of
// SIZE^3. OUT receives the first patch, float32, from 0 at LOW to 1 at HIGH. Prints a line with the
// bytes of the packed volume; then, for each line `raw` or `packed` of standard input, the seconds that
// one thread took for all patches, a batch of eight at a time.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "ib/ib_cpu.h"

namespace {

constexpr int64_t kBatch = 8;

void require(bool holds, const std::string& what) {
    if (!holds) {
        std::fprintf(stderr, "packed_patches: %s\n", what.c_str());
        std::exit(1);
    }
}

void check(ib_status status) { require(status == IB_OK, ib_last_error()); }

/// Pooled, as every large buffer of the engine.
char* pooled(int64_t bytes) {
    void* block = nullptr;
    check(ib_memory_acquire(bytes, &block));
    return static_cast<char*>(block);
}

int64_t size_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    require(in.good(), file + " cannot be read");
    return static_cast<int64_t>(in.tellg());
}

void read(const std::string& file, char* target, int64_t bytes) {
    std::ifstream in(file, std::ios::binary);
    require(in.read(target, bytes).good(), file + " is too short");
}

struct Volume {
    int64_t nx, ny, nz;
    int32_t type;
    char* raw;
    char* packed;
};

std::vector<ib_patch> patches(const Volume& volume, const std::vector<int32_t>& positions, int64_t size,
                              const float* range, char* target) {
    std::vector<ib_patch> all;
    for (size_t i = 0; i + 2 < positions.size(); i += 3) {
        ib_patch p{};
        p.target = target + static_cast<int64_t>(i / 3) % kBatch * size * size * size * 4;
        p.nx = volume.nx, p.ny = volume.ny, p.nz = volume.nz;
        p.x = positions[i], p.y = positions[i + 1], p.z = positions[i + 2];
        p.size_x = p.size_y = p.size_z = size;
        p.subtract = range[0], p.divide = range[1] - range[0], p.clamp_high = 1, p.gain = 1;
        p.source_type = volume.type;
        p.target_type = IB_TO_FLOAT32;
        all.push_back(p);
    }
    return all;
}

void gather(std::vector<ib_patch>& all, const Volume& volume, bool packed) {
    for (ib_patch& p : all) {
        p.source = packed ? volume.packed : volume.raw;
        p.flags = IB_NORMALISE | (packed ? IB_PACKED : 0);
    }
    const auto count = static_cast<int64_t>(all.size());
    for (int64_t i = 0; i < count; i += kBatch) {
        check(ib_gather_patches(all.data() + i, std::min(kBatch, count - i), 1));
    }
}

/// The raw volume of a file, and the same packed.
Volume load(char** arguments) {
    Volume volume{};
    volume.nx = std::atoll(arguments[2]), volume.ny = std::atoll(arguments[3]);
    volume.nz = std::atoll(arguments[4]), volume.type = std::atoi(arguments[5]);
    const int64_t bytes = size_of(arguments[1]);
    volume.raw = pooled(bytes);
    read(arguments[1], volume.raw, bytes);
    char* room = pooled(bytes);
    int64_t packed = 0;
    check(ib_pack_volume(volume.raw, volume.type, volume.nx, volume.ny, volume.nz, 2, room, bytes,
                         &packed));
    require(packed > 0, "the volume cannot be packed");
    volume.packed = pooled(packed);
    std::memcpy(volume.packed, room, static_cast<size_t>(packed));
    ib_memory_release(room);
    std::printf("%lld\n", static_cast<long long>(packed));
    return volume;
}

}  // namespace

int main(int count, char** arguments) {
    require(count == 11, "takes ten arguments, see packed_patches.cpp");
    const Volume volume = load(arguments);
    std::vector<int32_t> positions(static_cast<size_t>(size_of(arguments[6])) / 4);
    read(arguments[6], reinterpret_cast<char*>(positions.data()),
         static_cast<int64_t>(positions.size()) * 4);
    const int64_t size = std::atoll(arguments[7]), bytes = size * size * size * 4;
    const float range[] = {static_cast<float>(std::atof(arguments[8])),
                           static_cast<float>(std::atof(arguments[9]))};
    char* target = pooled(kBatch * bytes);
    auto all = patches(volume, positions, size, range, target);
    auto first = std::vector<ib_patch>(all.begin(), all.begin() + 1);
    gather(first, volume, false);
    const std::vector<char> expected(target, target + bytes);
    gather(first, volume, true);
    require(std::memcmp(expected.data(), target, expected.size()) == 0,
            "packed gives other voxels than raw");
    require(std::ofstream(arguments[10], std::ios::binary).write(target, bytes).good(),
            "OUT cannot be written");
    std::fflush(stdout);
    for (std::string way; std::getline(std::cin, way);) {
        const auto start = std::chrono::steady_clock::now();
        gather(all, volume, way == "packed");
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        std::printf("%.9f\n", seconds.count());
        std::fflush(stdout);
    }
}

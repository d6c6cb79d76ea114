#include "kernel_table.hpp"

#include <map>
#include <mutex>

#include "../simt/simt.hpp"

namespace ib::driver_double {

const Kernel* find_kernel(const std::string& name) {
    static std::map<std::string, Kernel> known;
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    simt::Parameters parameters;
    if (!simt::find_kernel(name.c_str(), &parameters)) { return nullptr; }
    auto& kernel = known[name];
    if (!kernel.run) {
        kernel.name = name;
        kernel.parameter_sizes.assign(parameters.bytes, parameters.bytes + parameters.count);
        kernel.run = [name](const Launch& launch, Blocks blocks, std::uint64_t seed) {
            const auto [grid, block, shared, arguments] = launch;
            simt::launch(name.c_str(), {grid.x, grid.y, grid.z}, {block.x, block.y, block.z}, shared,
                         arguments->pointers(), seed, {blocks.first, blocks.count});
        };
    }
    return &kernel;
}

}  // namespace ib::driver_double

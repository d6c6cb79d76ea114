// Kernel images, functions, launches.
#include <algorithm>
#include <cstring>
#include <exception>
#include <string_view>

#include "driver.hpp"

using namespace ib::driver_double;

namespace {

constexpr std::uint32_t FATBIN_MAGIC = 0xBA55ED50;
// What a build without nvcc hands over in place of a fatbin.
constexpr std::string_view HOST_IMAGE = "ib host kernels";

bool is_image(const void* image) {
    std::uint32_t magic;
    std::memcpy(&magic, image, sizeof(magic));
    const auto* text = static_cast<const char*>(image);
    return magic == FATBIN_MAGIC || std::strncmp(text, HOST_IMAGE.data(), HOST_IMAGE.size()) == 0;
}

Function* function_of(void* handle) {
    for (const Module* module : Driver::get().modules) {
        for (const auto& [name, function] : module->functions) {
            if (function.get() == handle) { return function.get(); }
        }
    }
    return nullptr;
}

int check_launch(const Function& function, Dim3 grid, Dim3 block, std::size_t shared_bytes) {
    const std::size_t threads = std::size_t(block.x) * block.y * block.z;
    if (grid.x == 0 || grid.y == 0 || grid.z == 0 || threads == 0) { return INVALID_VALUE; }
    if (grid.x > 0x7fffffffU || grid.y > 65535 || grid.z > 65535 || threads > 1024 || block.z > 64) {
        return INVALID_VALUE;
    }
    return shared_bytes > std::size_t(function.dynamic_shared_limit) ? INVALID_VALUE : SUCCESS;
}

int run_kernel(Driver& driver, const Kernel& kernel, const Launch& launch, Blocks blocks) {
    driver.device_memory.open();
    int status = SUCCESS;
    try {
        kernel.run(launch, blocks, driver.launch_seeds());
    } catch (const std::exception& error) {
        driver.faults.misuse(kernel.name + ": " + error.what());
        status = LAUNCH_FAILED;
    }
    for (const auto& [address, block_of_memory] : driver.device_memory.blocks()) {
        if (!driver.device_memory.is_intact(block_of_memory)) {
            driver.faults.misuse(kernel.name + " wrote beside an allocation of " +
                                 std::to_string(block_of_memory.size) + " bytes");
            status = ILLEGAL_ADDRESS;
        }
    }
    driver.device_memory.shut();
    return status;
}

}  // namespace

namespace ib::driver_double {

Arguments::Arguments(const std::vector<std::size_t>& sizes, void** values) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const auto* bytes = static_cast<const std::byte*>(values[i]);
        bytes_.emplace_back(bytes, bytes + sizes[i]);
    }
    for (auto& one : bytes_) { pointers_.push_back(one.data()); }
}

}  // namespace ib::driver_double

IB_DRIVER_CALL cuModuleLoadData(void** module, const void* image) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuModuleLoadData"); status != SUCCESS) {
        return status;
    }
    if (driver.settings.image != SUCCESS) { return int(driver.settings.image); }
    if (image == nullptr || !is_image(image)) { return INVALID_IMAGE; }
    auto* made = new Module{current_context(), {}};
    driver.modules.insert(made);
    *module = made;
    return SUCCESS;
}

IB_DRIVER_CALL cuModuleLoadDataEx(void** module, const void* image, unsigned, int*, void**) {
    return cuModuleLoadData(module, image);
}

IB_DRIVER_CALL cuModuleUnload(void* handle) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    const int earlier = driver.enter_context("cuModuleUnload");
    if (earlier == INVALID_CONTEXT) { return earlier; }
    auto* module = static_cast<Module*>(handle);
    if (!driver.modules.contains(module)) {
        driver.faults.misuse("cuModuleUnload with a handle that is not alive");
        return INVALID_HANDLE;
    }
    // Others may have queued work of theirs since whoever unloads waited for its own.
    if (driver.queue.pending(module) > 0) {
        driver.faults.misuse("cuModuleUnload while its kernels were pending");
        driver.wait_for_all(module->context);
    }
    driver.modules.erase(module);
    delete module;
    return earlier;
}

IB_DRIVER_CALL cuModuleGetFunction(void** function, void* handle, const char* name) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuModuleGetFunction"); status != SUCCESS) {
        return status;
    }
    auto* module = static_cast<Module*>(handle);
    if (!driver.modules.contains(module)) { return INVALID_HANDLE; }
    const Kernel* kernel = find_kernel(name);
    if (kernel == nullptr) { return NOT_FOUND; }
    auto& slot = module->functions[name];
    if (!slot) { slot = std::make_unique<Function>(Function{module->context, module, kernel}); }
    *function = slot.get();
    return driver.settings.lazy != 0 ? int(SUCCESS) : driver.load(*slot);
}

IB_DRIVER_CALL cuFuncSetAttribute(void* handle, int attribute, int value) {
    constexpr int MAX_DYNAMIC_SHARED_SIZE_BYTES = 8;
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuFuncSetAttribute"); status != SUCCESS) {
        return status;
    }
    Function* function = function_of(handle);
    if (function == nullptr) { return INVALID_HANDLE; }
    if (attribute != MAX_DYNAMIC_SHARED_SIZE_BYTES || value < 0 || value > 64 * 1024) {
        return INVALID_VALUE;
    }
    function->dynamic_shared_limit = value;
    return SUCCESS;
}

// As a multiprocessor of compute capability 9.0 would have room, were registers no limit.
IB_DRIVER_CALL cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, void* handle, int threads,
                                                           std::size_t shared_bytes) {
    constexpr std::size_t MOST_BLOCKS = 32, MOST_THREADS = 2048, SHARED_BYTES = 228 * 1024;
    constexpr std::size_t SHARED_BYTES_OF_A_BLOCK = 1024;
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuOccupancyMaxActiveBlocksPerMultiprocessor");
        status != SUCCESS) {
        return status;
    }
    const Function* function = function_of(handle);
    if (function == nullptr) { return INVALID_HANDLE; }
    if (blocks == nullptr || threads < 1 || threads > 1024) { return INVALID_VALUE; }
    const std::size_t warps = (std::size_t(threads) + 31) / 32;
    const bool fits = shared_bytes <= std::size_t(function->dynamic_shared_limit);
    const std::size_t by_shared = fits ? SHARED_BYTES / (shared_bytes + SHARED_BYTES_OF_A_BLOCK) : 0;
    *blocks = int(std::min({MOST_BLOCKS, MOST_THREADS / 32 / warps, by_shared}));
    return SUCCESS;
}

IB_DRIVER_CALL cuLaunchKernel(void* handle, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                              unsigned block_x, unsigned block_y, unsigned block_z,
                              unsigned shared_bytes, void* stream_handle, void** parameters,
                              void** extra) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuLaunchKernel"); status != SUCCESS) { return status; }
    Function* function = function_of(handle);
    if (function == nullptr || function->context != current_context()) { return INVALID_HANDLE; }
    if (const int status = driver.load(*function); status != SUCCESS) { return status; }
    Stream* stream = stream_of(stream_handle);
    if (stream == nullptr) { return INVALID_HANDLE; }
    const Dim3 grid{grid_x, grid_y, grid_z}, block{block_x, block_y, block_z};
    if (const int status = check_launch(*function, grid, block, shared_bytes); status != SUCCESS) {
        return status;
    }
    if (extra != nullptr || parameters == nullptr) { return NOT_SUPPORTED; }
    const Kernel* kernel = function->kernel;
    const Launch launch{grid, block, shared_bytes,
                        std::make_shared<Arguments>(kernel->parameter_sizes, parameters)};
    const std::uint64_t blocks = std::uint64_t(grid.x) * grid.y * grid.z;
    const auto run = [&driver, kernel, launch](std::uint64_t first, std::uint64_t count) {
        return run_kernel(driver, *kernel, launch, {first, count});
    };
    driver.push(stream, blocks, run)->module = function->module;
    return SUCCESS;
}

// Initialisation, devices, primary contexts, names of errors.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <utility>

#include "driver.hpp"

using namespace ib::driver_double;

namespace {

bool is_device(int device) { return device >= 0 && device < Driver::get().settings.devices; }

constexpr std::pair<Status, const char*> NAMES[] = {
    {SUCCESS, "CUDA_SUCCESS"},
    {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE"},
    {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY"},
    {NOT_INITIALIZED, "CUDA_ERROR_NOT_INITIALIZED"},
    {NO_DEVICE, "CUDA_ERROR_NO_DEVICE"},
    {INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE"},
    {INVALID_IMAGE, "CUDA_ERROR_INVALID_IMAGE"},
    {INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT"},
    {MAPPING_FAILED, "CUDA_ERROR_MAP_FAILED"},
    {NO_BINARY_FOR_GPU, "CUDA_ERROR_NO_BINARY_FOR_GPU"},
    {ECC_UNCORRECTABLE, "CUDA_ERROR_ECC_UNCORRECTABLE"},
    {INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE"},
    {NOT_FOUND, "CUDA_ERROR_NOT_FOUND"},
    {NOT_READY, "CUDA_ERROR_NOT_READY"},
    {ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS"},
    {LAUNCH_OUT_OF_RESOURCES, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES"},
    {LAUNCH_TIMEOUT, "CUDA_ERROR_LAUNCH_TIMEOUT"},
    {HOST_MEMORY_ALREADY_REGISTERED, "CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED"},
    {HOST_MEMORY_NOT_REGISTERED, "CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED"},
    {HARDWARE_STACK_ERROR, "CUDA_ERROR_HARDWARE_STACK_ERROR"},
    {MISALIGNED_ADDRESS, "CUDA_ERROR_MISALIGNED_ADDRESS"},
    {LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED"},
    {NOT_SUPPORTED, "CUDA_ERROR_NOT_SUPPORTED"},
};

const char* name_of(int code) {
    const auto* found = std::ranges::find(NAMES, code, &std::pair<Status, const char*>::first);
    return found == std::end(NAMES) ? nullptr : found->second;
}

int attribute(int attribute_code, int device, const Settings& settings) {
    const bool other = device == 0 && settings.first_capability != 0;
    const std::int64_t capability = other ? settings.first_capability : settings.capability;
    switch (attribute_code) {
        case MAX_THREADS_PER_BLOCK:
            return 1024;
        case MAX_SHARED_MEMORY_PER_BLOCK:
            return 48 * 1024;
        case WARP_SIZE:
            return 32;
        case MULTIPROCESSOR_COUNT:
            return 2;
        case L2_CACHE_SIZE:
            return 4 * 1024;  // what is larger takes a while to fill here
        case UNIFIED_ADDRESSING:
            return 1;
        case COMPUTE_CAPABILITY_MAJOR:
            return int(capability / 10);
        case COMPUTE_CAPABILITY_MINOR:
            return int(capability % 10);
        case MAX_SHARED_MEMORY_PER_BLOCK_OPTIN:
            return 64 * 1024;  // the least of all targets
        case IPC_EVENT_SUPPORTED:
            return int(settings.ipc);
        default:
            return -1;
    }
}

void report_what_is_left(Driver& driver, const Context* context) {
    const auto of_context = [&](const auto& all) {
        return std::count_if(all.begin(), all.end(),
                             [&](const auto* one) { return one->context == context; });
    };
    const auto memory = std::count_if(driver.owner_of.begin(), driver.owner_of.end(),
                                      [&](const auto& one) { return one.second == context; });
    const auto streams = of_context(driver.streams), events = of_context(driver.events);
    const auto modules = of_context(driver.modules);
    if (memory + streams + events + modules + std::int64_t(driver.queue.pending(context)) > 0) {
        char text[200];
        std::snprintf(
            text, sizeof(text),
            "primary context released with %td allocations, %td streams, %td events, %td modules, "
            "%zu pieces of work",
            memory, streams, events, modules, driver.queue.pending(context));
        driver.faults.misuse(text);
    }
}

}  // namespace

IB_DRIVER_CALL cuInit(unsigned flags) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    const int status = driver.enter("cuInit");
    if (status != SUCCESS && status != NOT_INITIALIZED) { return status; }
    if (flags != 0) { return INVALID_VALUE; }
    if (driver.settings.init != SUCCESS) { return int(driver.settings.init); }
    if (driver.settings.devices == 0) { return NO_DEVICE; }
    driver.initialised = true;
    return SUCCESS;
}

IB_DRIVER_CALL cuDriverGetVersion(int* version) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    *version = int(driver.settings.version);
    return SUCCESS;
}

IB_DRIVER_CALL cuGetErrorName(int code, const char** name) {
    *name = name_of(code);
    return *name == nullptr ? INVALID_VALUE : SUCCESS;
}

IB_DRIVER_CALL cuGetErrorString(int code, const char** text) {
    *text = name_of(code);
    return *text == nullptr ? INVALID_VALUE : SUCCESS;
}

IB_DRIVER_CALL cuDeviceGetCount(int* count) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    const int status = driver.enter("cuDeviceGetCount");
    if (status == SUCCESS) { *count = int(driver.settings.devices); }
    return status;
}

IB_DRIVER_CALL cuDeviceGet(int* device, int ordinal) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter("cuDeviceGet"); status != SUCCESS) { return status; }
    if (!is_device(ordinal)) { return INVALID_DEVICE; }
    *device = ordinal;
    return SUCCESS;
}

IB_DRIVER_CALL cuDeviceGetName(char* name, int length, int device) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter("cuDeviceGetName"); status != SUCCESS) { return status; }
    if (!is_device(device)) { return INVALID_DEVICE; }
    std::snprintf(name, std::size_t(length), "driver double %d", device);
    return SUCCESS;
}

// Equal in every process, whatever it has hidden.
IB_DRIVER_CALL cuDeviceGetUuid_v2(unsigned char* uuid, int device) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter("cuDeviceGetUuid"); status != SUCCESS) { return status; }
    if (!is_device(device)) { return INVALID_DEVICE; }
    for (int i = 0; i < 16; ++i) { uuid[i] = static_cast<unsigned char>(0xD0 + i); }
    uuid[15] = static_cast<unsigned char>(driver.settings.hidden + device);
    return SUCCESS;
}

IB_DRIVER_CALL cuDeviceGetAttribute(int* value, int attribute_code, int device) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter("cuDeviceGetAttribute"); status != SUCCESS) { return status; }
    if (!is_device(device)) { return INVALID_DEVICE; }
    *value = attribute(attribute_code, device, driver.settings);
    return *value < 0 ? INVALID_VALUE : SUCCESS;
}

IB_DRIVER_CALL cuDeviceTotalMem_v2(std::size_t* bytes, int device) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter("cuDeviceTotalMem"); status != SUCCESS) { return status; }
    if (!is_device(device)) { return INVALID_DEVICE; }
    *bytes = std::size_t(driver.settings.memory);
    return SUCCESS;
}

IB_DRIVER_CALL cuDevicePrimaryCtxRetain(void** context, int device) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter("cuDevicePrimaryCtxRetain"); status != SUCCESS) {
        return status;
    }
    if (!is_device(device)) { return INVALID_DEVICE; }
    auto& primary = driver.contexts[device];
    if (primary && primary->lost != SUCCESS) { return primary->lost; }
    if (!primary) {
        primary = std::make_unique<Context>();
        primary->device = device;
        driver.queue.add(&primary->null_stream);
    }
    if (primary->retained == 0) {
        if (std::size_t(driver.settings.context) > driver.room()) { return OUT_OF_MEMORY; }
        primary->taken = std::size_t(driver.settings.context);
    }
    driver.contexts_made += primary->retained == 0 ? 1 : 0;
    ++primary->retained;
    *context = primary.get();
    return SUCCESS;
}

IB_DRIVER_CALL cuDevicePrimaryCtxRelease_v2(int device) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    const int earlier = driver.enter("cuDevicePrimaryCtxRelease");
    const auto found = driver.contexts.find(device);
    if (found == driver.contexts.end() || found->second->retained == 0) {
        driver.faults.misuse("primary context released more often than retained");
        return INVALID_CONTEXT;
    }
    Context* context = found->second.get();
    if (--context->retained == 0) {
        report_what_is_left(driver, context);
        driver.queue.drop(context);
        for (const auto& [thread, stream] : context->thread_streams) {
            driver.queue.remove(stream.get());
        }
        context->thread_streams.clear();
        context->taken = 0;
    }
    return earlier;
}

// A device that was lost stays so: only another process finds it well.
IB_DRIVER_CALL cuDevicePrimaryCtxReset_v2(int device) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter("cuDevicePrimaryCtxReset"); status != SUCCESS) {
        return status;
    }
    if (!is_device(device)) { return INVALID_DEVICE; }
    const auto found = driver.contexts.find(device);
    if (found == driver.contexts.end()) { return SUCCESS; }
    if (found->second->lost != SUCCESS) { return found->second->lost; }
    driver.faults.misuse("cuDevicePrimaryCtxReset takes the context from others in the process");
    return NOT_SUPPORTED;
}

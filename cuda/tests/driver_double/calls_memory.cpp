// Memory of device and host, copies, fills.
#include <cstring>
#include <sstream>

#include "../simt/known_memory.hpp"
#include "driver.hpp"
#include "open_memory.hpp"

using namespace ib::driver_double;

namespace {

std::string range(const char* what, std::uintptr_t address, std::size_t size) {
    std::ostringstream text;
    text << what << " [0x" << std::hex << address << ", +" << std::dec << size << ")";
    return text.str();
}

struct Side {
    std::uintptr_t address;
    bool on_device;
};

bool is_alive(const Driver& driver, const Side& side, std::size_t size) {
    return side.on_device ? driver.device_memory.holding(side.address, size) != nullptr
                          : driver.is_host_accessible(side.address, size);
}

int copy_now(Driver& driver, Side target, Side source, std::size_t size, bool any_host) {
    const auto alive = [&](const Side& side) {
        return (any_host && !side.on_device) || is_alive(driver, side, size);
    };
    if (!alive(target) || !alive(source)) {
        driver.faults.misuse(range("copy after free to", target.address, size) +
                             range(" from", source.address, size));
        return ILLEGAL_ADDRESS;
    }
    const auto block_of = [&](const Side& side) {
        return side.on_device ? driver.device_memory.holding(side.address, size) : nullptr;
    };
    const auto* to = block_of(target);
    const auto* from = block_of(source);
    const OpenMemory open_target(driver.device_memory, to);
    const OpenMemory open_source(driver.device_memory, from == to ? nullptr : from);
    std::memmove(reinterpret_cast<void*>(target.address), reinterpret_cast<void*>(source.address),
                 size);
    return SUCCESS;
}

// With wait: returns when done, as the calls without "Async" do; those may use pageable memory.
int copy(const char* call, Side target, Side source, std::size_t size, void* stream_handle, bool wait) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context(call); status != SUCCESS) { return status; }
    Stream* stream = stream_of(stream_handle);
    if (stream == nullptr) { return INVALID_HANDLE; }
    for (const Side& side : {target, source}) {
        if (side.on_device && driver.device_memory.holding(side.address, size) == nullptr) {
            driver.faults.misuse(range(call, side.address, size) + " is not device memory");
            return INVALID_VALUE;
        }
        if (!side.on_device && !wait && !driver.is_host_accessible(side.address, size)) {
            driver.faults.misuse(range(call, side.address, size) + " is not pinned host memory");
            return INVALID_VALUE;
        }
    }
    const auto piece = [=, &driver](std::uint64_t first, std::uint64_t count) {
        return copy_now(driver, {target.address + first, target.on_device},
                        {source.address + first, source.on_device}, count, wait);
    };
    const auto work = driver.push(stream, size, piece);
    if (wait) {
        driver.wait_for(work);
        return stream->context->lost;
    }
    return SUCCESS;
}

std::uintptr_t address_of(const void* host) { return reinterpret_cast<std::uintptr_t>(host); }

int fill(const char* call, DevicePointer target, unsigned char value, std::size_t size, void* handle) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context(call); status != SUCCESS) { return status; }
    Stream* stream = stream_of(handle);
    if (stream == nullptr) { return INVALID_HANDLE; }
    if (driver.device_memory.holding(target, size) == nullptr) {
        driver.faults.misuse(range(call, target, size) + " is not device memory");
        return INVALID_VALUE;
    }
    driver.push(stream, size,
                [&driver, target, value](std::uint64_t first, std::uint64_t count) -> int {
                    const auto* block = driver.device_memory.holding(target + first, count);
                    if (block == nullptr) {
                        driver.faults.misuse(range("fill after free of", target + first, count));
                        return ILLEGAL_ADDRESS;
                    }
                    const OpenMemory open(driver.device_memory, block);
                    std::memset(reinterpret_cast<void*>(target + first), value, count);
                    return SUCCESS;
                });
    return SUCCESS;
}

int free_block(const char* call, GuardedArena& arena, std::uintptr_t address) {
    Driver& driver = Driver::get();
    const int earlier = driver.enter_context(call);
    if (earlier == INVALID_CONTEXT) { return earlier; }
    const auto* block = arena.starting_at(address);
    if (block == nullptr || block->opened > 0) {
        driver.faults.misuse(range(call, address, 0) + " is not the start of live memory");
        return INVALID_VALUE;
    }
    // The driver waits here; who relies on that stalls the device, or is wrong with other allocators.
    if (driver.queue.pending(current_context()) > 0) {
        if (!has_waited()) { driver.faults.misuse(std::string(call) + " while work was pending"); }
        driver.wait_for_all(current_context());
    }
    arena.open(*block);
    if (!arena.is_intact(*block)) {
        driver.faults.misuse(range("a write beside", address, block->size) + " was found by " + call);
    }
    arena.free(address);
    return earlier;
}

}  // namespace

IB_DRIVER_CALL cuMemAlloc_v2(DevicePointer* address, std::size_t size) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuMemAlloc"); status != SUCCESS) { return status; }
    if (size == 0) { return INVALID_VALUE; }
    const auto granularity = std::size_t(driver.settings.granularity);
    if (driver.device_memory.cost(size, granularity) > driver.room()) { return OUT_OF_MEMORY; }
    const std::uintptr_t made = driver.device_memory.allocate(size, granularity);
    if (made == 0) { return OUT_OF_MEMORY; }
    driver.owner_of[made] = current_context();
    *address = made;
    return SUCCESS;
}

IB_DRIVER_CALL cuMemFree_v2(DevicePointer address) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    const int status = free_block("cuMemFree", driver.device_memory, address);
    if (driver.device_memory.starting_at(address) == nullptr) { driver.owner_of.erase(address); }
    return status;
}

IB_DRIVER_CALL cuMemGetInfo_v2(std::size_t* free, std::size_t* total) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuMemGetInfo"); status != SUCCESS) { return status; }
    *total = std::size_t(driver.settings.memory);
    *free = driver.room();
    return SUCCESS;
}

IB_DRIVER_CALL cuMemAllocHost_v2(void** address, std::size_t size) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuMemAllocHost"); status != SUCCESS) { return status; }
    if (size == 0) { return INVALID_VALUE; }
    const std::uintptr_t made = driver.host_memory.allocate(size, 1);
    *address = reinterpret_cast<void*>(made);
    return made == 0 ? OUT_OF_MEMORY : SUCCESS;
}

IB_DRIVER_CALL cuMemHostAlloc(void** address, std::size_t size, unsigned) {
    return cuMemAllocHost_v2(address, size);
}

IB_DRIVER_CALL cuMemFreeHost(void* address) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    return free_block("cuMemFreeHost", driver.host_memory, address_of(address));
}

IB_DRIVER_CALL cuMemHostGetDevicePointer_v2(DevicePointer* device, void* host, unsigned flags) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuMemHostGetDevicePointer"); status != SUCCESS) {
        return status;
    }
    if (flags != 0 || !driver.is_host_accessible(address_of(host), 1)) { return INVALID_VALUE; }
    *device = address_of(host);
    return SUCCESS;
}

IB_DRIVER_CALL cuMemHostRegister_v2(void* address, std::size_t size, unsigned) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuMemHostRegister"); status != SUCCESS) {
        return status;
    }
    if (address == nullptr || size == 0) { return INVALID_VALUE; }
    const bool is_new = driver.registered.emplace(address_of(address), size).second;
    if (is_new) { simt::know_memory(address, size); }
    return is_new ? SUCCESS : HOST_MEMORY_ALREADY_REGISTERED;
}

IB_DRIVER_CALL cuMemHostUnregister(void* address) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    const int earlier = driver.enter_context("cuMemHostUnregister");
    if (earlier == INVALID_CONTEXT) { return earlier; }
    if (driver.registered.erase(address_of(address)) == 0) { return HOST_MEMORY_NOT_REGISTERED; }
    simt::forget_memory(address);
    return earlier;
}

IB_DRIVER_CALL cuMemcpyHtoDAsync_v2(DevicePointer target, const void* source, std::size_t size,
                                    void* stream) {
    return copy("cuMemcpyHtoDAsync", {target, true}, {address_of(source), false}, size, stream, false);
}

IB_DRIVER_CALL cuMemcpyDtoHAsync_v2(void* target, DevicePointer source, std::size_t size,
                                    void* stream) {
    return copy("cuMemcpyDtoHAsync", {address_of(target), false}, {source, true}, size, stream, false);
}

IB_DRIVER_CALL cuMemcpyDtoDAsync_v2(DevicePointer target, DevicePointer source, std::size_t size,
                                    void* stream) {
    return copy("cuMemcpyDtoDAsync", {target, true}, {source, true}, size, stream, false);
}

IB_DRIVER_CALL cuMemcpyHtoD_v2(DevicePointer target, const void* source, std::size_t size) {
    return copy("cuMemcpyHtoD", {target, true}, {address_of(source), false}, size, nullptr, true);
}

IB_DRIVER_CALL cuMemcpyDtoH_v2(void* target, DevicePointer source, std::size_t size) {
    return copy("cuMemcpyDtoH", {address_of(target), false}, {source, true}, size, nullptr, true);
}

IB_DRIVER_CALL cuMemcpyDtoD_v2(DevicePointer target, DevicePointer source, std::size_t size) {
    return copy("cuMemcpyDtoD", {target, true}, {source, true}, size, nullptr, true);
}

IB_DRIVER_CALL cuMemsetD8Async(DevicePointer target, unsigned char value, std::size_t size,
                               void* stream) {
    return fill("cuMemsetD8Async", target, value, size, stream);
}

// Memory and events of other processes.
#include <unistd.h>

#include "driver.hpp"

using namespace ib::driver_double;

IB_DRIVER_CALL cuMemGetAddressRange_v2(DevicePointer* base, std::size_t* size, DevicePointer address) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuMemGetAddressRange"); status != SUCCESS) {
        return status;
    }
    const auto* block = driver.device_memory.holding(address, 1);
    if (block == nullptr) { return NOT_FOUND; }
    if (base != nullptr) { *base = block->address; }
    if (size != nullptr) { *size = block->size; }
    return SUCCESS;
}

IB_DRIVER_CALL cuIpcGetMemHandle(IpcHandle* handle, DevicePointer address) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuIpcGetMemHandle"); status != SUCCESS) {
        return status;
    }
    const auto* block = driver.device_memory.starting_at(address);
    if (block == nullptr || block->opened > 0) { return INVALID_VALUE; }
    *handle = driver.device_memory.share(address);
    return handle->magic == MEMORY_MAGIC ? SUCCESS : OUT_OF_MEMORY;
}

IB_DRIVER_CALL cuIpcOpenMemHandle_v2(DevicePointer* address, IpcHandle handle, unsigned flags) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuIpcOpenMemHandle"); status != SUCCESS) {
        return status;
    }
    if (handle.magic != MEMORY_MAGIC || flags != IPC_MEM_LAZY_ENABLE_PEER_ACCESS) {
        return INVALID_VALUE;
    }
    if (handle.process == getpid()) { return INVALID_CONTEXT; }
    const auto key = std::make_pair(handle.process, handle.serial);
    const auto known = driver.imported.find(key);
    const std::uintptr_t offset = handle.is_part != 0 ? handle.offset : 0;
    if (known != driver.imported.end()) {
        ++driver.device_memory.starting_at(known->second)->opened;
        *address = known->second + offset;
        return SUCCESS;
    }
    const std::uintptr_t made = driver.device_memory.adopt(handle);
    if (made == 0) { return MAPPING_FAILED; }
    driver.imported[key] = made;
    driver.owner_of[made] = current_context();
    *address = made + offset;
    return SUCCESS;
}

IB_DRIVER_CALL cuIpcCloseMemHandle(DevicePointer address) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    const int earlier = driver.enter_context("cuIpcCloseMemHandle");
    if (earlier == INVALID_CONTEXT) { return earlier; }
    auto* block = driver.device_memory.holding(address);
    if (block == nullptr || block->opened == 0) {
        driver.faults.misuse("cuIpcCloseMemHandle of memory that was not opened");
        return INVALID_VALUE;
    }
    if (block->opened > 1) {
        --block->opened;
        return earlier;
    }
    driver.wait_for_all(current_context());
    driver.device_memory.open(*block);
    if (!driver.device_memory.is_intact(*block)) {
        driver.faults.misuse("a write beside memory of another process was found");
    }
    const std::uintptr_t start = block->address;
    driver.device_memory.free(start);
    driver.owner_of.erase(start);
    std::erase_if(driver.imported, [&](const auto& one) { return one.second == start; });
    return earlier;
}

IB_DRIVER_CALL cuIpcGetEventHandle(IpcHandle* handle, void* event_handle) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuIpcGetEventHandle"); status != SUCCESS) {
        return status;
    }
    const auto found = driver.events.find(static_cast<Event*>(event_handle));
    if (found == driver.events.end() || !(*found)->shared || (*found)->imported) {
        return INVALID_HANDLE;
    }
    *handle = (*found)->shared->handle();
    return SUCCESS;
}

IB_DRIVER_CALL cuIpcOpenEventHandle(void** event, IpcHandle handle) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuIpcOpenEventHandle"); status != SUCCESS) {
        return status;
    }
    if (handle.magic != EVENT_MAGIC) { return INVALID_VALUE; }
    if (handle.process == getpid()) { return INVALID_CONTEXT; }
    auto shared = SharedEvent::open(handle);
    if (!shared) { return MAPPING_FAILED; }
    auto* made = new Event{current_context(), false, {}, std::move(shared), 0, true};
    driver.events.insert(made);
    *event = made;
    return SUCCESS;
}

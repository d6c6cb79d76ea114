// Copies of rows that lie apart on one side: from page-locked host memory to the device.
#include <cstring>

#include "driver.hpp"
#include "open_memory.hpp"

using namespace ib::driver_double;

namespace {

/// Whether all rows lie in live memory of the kind that the copy says.
bool is_alive(const Driver& driver, const RowCopy& copy) {
    const auto span = [&](std::size_t pitch) { return pitch * (copy.height - 1) + copy.width; };
    return driver.device_memory.holding(copy.target_device, span(copy.target_pitch)) != nullptr &&
           driver.is_host_accessible(reinterpret_cast<std::uintptr_t>(copy.source_host),
                                     span(copy.source_pitch));
}

int copy_now(Driver& driver, const RowCopy& copy) {
    if (!is_alive(driver, copy)) {
        driver.faults.misuse("copy of rows after free");
        return ILLEGAL_ADDRESS;
    }
    const OpenMemory open(driver.device_memory, driver.device_memory.holding(copy.target_device, 1));
    for (std::size_t row = 0; row < copy.height; ++row) {
        std::memcpy(reinterpret_cast<unsigned char*>(copy.target_device) + row * copy.target_pitch,
                    static_cast<const unsigned char*>(copy.source_host) + row * copy.source_pitch,
                    copy.width);
    }
    return SUCCESS;
}

bool is_spoken(const RowCopy& copy) {
    return copy.source_kind == HOST_MEMORY && copy.target_kind == DEVICE_MEMORY && copy.source_x == 0 &&
           copy.source_y == 0 && copy.target_x == 0 && copy.target_y == 0;
}

}  // namespace

IB_DRIVER_CALL cuMemcpy2DAsync_v2(const RowCopy* given, void* stream_handle) {
    const RowCopy copy = *given;
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuMemcpy2DAsync"); status != SUCCESS) {
        return status;
    }
    Stream* stream = stream_of(stream_handle);
    if (stream == nullptr) { return INVALID_HANDLE; }
    if (!is_spoken(copy)) {
        driver.faults.misuse(
            "cuMemcpy2DAsync: the driver double speaks only whole copies to the device");
        return NOT_SUPPORTED;
    }
    if (copy.width == 0 || copy.height == 0 || copy.width > copy.source_pitch ||
        copy.width > copy.target_pitch || copy.target_pitch > MAX_PITCH ||
        copy.source_pitch > MAX_PITCH) {
        return INVALID_VALUE;
    }
    if (!is_alive(driver, copy)) {
        driver.faults.misuse("cuMemcpy2DAsync: rows are not in device memory and pinned host memory");
        return INVALID_VALUE;
    }
    driver.push(stream, [copy, &driver] { return copy_now(driver, copy); });
    return SUCCESS;
}

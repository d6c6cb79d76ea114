// Calls and helpers of tests with two processes.
#pragma once

#include "driver_calls.hpp"
#include "peer.hpp"
#include "shared_file.hpp"

extern "C" {
int cuMemGetAddressRange_v2(unsigned long long*, std::size_t*, unsigned long long);
int cuIpcGetMemHandle(ib::driver_double::IpcHandle*, unsigned long long);
int cuIpcOpenMemHandle_v2(unsigned long long*, ib::driver_double::IpcHandle, unsigned);
int cuIpcCloseMemHandle(unsigned long long);
int cuIpcGetEventHandle(ib::driver_double::IpcHandle*, void*);
int cuIpcOpenEventHandle(void**, ib::driver_double::IpcHandle);
}

namespace ib::driver_double {

constexpr std::size_t SIZE = 2 << 20;  // alone in what is shared

inline IpcHandle handle_of(DevicePointer memory) {
    IpcHandle handle;
    OK(cuIpcGetMemHandle(&handle, memory));
    return handle;
}

inline IpcHandle handle_of(void* event) {
    IpcHandle handle;
    OK(cuIpcGetEventHandle(&handle, event));
    return handle;
}

inline void* shared_event() {
    void* event;
    OK(cuEventCreate(&event, EVENT_INTERPROCESS | EVENT_DISABLE_TIMING));
    return event;
}

inline DevicePointer opened_memory(const IpcHandle& handle) {
    DevicePointer memory;
    OK(cuIpcOpenMemHandle_v2(&memory, handle, 1));
    return memory;
}

inline void* opened_event(const IpcHandle& handle) {
    void* event;
    OK(cuIpcOpenEventHandle(&event, handle));
    return event;
}

inline int first_byte(DevicePointer memory) {
    unsigned char byte;
    OK(cuMemcpyDtoH_v2(&byte, memory, 1));
    return byte;
}

inline void write_and_wait(DevicePointer memory, unsigned char value) {
    OK(cuMemsetD8Async(memory, value, 1, nullptr));
    OK(cuCtxSynchronize());
}

// What the executable does: with a role, that of a peer.
template <typename Roles, typename Tests>
int run_roles_or_tests(int count, char** arguments, const Roles& roles, const Tests& tests) {
    if (count > 1) {
        roles.at(arguments[1])(Line(std::stoi(arguments[2])));
    } else {
        for (const auto& test : tests) { test(); }
    }
    return 0;
}

}  // namespace ib::driver_double

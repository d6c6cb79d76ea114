// The driver's calls as the tests make them, and a device opened for a test.
#pragma once

#include <cstddef>
#include <string>

#include "double_control.h"
#include "driver_abi.hpp"
#include "support/check.hpp"

extern "C" {
int cuInit(unsigned);
int cuDeviceGetCount(int*);
int cuDeviceGetAttribute(int*, int, int);
int cuDriverGetVersion(int*);
int cuDevicePrimaryCtxRetain(void**, int);
int cuDevicePrimaryCtxRelease_v2(int);
int cuDevicePrimaryCtxReset_v2(int);
int cuCtxSetCurrent(void*);
int cuCtxSynchronize();
int cuMemAlloc_v2(unsigned long long*, std::size_t);
int cuMemFree_v2(unsigned long long);
int cuMemGetInfo_v2(std::size_t*, std::size_t*);
int cuMemAllocHost_v2(void**, std::size_t);
int cuMemFreeHost(void*);
int cuMemHostRegister_v2(void*, std::size_t, unsigned);
int cuMemHostUnregister(void*);
int cuMemcpyHtoDAsync_v2(unsigned long long, const void*, std::size_t, void*);
int cuMemcpyDtoHAsync_v2(void*, unsigned long long, std::size_t, void*);
int cuMemcpyDtoDAsync_v2(unsigned long long, unsigned long long, std::size_t, void*);
int cuMemcpy2DAsync_v2(const ib::driver_double::RowCopy*, void*);
int cuMemcpyDtoH_v2(void*, unsigned long long, std::size_t);
int cuMemsetD8Async(unsigned long long, unsigned char, std::size_t, void*);
int cuStreamCreate(void**, unsigned);
int cuStreamDestroy_v2(void*);
int cuStreamSynchronize(void*);
int cuStreamQuery(void*);
int cuStreamWaitEvent(void*, void*, unsigned);
int cuEventCreate(void**, unsigned);
int cuEventRecord(void*, void*);
int cuEventQuery(void*);
int cuEventSynchronize(void*);
int cuEventElapsedTime(float*, void*, void*);
int cuEventDestroy_v2(void*);
int cuModuleLoadData(void**, const void*);
int cuModuleUnload(void*);
int cuModuleGetFunction(void**, void*, const char*);
int cuOccupancyMaxActiveBlocksPerMultiprocessor(int*, void*, int, std::size_t);
int cuLaunchKernel(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void*,
                   void**, void**);
int cuTexRefDestroy();
}

namespace ib::driver_double {

#define OK(call) CHECK_EQUAL(0, call)

// A fresh double with device 0 current; at the end everything must be closed and nothing misused.
class OpenDevice {
public:
    explicit OpenDevice(std::int64_t seed = 1) {
        ib_double_reset();
        OK(ib_double_set("SEED", seed));
        OK(cuInit(0));
        OK(cuDevicePrimaryCtxRetain(&context_, 0));
        make_current();
    }
    ~OpenDevice() { cuDevicePrimaryCtxRelease_v2(0); }
    OpenDevice(const OpenDevice&) = delete;
    OpenDevice& operator=(const OpenDevice&) = delete;

    void make_current() const { OK(cuCtxSetCurrent(context_)); }

private:
    void* context_ = nullptr;
};

inline std::string faults() { return ib_double_faults(); }

inline bool was_told(const std::string& what) { return faults().find(what) != std::string::npos; }

inline void* const LEGACY = reinterpret_cast<void*>(STREAM_LEGACY);
inline void* const PER_THREAD = reinterpret_cast<void*>(STREAM_PER_THREAD);

inline void* new_stream() {
    void* stream;
    OK(cuStreamCreate(&stream, STREAM_NON_BLOCKING));
    return stream;
}

inline DevicePointer device_memory(std::size_t size) {
    DevicePointer address;
    OK(cuMemAlloc_v2(&address, size));
    return address;
}

inline unsigned char* pinned_memory(std::size_t size) {
    void* address;
    OK(cuMemAllocHost_v2(&address, size));
    return static_cast<unsigned char*>(address);
}

}  // namespace ib::driver_double

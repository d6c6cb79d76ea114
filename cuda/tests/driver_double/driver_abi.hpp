// The part of the driver's ABI that the double speaks, written down here because a machine without the
// CUDA toolkit has no cuda.h. Values are those of CUDA 12 and 13.
#pragma once

#include <cstddef>
#include <cstdint>

#define IB_DRIVER_CALL extern "C" __attribute__((visibility("default"))) int

namespace ib::driver_double {

using DevicePointer = unsigned long long;

enum Status : int {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    NO_DEVICE = 100,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    MAPPING_FAILED = 205,
    NO_BINARY_FOR_GPU = 209,
    ECC_UNCORRECTABLE = 214,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    NOT_READY = 600,
    ILLEGAL_ADDRESS = 700,
    LAUNCH_OUT_OF_RESOURCES = 701,
    LAUNCH_TIMEOUT = 702,
    HOST_MEMORY_ALREADY_REGISTERED = 712,
    HOST_MEMORY_NOT_REGISTERED = 713,
    HARDWARE_STACK_ERROR = 714,
    MISALIGNED_ADDRESS = 716,
    LAUNCH_FAILED = 719,
    NOT_SUPPORTED = 801,
};

enum DeviceAttribute : int {
    MAX_THREADS_PER_BLOCK = 1,
    MAX_SHARED_MEMORY_PER_BLOCK = 8,
    WARP_SIZE = 10,
    MULTIPROCESSOR_COUNT = 16,
    L2_CACHE_SIZE = 38,
    UNIFIED_ADDRESSING = 41,
    COMPUTE_CAPABILITY_MAJOR = 75,
    COMPUTE_CAPABILITY_MINOR = 76,
    MAX_SHARED_MEMORY_PER_BLOCK_OPTIN = 97,
    IPC_EVENT_SUPPORTED = 125,
};

constexpr std::uintptr_t STREAM_LEGACY = 1;      // CU_STREAM_LEGACY, as handle 0
constexpr std::uintptr_t STREAM_PER_THREAD = 2;  // CU_STREAM_PER_THREAD
// CUDA_MEMCPY2D.
struct RowCopy {
    std::size_t source_x, source_y;
    int source_kind;
    const void* source_host;
    DevicePointer source_device;
    void* source_array;
    std::size_t source_pitch;
    std::size_t target_x, target_y;
    int target_kind;
    void* target_host;
    DevicePointer target_device;
    void* target_array;
    std::size_t target_pitch;
    std::size_t width, height;
};

enum MemoryKind : int { HOST_MEMORY = 1, DEVICE_MEMORY = 2 };

constexpr std::size_t MAX_PITCH = 0x7fffffff;

constexpr unsigned STREAM_NON_BLOCKING = 1;
constexpr unsigned EVENT_DISABLE_TIMING = 2;
constexpr unsigned EVENT_INTERPROCESS = 4;
constexpr unsigned IPC_MEM_LAZY_ENABLE_PEER_ACCESS = 1;

}  // namespace ib::driver_double

// Kernel images and launches.
#include <algorithm>
#include <set>

#include "driver_calls.hpp"

using namespace ib::driver_double;

namespace {

constexpr char IMAGE[] = "ib host kernels";

struct Loaded {
    void* module;
    void* function;
};

Loaded load(const char* kernel) {
    Loaded loaded;
    OK(cuModuleLoadData(&loaded.module, IMAGE));
    OK(cuModuleGetFunction(&loaded.function, loaded.module, kernel));
    return loaded;
}

int launch(const Loaded& kernel, unsigned blocks, unsigned threads, void** parameters) {
    return cuLaunchKernel(kernel.function, blocks, 1, 1, threads, 1, 1, 0, nullptr, parameters,
                          nullptr);
}

void a_kernel_runs_with_the_arguments_of_its_launch() {
    const OpenDevice device;
    const Loaded add = load("double_add");
    unsigned char* host = pinned_memory(3 * sizeof(int));
    DevicePointer values = device_memory(3 * sizeof(int));
    OK(cuMemsetD8Async(values, 0, 3 * sizeof(int), nullptr));
    std::int32_t count = 3;
    std::int64_t amount = 40;
    void* parameters[] = {&values, &count, &amount};
    OK(launch(add, 2, 2, parameters));
    amount = 1'000'000;  // the driver copied it
    OK(cuMemcpyDtoHAsync_v2(host, values, 3 * sizeof(int), nullptr));
    OK(cuCtxSynchronize());
    for (int i = 0; i < 3; ++i) { CHECK_EQUAL(40, reinterpret_cast<int*>(host)[i]); }
    OK(cuMemFree_v2(values));
    OK(cuMemFreeHost(host));
    OK(cuModuleUnload(add.module));
    CHECK_EQUAL("", faults());
}

// How many of 64 values, eight to a block, a copy on another stream has seen grown.
std::int64_t seen_of_a_kernel(std::int64_t seed, bool wait) {
    constexpr std::int32_t COUNT = 64;
    const OpenDevice device(seed);
    const Loaded add = load("double_add");
    auto* host = reinterpret_cast<std::int32_t*>(pinned_memory(COUNT * sizeof(std::int32_t)));
    DevicePointer values = device_memory(COUNT * sizeof(std::int32_t));
    void *writer = new_stream(), *reader = new_stream(), *event;
    OK(cuEventCreate(&event, EVENT_DISABLE_TIMING));
    OK(cuMemsetD8Async(values, 0, COUNT * sizeof(std::int32_t), writer));
    OK(cuCtxSynchronize());
    std::int32_t count = COUNT;
    std::int64_t amount = 40;
    void* parameters[] = {&values, &count, &amount};
    for (int i = 0; i < 2; ++i) {  // the first launch waits
        OK(cuLaunchKernel(add.function, 8, 1, 1, 8, 1, 1, 0, writer, parameters, nullptr));
    }
    OK(cuEventRecord(event, writer));
    if (wait) { OK(cuStreamWaitEvent(reader, event, 0)); }
    OK(cuMemcpyDtoHAsync_v2(host, values, COUNT * sizeof(std::int32_t), reader));
    OK(cuCtxSynchronize());
    const std::int64_t seen = std::count(host, host + COUNT, 80);
    OK(cuEventDestroy_v2(event));
    OK(cuStreamDestroy_v2(writer));
    OK(cuStreamDestroy_v2(reader));
    OK(cuMemFree_v2(values));
    OK(cuMemFreeHost(host));
    OK(cuModuleUnload(add.module));
    return seen;
}

void a_kernel_and_a_copy_of_another_stream_overlap() {
    std::set<std::int64_t> seen;
    for (std::int64_t seed = 1; seed <= 40; ++seed) {
        seen.insert(seen_of_a_kernel(seed, false));
        CHECK_EQUAL(std::int64_t(64), seen_of_a_kernel(seed, true));
    }
    CHECK(seen.size() > 4);
}

void the_first_launch_loads_the_kernel_for_which_the_device_must_be_idle() {
    const OpenDevice device;
    std::size_t before, free, total;
    OK(cuMemGetInfo_v2(&before, &total));
    const Loaded add = load("double_add");
    DevicePointer values = device_memory(4);
    OK(cuMemFree_v2(values));
    OK(cuMemGetInfo_v2(&free, &total));
    CHECK_EQUAL(before, free);
    values = device_memory(4);
    std::int32_t count = 1;
    std::int64_t amount = 40;
    void* parameters[] = {&values, &count, &amount};
    void* other = new_stream();
    OK(cuMemsetD8Async(values, 0, 4, other));
    OK(ib_double_set("CODE", std::int64_t(1) << 40));
    CHECK_EQUAL(int(OUT_OF_MEMORY), launch(add, 1, 1, parameters));
    OK(ib_double_set("CODE", 1000));
    OK(launch(add, 1, 1, parameters));
    CHECK_EQUAL(std::int64_t(1), ib_double_open("pending"));  // what was queued before is done
    OK(launch(add, 1, 1, parameters));
    CHECK_EQUAL(std::int64_t(2), ib_double_open("pending"));
    OK(cuCtxSynchronize());
    OK(cuStreamDestroy_v2(other));
    OK(cuMemFree_v2(values));
    OK(cuMemGetInfo_v2(&free, &total));
    CHECK_EQUAL(before - 1000, free);
    OK(cuModuleUnload(add.module));
    OK(cuMemGetInfo_v2(&free, &total));
    CHECK_EQUAL(before, free);
}

void kernels_that_are_loaded_eagerly_do_not_wait_at_their_launch() {
    const OpenDevice device;
    OK(ib_double_set("LAZY", 0));
    const Loaded add = load("double_add");
    DevicePointer values = device_memory(4);
    std::int32_t count = 1;
    std::int64_t amount = 40;
    void* parameters[] = {&values, &count, &amount};
    OK(cuMemsetD8Async(values, 0, 4, nullptr));
    OK(launch(add, 1, 1, parameters));
    CHECK_EQUAL(std::int64_t(2), ib_double_open("pending"));
    OK(cuCtxSynchronize());
    OK(cuMemFree_v2(values));
    OK(cuModuleUnload(add.module));
}

void what_no_driver_launches_is_refused() {
    const OpenDevice device;
    const Loaded add = load("double_add");
    void* none[] = {nullptr};
    CHECK_EQUAL(int(INVALID_VALUE), launch(add, 0, 1, none));
    CHECK_EQUAL(int(INVALID_VALUE), launch(add, 1, 1025, none));
    CHECK_EQUAL(int(INVALID_VALUE),
                cuLaunchKernel(add.function, 1, 1, 1, 1, 1, 1, 48 * 1024 + 1, nullptr, none, nullptr));
    void* function;
    CHECK_EQUAL(int(NOT_FOUND), cuModuleGetFunction(&function, add.module, "no_such_kernel"));
    OK(cuModuleUnload(add.module));
    CHECK_EQUAL(int(INVALID_HANDLE), launch(add, 1, 1, none));
}

void a_module_is_unloaded_when_its_own_kernels_are_done() {
    const OpenDevice device;
    const Loaded busy = load("double_add"), other = load("double_add");
    DevicePointer values = device_memory(sizeof(std::int32_t));
    std::int32_t count = 1;
    std::int64_t amount = 1;
    void* parameters[] = {&values, &count, &amount};
    for (int i = 0; i < 2; ++i) { OK(launch(busy, 1, 1, parameters)); }  // the first launch waits
    OK(cuModuleUnload(other.module));
    CHECK_EQUAL("", faults());
    OK(cuModuleUnload(busy.module));
    CHECK(was_told("cuModuleUnload while its kernels were pending"));
    OK(cuMemFree_v2(values));
}

void a_multiprocessor_has_room_for_so_many_blocks() {
    const OpenDevice device;
    const Loaded add = load("double_add");
    const auto blocks = [&](int threads, std::size_t shared_bytes) {
        int count = -1;
        OK(cuOccupancyMaxActiveBlocksPerMultiprocessor(&count, add.function, threads, shared_bytes));
        return count;
    };
    CHECK_EQUAL(8, blocks(256, 0));
    CHECK_EQUAL(32, blocks(33, 0));
    CHECK_EQUAL(2, blocks(1024, 32 * 1024));
    CHECK_EQUAL(4, blocks(32, 48 * 1024));
    CHECK_EQUAL(0, blocks(32, 48 * 1024 + 1));
    int count;
    CHECK_EQUAL(int(INVALID_VALUE),
                cuOccupancyMaxActiveBlocksPerMultiprocessor(&count, add.function, 1025, 0));
    OK(cuModuleUnload(add.module));
    CHECK_EQUAL(int(INVALID_HANDLE),
                cuOccupancyMaxActiveBlocksPerMultiprocessor(&count, add.function, 256, 0));
}

void an_image_must_be_one() {
    const OpenDevice device;
    void* module;
    CHECK_EQUAL(int(INVALID_IMAGE), cuModuleLoadData(&module, "something else"));
    OK(ib_double_set("IMAGE", NO_BINARY_FOR_GPU));
    CHECK_EQUAL(int(NO_BINARY_FOR_GPU), cuModuleLoadData(&module, IMAGE));
}

void a_write_beside_an_allocation_is_told_and_loses_the_device() {
    for (const std::int64_t stray : {std::int64_t(-1), std::int64_t(100)}) {
        {
            const OpenDevice device;
            const Loaded kernel = load("double_stray");
            DevicePointer memory = device_memory(100);
            std::int64_t offset = stray;
            void* parameters[] = {&memory, &offset};
            OK(launch(kernel, 1, 1, parameters));
            CHECK_EQUAL(int(ILLEGAL_ADDRESS), cuCtxSynchronize());
            CHECK(was_told("double_stray wrote beside an allocation of 100 bytes"));
            cuMemFree_v2(memory);
            cuModuleUnload(kernel.module);
        }
        CHECK_EQUAL(std::int64_t(0), ib_double_open("device_bytes"));
    }
}

}  // namespace

int main() {
    a_kernel_runs_with_the_arguments_of_its_launch();
    the_first_launch_loads_the_kernel_for_which_the_device_must_be_idle();
    kernels_that_are_loaded_eagerly_do_not_wait_at_their_launch();
    a_kernel_and_a_copy_of_another_stream_overlap();
    what_no_driver_launches_is_refused();
    a_module_is_unloaded_when_its_own_kernels_are_done();
    a_multiprocessor_has_room_for_so_many_blocks();
    an_image_must_be_one();
    a_write_beside_an_allocation_is_told_and_loses_the_device();
}

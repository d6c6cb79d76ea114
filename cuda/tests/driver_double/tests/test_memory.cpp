// Memory of the double: limits, bounds, life.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <thread>

#include "driver_calls.hpp"

using namespace ib::driver_double;

namespace {

constexpr std::size_t CONTEXT = 24 << 20, BLOCK = 2 << 20;

void copies_carry_bytes_there_and_back() {
    const OpenDevice device;
    unsigned char* host = pinned_memory(7);
    const DevicePointer a = device_memory(7), b = device_memory(7);
    void* stream = new_stream();
    for (int i = 0; i < 7; ++i) { host[i] = static_cast<unsigned char>(3 * i + 1); }
    OK(cuMemcpyHtoDAsync_v2(a, host, 7, stream));
    OK(cuMemcpyDtoDAsync_v2(b + 1, a + 2, 5, stream));
    OK(cuMemsetD8Async(b, 99, 1, stream));
    OK(cuMemcpyDtoHAsync_v2(host + 1, b, 6, stream));
    OK(cuStreamSynchronize(stream));
    const unsigned char expected[] = {1, 99, 7, 10, 13, 16, 19};
    for (int i = 0; i < 7; ++i) { CHECK_EQUAL(int(expected[i]), int(host[i])); }
    OK(cuStreamDestroy_v2(stream));
    OK(cuMemFree_v2(a));
    OK(cuMemFree_v2(b));
    OK(cuMemFreeHost(host));
    CHECK_EQUAL("", faults());
}

void rows_are_copied_apart_and_nothing_between_them() {
    const OpenDevice device;
    unsigned char* host = pinned_memory(6);
    const DevicePointer a = device_memory(7);
    for (int i = 0; i < 6; ++i) { host[i] = static_cast<unsigned char>(i + 1); }
    RowCopy copy{};
    copy.source_kind = HOST_MEMORY, copy.source_host = host, copy.source_pitch = 3;
    copy.target_kind = DEVICE_MEMORY, copy.target_device = a, copy.target_pitch = 4;
    copy.width = 3, copy.height = 2;
    OK(cuMemcpy2DAsync_v2(&copy, nullptr));
    OK(cuCtxSynchronize());
    unsigned char found[7];
    OK(cuMemcpyDtoH_v2(found, a, 7));
    const unsigned char expected[] = {1, 2, 3, 0xCB, 4, 5, 6};
    for (int i = 0; i < 7; ++i) { CHECK_EQUAL(int(expected[i]), int(found[i])); }
    CHECK_EQUAL("", faults());
    copy.target_device = a + 1;
    CHECK_EQUAL(int(INVALID_VALUE), cuMemcpy2DAsync_v2(&copy, nullptr));
    CHECK(was_told("rows are not in device memory"));
    copy.target_device = a, copy.target_pitch = 2;
    CHECK_EQUAL(int(INVALID_VALUE), cuMemcpy2DAsync_v2(&copy, nullptr));
    copy.target_pitch = 4, copy.source_kind = DEVICE_MEMORY;
    CHECK_EQUAL(int(NOT_SUPPORTED), cuMemcpy2DAsync_v2(&copy, nullptr));
    CHECK(was_told("speaks only whole copies"));
    OK(cuMemFree_v2(a));
    OK(cuMemFreeHost(host));
}

void fresh_memory_is_poisoned() {
    const OpenDevice device;
    unsigned char* host = pinned_memory(2);
    CHECK_EQUAL(0xCB, int(host[1]));
    const DevicePointer a = device_memory(2);
    host[0] = 0;
    OK(cuMemcpyDtoH_v2(host, a, 1));
    CHECK_EQUAL(0xCB, int(host[0]));
    OK(cuMemFree_v2(a));
    OK(cuMemFreeHost(host));
}

void copies_outside_an_allocation_are_refused_and_told() {
    const OpenDevice device;
    unsigned char* host = pinned_memory(64);
    const DevicePointer a = device_memory(64);
    CHECK_EQUAL(int(INVALID_VALUE), cuMemcpyHtoDAsync_v2(a + 1, host, 64, nullptr));
    CHECK(was_told("is not device memory"));
    CHECK_EQUAL(int(INVALID_VALUE), cuMemcpyHtoDAsync_v2(a, host + 1, 64, nullptr));
    CHECK(was_told("is not pinned host memory"));
    CHECK_EQUAL(int(INVALID_VALUE), cuMemsetD8Async(a - 1, 0, 2, nullptr));
    unsigned char pageable[64];
    CHECK_EQUAL(int(INVALID_VALUE), cuMemcpyHtoDAsync_v2(a, pageable, 64, nullptr));
    OK(cuMemHostRegister_v2(pageable, 64, 0));
    OK(cuMemcpyHtoDAsync_v2(a, pageable, 64, nullptr));
    OK(cuCtxSynchronize());
    OK(cuMemHostUnregister(pageable));
    OK(cuMemFree_v2(a));
    OK(cuMemFreeHost(host));
}

void freed_memory_cannot_be_used_or_freed_again() {
    const OpenDevice device;
    unsigned char* host = pinned_memory(8);
    const DevicePointer a = device_memory(8);
    OK(cuMemFree_v2(a));
    CHECK_EQUAL(int(INVALID_VALUE), cuMemcpyHtoDAsync_v2(a, host, 8, nullptr));
    CHECK_EQUAL(int(INVALID_VALUE), cuMemFree_v2(a));
    CHECK(was_told("cuMemFree"));
    const DevicePointer b = device_memory(8);
    CHECK(a != b);  // or a stale address would work again
    OK(cuMemFree_v2(b));
    OK(cuMemFreeHost(host));
}

void who_waited_for_all_may_free_beside_what_others_queued_since() {
    const OpenDevice device;
    const DevicePointer a = device_memory(8), b = device_memory(8), c = device_memory(8);
    void* stream = new_stream();
    OK(cuMemsetD8Async(a, 1, 8, stream));
    OK(cuCtxSynchronize());
    std::thread other([&device, b, stream] {
        device.make_current();
        OK(cuMemsetD8Async(b, 1, 8, stream));
    });
    other.join();
    OK(cuMemFree_v2(a));
    CHECK_EQUAL("", faults());
    OK(cuMemsetD8Async(c, 1, 8, stream));
    OK(cuMemFree_v2(b));
    CHECK(was_told("cuMemFree while work was pending"));
    OK(cuStreamDestroy_v2(stream));
    OK(cuMemFree_v2(c));
}

void freeing_while_work_is_pending_is_told() {
    const OpenDevice device;
    const DevicePointer a = device_memory(8);
    OK(cuMemsetD8Async(a, 1, 8, nullptr));
    OK(cuMemFree_v2(a));
    CHECK(was_told("cuMemFree while work was pending"));
}

void memory_ends_where_the_device_does() {
    const OpenDevice device;
    OK(ib_double_set("GRANULARITY", 1));
    OK(ib_double_set("MEMORY", CONTEXT + 10'000));
    DevicePointer a, b;
    OK(cuMemAlloc_v2(&a, 6'000));
    CHECK_EQUAL(int(OUT_OF_MEMORY), cuMemAlloc_v2(&b, 4'001));
    std::size_t free, total;
    OK(cuMemGetInfo_v2(&free, &total));
    CHECK_EQUAL(std::size_t(4'000), free);
    OK(cuMemFree_v2(a));
    OK(cuMemAlloc_v2(&b, 10'000));
    OK(cuMemFree_v2(b));
}

std::size_t taken() {
    std::size_t free, total;
    OK(cuMemGetInfo_v2(&free, &total));
    return total - free;
}

void a_context_and_whole_blocks_are_taken_of_the_device() {
    const OpenDevice device;
    CHECK_EQUAL(std::size_t(CONTEXT), taken());
    const DevicePointer small = device_memory(100), other = device_memory(BLOCK - 1024);
    CHECK_EQUAL(CONTEXT + BLOCK, taken());
    const DevicePointer next = device_memory(1024);
    CHECK_EQUAL(CONTEXT + 2 * BLOCK, taken());
    const DevicePointer large = device_memory(BLOCK + 1);
    CHECK_EQUAL(CONTEXT + 4 * BLOCK, taken());
    OK(cuMemFree_v2(large));
    OK(cuMemFree_v2(small));
    CHECK_EQUAL(CONTEXT + 2 * BLOCK, taken());  // the other lies there still
    OK(cuMemFree_v2(other));
    OK(cuMemFree_v2(next));
    CHECK_EQUAL(std::size_t(CONTEXT), taken());
    OK(ib_double_set("MEMORY", CONTEXT + BLOCK - 1));
    DevicePointer none;
    CHECK_EQUAL(int(OUT_OF_MEMORY), cuMemAlloc_v2(&none, 1));
}

void small_blocks_come_and_go_without_end() {
    const OpenDevice device;
    for (int i = 0; i < 40'000; ++i) { OK(cuMemFree_v2(device_memory(8))); }
    CHECK_EQUAL(std::size_t(CONTEXT), taken());
}

void a_context_that_finds_no_room_is_not_made() {
    ib_double_reset();
    OK(cuInit(0));
    OK(ib_double_set("MEMORY", CONTEXT - 1));
    void* context;
    CHECK_EQUAL(int(OUT_OF_MEMORY), cuDevicePrimaryCtxRetain(&context, 0));
    OK(ib_double_set("MEMORY", CONTEXT));
    OK(cuDevicePrimaryCtxRetain(&context, 0));
    OK(cuDevicePrimaryCtxRetain(&context, 0));  // the same
    OK(cuDevicePrimaryCtxRelease_v2(0));
    OK(cuDevicePrimaryCtxRelease_v2(0));
}

void the_host_cannot_touch_device_memory() {
    const OpenDevice device;
    const DevicePointer a = device_memory(8);
    const pid_t child = fork();
    if (child == 0) {
        *reinterpret_cast<volatile char*>(a) = 1;
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    CHECK(!(WIFEXITED(status) && WEXITSTATUS(status) == 0));
    OK(cuMemFree_v2(a));
}

void what_is_left_open_is_told() {
    {
        const OpenDevice device;
        device_memory(8);
        CHECK_EQUAL(std::int64_t(8), ib_double_open("device_bytes"));
    }
    CHECK(was_told("primary context released with 1 allocations"));
}

}  // namespace

int main() {
    copies_carry_bytes_there_and_back();
    rows_are_copied_apart_and_nothing_between_them();
    fresh_memory_is_poisoned();
    copies_outside_an_allocation_are_refused_and_told();
    freed_memory_cannot_be_used_or_freed_again();
    freeing_while_work_is_pending_is_told();
    who_waited_for_all_may_free_beside_what_others_queued_since();
    memory_ends_where_the_device_does();
    a_context_and_whole_blocks_are_taken_of_the_device();
    small_blocks_come_and_go_without_end();
    a_context_that_finds_no_room_is_not_made();
    the_host_cannot_touch_device_memory();
    what_is_left_open_is_told();
}

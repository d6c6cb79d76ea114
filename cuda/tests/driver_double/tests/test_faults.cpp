// Injected errors, lost devices, devices that are missing or old.
#include "driver_calls.hpp"

using namespace ib::driver_double;

namespace {

void the_nth_call_of_a_name_fails_once() {
    const OpenDevice device;
    ib_double_fail_call("cuMemAlloc", 2, OUT_OF_MEMORY, 0);
    DevicePointer a, b;
    OK(cuMemAlloc_v2(&a, 8));
    CHECK_EQUAL(int(OUT_OF_MEMORY), cuMemAlloc_v2(&b, 8));
    OK(cuMemAlloc_v2(&b, 8));
    CHECK_EQUAL(std::int64_t(3), ib_double_calls("cuMemAlloc"));
    OK(cuMemFree_v2(a));
    OK(cuMemFree_v2(b));
    CHECK_EQUAL("", faults());
}

void the_nth_call_of_any_name_fails() {
    const OpenDevice device;
    ib_double_fail_call("*", 3, LAUNCH_FAILED, 0);
    const DevicePointer a = device_memory(8);
    OK(cuCtxSynchronize());
    CHECK_EQUAL(int(LAUNCH_FAILED), cuMemsetD8Async(a, 0, 8, nullptr));
    OK(cuMemFree_v2(a));
}

void a_failing_free_frees() {
    const OpenDevice device;
    const DevicePointer a = device_memory(8);
    ib_double_fail_call("cuMemFree", 1, LAUNCH_FAILED, 0);
    CHECK_EQUAL(int(LAUNCH_FAILED), cuMemFree_v2(a));
    CHECK_EQUAL(std::int64_t(0), ib_double_open("device_bytes"));
}

void a_lost_device_answers_every_call_alike_and_no_new_context_cures_it() {
    {
        const OpenDevice device;
        const DevicePointer a = device_memory(8);
        ib_double_fail_call("cuCtxSynchronize", 1, ILLEGAL_ADDRESS, 1);
        CHECK_EQUAL(int(ILLEGAL_ADDRESS), cuCtxSynchronize());
        DevicePointer b;
        CHECK_EQUAL(int(ILLEGAL_ADDRESS), cuMemAlloc_v2(&b, 8));
        void* stream;
        CHECK_EQUAL(int(ILLEGAL_ADDRESS), cuStreamCreate(&stream, 0));
        CHECK_EQUAL(int(ILLEGAL_ADDRESS), cuMemFree_v2(a));
    }
    CHECK_EQUAL("", faults());
    CHECK_EQUAL(std::int64_t(0), ib_double_open("device_bytes"));
    void* context;
    CHECK_EQUAL(int(ILLEGAL_ADDRESS), cuDevicePrimaryCtxRetain(&context, 0));
    CHECK_EQUAL(int(ILLEGAL_ADDRESS), cuDevicePrimaryCtxReset_v2(0));
    CHECK_EQUAL(int(ILLEGAL_ADDRESS), cuDevicePrimaryCtxRetain(&context, 0));
    CHECK_EQUAL(std::int64_t(0), ib_double_open("contexts"));
    OK(ib_double_set("DEVICES", 2));  // another one is well
    OK(cuDevicePrimaryCtxRetain(&context, 1));
    OK(cuDevicePrimaryCtxRelease_v2(1));
    const OpenDevice as_in_a_new_process;
    OK(cuCtxSynchronize());
}

void a_device_lost_by_a_call_without_a_context_is_lost_to_all() {
    const OpenDevice device;
    OK(cuCtxSetCurrent(nullptr));
    ib_double_fail_call("cuDeviceGetCount", 1, LAUNCH_FAILED, 1);
    int count;
    CHECK_EQUAL(int(LAUNCH_FAILED), cuDeviceGetCount(&count));
    device.make_current();
    CHECK_EQUAL(int(LAUNCH_FAILED), cuCtxSynchronize());
}

void failing_work_is_told_by_who_waits_and_loses_the_device() {
    const OpenDevice device;
    const DevicePointer a = device_memory(8);
    void* stream = new_stream();
    ib_double_fail_work(2, LAUNCH_FAILED);
    for (int i = 0; i < 3; ++i) { OK(cuMemsetD8Async(a, 0, 8, stream)); }
    CHECK_EQUAL(int(LAUNCH_FAILED), cuStreamSynchronize(stream));
    CHECK_EQUAL(std::int64_t(0), ib_double_open("pending"));
    CHECK_EQUAL(int(LAUNCH_FAILED), cuMemsetD8Async(a, 0, 8, stream));
    CHECK_EQUAL(int(LAUNCH_FAILED), cuStreamDestroy_v2(stream));
    CHECK_EQUAL(int(LAUNCH_FAILED), cuMemFree_v2(a));
}

void devices_are_as_many_and_as_old_as_they_are_set() {
    ib_double_reset();
    int value;
    CHECK_EQUAL(int(NOT_INITIALIZED), cuDeviceGetCount(&value));
    OK(ib_double_set("DEVICES", 0));
    CHECK_EQUAL(int(NO_DEVICE), cuInit(0));
    OK(ib_double_set("DEVICES", 3));
    OK(ib_double_set("CAPABILITY", 75));
    OK(ib_double_set("VERSION", 12040));
    OK(cuInit(0));
    OK(cuDeviceGetCount(&value));
    CHECK_EQUAL(3, value);
    OK(cuDriverGetVersion(&value));
    CHECK_EQUAL(12040, value);
    OK(cuDeviceGetAttribute(&value, COMPUTE_CAPABILITY_MINOR, 2));
    CHECK_EQUAL(5, value);
    void* context;
    CHECK_EQUAL(int(INVALID_DEVICE), cuDevicePrimaryCtxRetain(&context, 3));
    CHECK_EQUAL(1, ib_double_set("COLOUR", 3));
}

void calls_without_a_context_or_beyond_the_double_are_told() {
    ib_double_reset();
    OK(cuInit(0));
    OK(cuCtxSetCurrent(nullptr));
    DevicePointer a;
    CHECK_EQUAL(int(INVALID_CONTEXT), cuMemAlloc_v2(&a, 8));
    CHECK(was_told("cuMemAlloc without a current context"));
    CHECK_EQUAL(int(NOT_SUPPORTED), cuTexRefDestroy());
    CHECK(was_told("cuTexRefDestroy is not part of the driver double"));
    CHECK_EQUAL(std::int64_t(2), ib_double_fault_count());
}

}  // namespace

int main() {
    the_nth_call_of_a_name_fails_once();
    the_nth_call_of_any_name_fails();
    a_failing_free_frees();
    a_lost_device_answers_every_call_alike_and_no_new_context_cures_it();
    a_device_lost_by_a_call_without_a_context_is_lost_to_all();
    failing_work_is_told_by_who_waits_and_loses_the_device();
    devices_are_as_many_and_as_old_as_they_are_set();
    calls_without_a_context_or_beyond_the_double_are_told();
}

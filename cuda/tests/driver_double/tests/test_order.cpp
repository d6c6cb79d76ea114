// Queued work: nothing runs unasked, streams run in any order, events order them.
#include <algorithm>
#include <set>
#include <thread>

#include "driver_calls.hpp"

extern "C" {
int cuCtxPushCurrent_v2(void*);
int cuCtxPopCurrent_v2(void**);
int cuCtxGetCurrent(void**);
}

using namespace ib::driver_double;

namespace {

void nothing_runs_before_somebody_waits() {
    const OpenDevice device;
    unsigned char* host = pinned_memory(1);
    const DevicePointer a = device_memory(1);
    void* stream = new_stream();
    OK(cuMemsetD8Async(a, 5, 1, stream));
    OK(cuMemcpyDtoHAsync_v2(host, a, 1, stream));
    CHECK_EQUAL(0xCB, int(*host));
    CHECK_EQUAL(std::int64_t(2), ib_double_open("pending"));
    OK(cuStreamSynchronize(stream));
    CHECK_EQUAL(5, int(*host));
    OK(cuStreamDestroy_v2(stream));
    OK(cuMemFree_v2(a));
    OK(cuMemFreeHost(host));
    CHECK_EQUAL("", faults());
}

// What a second stream reads of what a first one writes, with or without an event between them.
int read_across_streams(std::int64_t seed, bool wait) {
    const OpenDevice device(seed);
    unsigned char* host = pinned_memory(1);
    const DevicePointer a = device_memory(1);
    void *writer = new_stream(), *reader = new_stream(), *event;
    OK(cuEventCreate(&event, EVENT_DISABLE_TIMING));
    OK(cuMemsetD8Async(a, 5, 1, writer));
    OK(cuEventRecord(event, writer));
    if (wait) { OK(cuStreamWaitEvent(reader, event, 0)); }
    OK(cuMemcpyDtoHAsync_v2(host, a, 1, reader));
    OK(cuStreamSynchronize(reader));
    const int seen = *host;
    OK(cuCtxSynchronize());
    OK(cuEventDestroy_v2(event));
    OK(cuStreamDestroy_v2(writer));
    OK(cuStreamDestroy_v2(reader));
    OK(cuMemFree_v2(a));
    OK(cuMemFreeHost(host));
    return seen;
}

void a_missing_wait_shows_and_an_event_mends_it() {
    std::set<int> seen_without, seen_with;
    for (std::int64_t seed = 1; seed <= 20; ++seed) {
        seen_without.insert(read_across_streams(seed, false));
        seen_with.insert(read_across_streams(seed, true));
    }
    CHECK(seen_without.contains(0xCB));
    CHECK(seen_without.contains(5));  // or the order would not be random
    CHECK_EQUAL(std::size_t(1), seen_with.size());
    CHECK(seen_with.contains(5));
}

// How many of 1,000 bytes the reading stream has seen filled by the writing one.
std::int64_t seen_of_a_fill(std::int64_t seed, bool wait) {
    const OpenDevice device(seed);
    unsigned char* host = pinned_memory(1000);
    const DevicePointer a = device_memory(1000);
    void *writer = new_stream(), *reader = new_stream(), *event;
    OK(cuEventCreate(&event, EVENT_DISABLE_TIMING));
    OK(cuMemsetD8Async(a, 5, 1000, writer));
    OK(cuEventRecord(event, writer));
    if (wait) { OK(cuStreamWaitEvent(reader, event, 0)); }
    OK(cuMemcpyDtoHAsync_v2(host, a, 1000, reader));
    OK(cuCtxSynchronize());
    const std::int64_t seen = std::count(host, host + 1000, 5);
    OK(cuEventDestroy_v2(event));
    OK(cuStreamDestroy_v2(writer));
    OK(cuStreamDestroy_v2(reader));
    OK(cuMemFree_v2(a));
    OK(cuMemFreeHost(host));
    return seen;
}

void streams_overlap_so_that_half_of_what_was_not_waited_for_is_seen() {
    std::set<std::int64_t> seen;
    for (std::int64_t seed = 1; seed <= 40; ++seed) {
        seen.insert(seen_of_a_fill(seed, false));
        CHECK_EQUAL(std::int64_t(1000), seen_of_a_fill(seed, true));
    }
    CHECK(seen.contains(0));
    CHECK(seen.contains(1000));
    CHECK(seen.size() > 8);  // and much in between
}

void equal_seeds_give_equal_orders() {
    for (std::int64_t seed = 1; seed <= 20; ++seed) {
        CHECK_EQUAL(read_across_streams(seed, false), read_across_streams(seed, false));
    }
}

void polling_makes_progress() {
    const OpenDevice device;
    const DevicePointer a = device_memory(1);
    void *stream = new_stream(), *event;
    OK(cuEventCreate(&event, 0));
    OK(cuEventQuery(event));  // never recorded: passed
    for (int i = 0; i < 3; ++i) { OK(cuMemsetD8Async(a, 5, 1, stream)); }
    OK(cuEventRecord(event, stream));
    float elapsed;
    CHECK_EQUAL(int(NOT_READY), cuEventElapsedTime(&elapsed, event, event));
    int polls = 0;
    while (cuEventQuery(event) == NOT_READY) { ++polls; }
    CHECK_EQUAL(4, polls);
    OK(cuStreamQuery(stream));
    OK(cuEventElapsedTime(&elapsed, event, event));
    CHECK_EQUAL(0.0f, elapsed);
    OK(cuEventDestroy_v2(event));
    OK(cuStreamDestroy_v2(stream));
    OK(cuMemFree_v2(a));
}

void the_default_stream_and_blocking_streams_wait_for_each_other() {
    for (std::int64_t seed = 1; seed <= 20; ++seed) {
        const OpenDevice device(seed);
        unsigned char* host = pinned_memory(2);
        const DevicePointer a = device_memory(1);
        void* blocking;
        OK(cuStreamCreate(&blocking, 0));
        OK(cuMemsetD8Async(a, 1, 1, blocking));
        OK(cuMemcpyDtoHAsync_v2(host, a, 1, nullptr));
        OK(cuMemsetD8Async(a, 2, 1, nullptr));
        OK(cuMemcpyDtoHAsync_v2(host + 1, a, 1, blocking));
        OK(cuStreamSynchronize(blocking));
        CHECK_EQUAL(1, int(host[0]));
        CHECK_EQUAL(2, int(host[1]));
        OK(cuStreamDestroy_v2(blocking));
        OK(cuMemFree_v2(a));
        OK(cuMemFreeHost(host));
    }
}

// What the stream behind `reader` reads on another thread of what `writer` writes on this one.
std::set<int> read_on_another_thread(void* writer, void* reader) {
    std::set<int> seen;
    for (std::int64_t seed = 1; seed <= 20; ++seed) {
        const OpenDevice device(seed);
        unsigned char* host = pinned_memory(1);
        const DevicePointer a = device_memory(1);
        OK(cuMemsetD8Async(a, 5, 1, writer));
        std::thread other([&] {
            device.make_current();
            OK(cuMemcpyDtoHAsync_v2(host, a, 1, reader));
            OK(cuStreamSynchronize(reader));
        });
        other.join();
        seen.insert(*host);
        OK(cuCtxSynchronize());
        OK(cuMemFree_v2(a));
        OK(cuMemFreeHost(host));
    }
    return seen;
}

void handle_1_is_the_default_stream_and_handle_2_another_one_on_every_thread() {
    const std::set<int> ordered = {5}, any = {5, 0xCB};
    CHECK(read_on_another_thread(LEGACY, nullptr) == ordered);
    CHECK(read_on_another_thread(nullptr, LEGACY) == ordered);
    CHECK(read_on_another_thread(PER_THREAD, LEGACY) == ordered);  // they wait for each other
    CHECK(read_on_another_thread(LEGACY, PER_THREAD) == ordered);
    CHECK(read_on_another_thread(PER_THREAD, PER_THREAD) == any);
    const OpenDevice device;
    CHECK_EQUAL(int(INVALID_HANDLE), cuStreamDestroy_v2(PER_THREAD));
}

void an_event_on_handle_2_is_of_the_thread_that_records_it() {
    const OpenDevice device;
    const DevicePointer a = device_memory(1);
    void *here, *there;
    OK(cuEventCreate(&here, EVENT_DISABLE_TIMING));
    OK(cuEventCreate(&there, EVENT_DISABLE_TIMING));
    for (int i = 0; i < 20; ++i) { OK(cuMemsetD8Async(a, 5, 1, PER_THREAD)); }
    OK(cuEventRecord(here, PER_THREAD));
    std::thread other([&] {
        device.make_current();
        OK(cuEventRecord(there, PER_THREAD));
        OK(cuEventSynchronize(there));
    });
    other.join();
    CHECK_EQUAL(int(NOT_READY),
                cuEventQuery(here));  // what the other thread recorded says nothing of it
    OK(cuStreamSynchronize(PER_THREAD));
    OK(cuEventQuery(here));
    OK(cuEventDestroy_v2(here));
    OK(cuEventDestroy_v2(there));
    OK(cuMemFree_v2(a));
}

void a_stream_destroyed_with_work_in_it_is_told() {
    const OpenDevice device;
    const DevicePointer a = device_memory(1);
    void* stream = new_stream();
    OK(cuMemsetD8Async(a, 5, 1, stream));
    OK(cuStreamDestroy_v2(stream));
    CHECK(was_told("cuStreamDestroy while work was pending"));
    CHECK_EQUAL(int(INVALID_HANDLE), cuStreamSynchronize(stream));
    CHECK(was_told("cuStreamSynchronize with a handle that is not alive"));
    OK(cuMemFree_v2(a));
}

void a_context_is_put_on_top_of_another_and_taken_off() {
    const OpenDevice device;
    void *mine, *now;
    OK(cuCtxGetCurrent(&mine));
    OK(cuCtxSetCurrent(nullptr));
    OK(cuCtxPushCurrent_v2(mine));
    OK(cuCtxGetCurrent(&now));
    CHECK_EQUAL(mine, now);
    OK(cuCtxPopCurrent_v2(&now));
    CHECK_EQUAL(mine, now);
    OK(cuCtxGetCurrent(&now));
    CHECK(now == nullptr);
    CHECK_EQUAL(int(INVALID_CONTEXT), cuCtxPopCurrent_v2(&now));
    CHECK(was_told("without a push"));
}

}  // namespace

int main() {
    a_context_is_put_on_top_of_another_and_taken_off();
    nothing_runs_before_somebody_waits();
    a_missing_wait_shows_and_an_event_mends_it();
    streams_overlap_so_that_half_of_what_was_not_waited_for_is_seen();
    equal_seeds_give_equal_orders();
    polling_makes_progress();
    the_default_stream_and_blocking_streams_wait_for_each_other();
    handle_1_is_the_default_stream_and_handle_2_another_one_on_every_thread();
    an_event_on_handle_2_is_of_the_thread_that_records_it();
    a_stream_destroyed_with_work_in_it_is_told();
}

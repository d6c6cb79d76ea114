// Events of one process that another records and waits for.
#include <map>

#include "process_calls.hpp"

using namespace ib::driver_double;

namespace {

struct Shared {
    IpcHandle memory, theirs, mine;  // events as the peer sees them
    bool wait;
};

// Reads what the parent writes, then writes for it.
void read_and_write(const Line& parent) {
    const OpenDevice device;
    const auto shared = parent.receive<Shared>();
    const DevicePointer memory = opened_memory(shared.memory);
    void *theirs = opened_event(shared.theirs), *mine = opened_event(shared.mine);
    void* stream = new_stream();
    unsigned char* host = pinned_memory(1);
    if (shared.wait) { OK(cuStreamWaitEvent(stream, theirs, 0)); }
    OK(cuMemcpyDtoHAsync_v2(host, memory, 1, stream));
    OK(cuStreamSynchronize(stream));
    parent.send(int(*host));
    OK(cuMemsetD8Async(memory, 9, 1, stream));
    OK(cuEventRecord(mine, stream));
    parent.send(true);
    parent.receive<bool>();
    CHECK_EQUAL(std::int64_t(0), ib_double_open("pending"));  // though nobody has waited here
    OK(cuEventDestroy_v2(theirs));
    OK(cuEventDestroy_v2(mine));
    OK(cuStreamDestroy_v2(stream));
    OK(cuMemFreeHost(host));
    OK(cuIpcCloseMemHandle(memory));
    CHECK_EQUAL("", faults());
}

// What the other process sees of a byte that is written here.
int seen_elsewhere(bool wait) {
    const OpenDevice device;
    const DevicePointer memory = device_memory(SIZE);
    void *mine = shared_event(), *theirs = shared_event(), *stream = new_stream();
    Peer peer("read_and_write");
    OK(cuMemsetD8Async(memory, 5, 1, stream));
    OK(cuEventRecord(mine, stream));
    peer.line().send(Shared{handle_of(memory), handle_of(mine), handle_of(theirs), wait});
    const int seen = peer.line().receive<int>();
    peer.line().receive<bool>();
    int polls = 0;
    for (; cuEventQuery(theirs) == NOT_READY; ++polls) { usleep(100); }
    CHECK(polls > 0);
    if (wait) { CHECK_EQUAL(9, first_byte(memory)); }  // else what was written here comes any time
    peer.line().send(true);
    peer.end();
    OK(cuEventDestroy_v2(mine));
    OK(cuEventDestroy_v2(theirs));
    OK(cuStreamSynchronize(stream));
    OK(cuStreamDestroy_v2(stream));
    OK(cuMemFree_v2(memory));
    CHECK_EQUAL("", faults());
    return seen;
}

void work_waits_for_an_event_of_another_process_and_shows_where_it_does_not() {
    CHECK_EQUAL(5, seen_elsewhere(true));
    CHECK_EQUAL(0xCB, seen_elsewhere(false));
}

// Carries a byte on in turns with the parent, each after the other's event.
void carry_in_turns(const Line& parent) {
    const OpenDevice device;
    const auto shared = parent.receive<Shared>();
    const DevicePointer memory = opened_memory(shared.memory);
    void *theirs = opened_event(shared.theirs), *mine = opened_event(shared.mine);
    void* stream = new_stream();
    for (int turn = 1; turn < 20; turn += 2) {
        parent.receive<bool>();
        OK(cuStreamWaitEvent(stream, theirs, 0));
        OK(cuMemcpyDtoDAsync_v2(memory + 256 * std::size_t(turn), memory + 256 * std::size_t(turn - 1),
                                1, stream));
        OK(cuEventRecord(mine, stream));
        parent.send(true);
    }
    OK(cuStreamSynchronize(stream));
    parent.receive<bool>();
    OK(cuEventDestroy_v2(theirs));
    OK(cuEventDestroy_v2(mine));
    OK(cuStreamDestroy_v2(stream));
    OK(cuIpcCloseMemHandle(memory));
    CHECK_EQUAL("", faults());
}

void chains_of_work_cross_processes_many_times_with_one_wait_in_the_end() {
    const OpenDevice device;
    const DevicePointer memory = device_memory(SIZE + 256);
    void *mine = shared_event(), *theirs = shared_event(), *stream = new_stream();
    Peer peer("carry_in_turns");
    peer.line().send(Shared{handle_of(memory), handle_of(mine), handle_of(theirs), true});
    OK(cuMemsetD8Async(memory, 77, 1, stream));
    for (int turn = 2; turn <= 20; turn += 2) {
        OK(cuEventRecord(mine, stream));
        peer.line().send(true);
        peer.line().receive<bool>();
        OK(cuStreamWaitEvent(stream, theirs, 0));
        if (turn < 20) {
            OK(cuMemcpyDtoDAsync_v2(memory + 256 * std::size_t(turn),
                                    memory + 256 * std::size_t(turn - 1), 1, stream));
        }
    }
    OK(cuStreamSynchronize(stream));
    CHECK_EQUAL(77, first_byte(memory + 256 * 19));
    peer.line().send(true);
    peer.end();
    OK(cuEventDestroy_v2(mine));
    OK(cuEventDestroy_v2(theirs));
    OK(cuStreamDestroy_v2(stream));
    OK(cuMemFree_v2(memory));
    CHECK_EQUAL("", faults());
}

void record_and_die(const Line& parent) {
    const OpenDevice device;
    void* event = opened_event(parent.receive<IpcHandle>());
    OK(cuMemsetD8Async(device_memory(1), 1, 1, nullptr));
    OK(cuEventRecord(event, nullptr));
    parent.send(true);
    pause();
}

void an_event_that_a_dead_process_recorded_never_passes_and_losing_it_is_told() {
    const OpenDevice device;
    void *event = shared_event(), *stream = new_stream();
    {
        Peer peer("record_and_die");
        peer.line().send(handle_of(event));
        peer.line().receive<bool>();
        peer.kill();
    }
    for (int i = 0; i < 20; ++i) { CHECK_EQUAL(int(NOT_READY), cuEventQuery(event)); }
    CHECK_EQUAL("", faults());
    OK(cuStreamWaitEvent(stream, event, 0));
    OK(cuMemsetD8Async(device_memory(1), 1, 1, stream));
    CHECK_EQUAL(int(LAUNCH_FAILED), cuStreamSynchronize(stream));
    CHECK(was_told("a process recorded which has ended"));
}

void only_events_without_time_are_for_other_processes() {
    const OpenDevice device;
    void *plain, *shared = shared_event();
    CHECK_EQUAL(int(INVALID_VALUE), cuEventCreate(&plain, EVENT_INTERPROCESS));
    OK(cuEventCreate(&plain, EVENT_DISABLE_TIMING));
    IpcHandle handle;
    CHECK_EQUAL(int(INVALID_HANDLE), cuIpcGetEventHandle(&handle, plain));
    void* opened;
    CHECK_EQUAL(int(INVALID_CONTEXT), cuIpcOpenEventHandle(&opened, handle_of(shared)));
    OK(cuEventQuery(shared));  // never recorded: passed
    OK(cuEventRecord(shared, nullptr));
    OK(cuEventSynchronize(shared));
    float milliseconds;
    CHECK_EQUAL(int(INVALID_HANDLE), cuEventElapsedTime(&milliseconds, shared, shared));
    OK(cuEventDestroy_v2(plain));
    OK(cuEventDestroy_v2(shared));
    CHECK_EQUAL("", faults());
}

}  // namespace

int main(int count, char** arguments) {
    const std::map<std::string, void (*)(const Line&)> roles = {{"read_and_write", read_and_write},
                                                                {"carry_in_turns", carry_in_turns},
                                                                {"record_and_die", record_and_die}};
    void (*const tests[])() = {work_waits_for_an_event_of_another_process_and_shows_where_it_does_not,
                               chains_of_work_cross_processes_many_times_with_one_wait_in_the_end,
                               an_event_that_a_dead_process_recorded_never_passes_and_losing_it_is_told,
                               only_events_without_time_are_for_other_processes};
    return run_roles_or_tests(count, arguments, roles, tests);
}

// Memory of one process that another opens.
#include <map>

#include "process_calls.hpp"

using namespace ib::driver_double;

namespace {

void open_read_and_write(const Line& parent) {
    const OpenDevice device;
    const auto handle = parent.receive<IpcHandle>();
    const DevicePointer memory = opened_memory(handle);
    CHECK_EQUAL(memory, opened_memory(handle));
    OK(cuIpcCloseMemHandle(memory));
    parent.send(first_byte(memory + SIZE - 1));
    write_and_wait(memory, 9);
    DevicePointer base;
    std::size_t size;
    OK(cuMemGetAddressRange_v2(&base, &size, memory + 7));
    CHECK_EQUAL(memory, base);
    CHECK_EQUAL(SIZE, size);
    IpcHandle again;
    CHECK_EQUAL(int(INVALID_VALUE), cuIpcGetMemHandle(&again, memory));
    CHECK_EQUAL(std::int64_t(1), ib_double_open("imported"));
    CHECK_EQUAL(std::int64_t(0), ib_double_open("device_bytes"));
    OK(cuIpcCloseMemHandle(memory));
    CHECK_EQUAL(int(INVALID_VALUE), cuMemsetD8Async(memory, 1, 1, nullptr));
    CHECK(was_told("is not device memory"));
}

void memory_of_one_process_is_the_others_too() {
    const OpenDevice device;
    const DevicePointer memory = device_memory(SIZE);
    write_and_wait(memory + SIZE - 1, 5);
    Peer peer("open_read_and_write");
    peer.line().send(handle_of(memory));
    CHECK_EQUAL(5, peer.line().receive<int>());
    peer.end();
    CHECK_EQUAL(9, first_byte(memory));
    OK(cuMemFree_v2(memory));
    CHECK_EQUAL("", faults());
}

struct Neighbours {
    IpcHandle handle;         // of the first
    std::ptrdiff_t distance;  // of the second from it
};

void look_at_the_neighbour(const Line& parent) {
    const OpenDevice device;
    const auto [handle, distance] = parent.receive<Neighbours>();
    const DevicePointer memory = opened_memory(handle);
    const DevicePointer neighbour = memory + DevicePointer(distance);
    parent.receive<int>();
    parent.send(first_byte(memory));
    parent.send(first_byte(neighbour));
    write_and_wait(neighbour, 9);
    CHECK_EQUAL(memory, opened_memory(handle));
    OK(cuIpcCloseMemHandle(memory));
    OK(cuIpcCloseMemHandle(memory));
    CHECK_EQUAL(std::int64_t(0), ib_double_open("imported"));
}

void memory_of_less_than_a_block_takes_its_neighbours_along() {
    const OpenDevice device;
    const DevicePointer memory = device_memory(100), before = device_memory(100);
    Peer peer("look_at_the_neighbour");
    peer.line().send(Neighbours{handle_of(memory), std::ptrdiff_t(before - memory)});
    const DevicePointer later = device_memory(100);  // lies there, too
    write_and_wait(later, 3);
    write_and_wait(memory, 5);
    write_and_wait(before, 7);
    peer.line().send(0);
    CHECK_EQUAL(5, peer.line().receive<int>());
    CHECK_EQUAL(7, peer.line().receive<int>());
    peer.end();
    CHECK_EQUAL(9, first_byte(before));
    for (const DevicePointer one : {memory, before, later}) { OK(cuMemFree_v2(one)); }
    CHECK_EQUAL("", faults());
}

void a_handle_is_for_other_processes_with_the_right_flag_and_for_whole_memory() {
    const OpenDevice device;
    const DevicePointer memory = device_memory(SIZE);
    const IpcHandle handle = handle_of(memory);
    DevicePointer opened;
    CHECK_EQUAL(int(INVALID_CONTEXT), cuIpcOpenMemHandle_v2(&opened, handle, 1));
    CHECK_EQUAL(int(INVALID_VALUE), cuIpcOpenMemHandle_v2(&opened, handle, 0));
    CHECK_EQUAL(int(INVALID_VALUE), cuIpcOpenMemHandle_v2(&opened, IpcHandle{}, 1));
    IpcHandle other;
    CHECK_EQUAL(int(INVALID_VALUE), cuIpcGetMemHandle(&other, memory + 256));
    OK(cuMemFree_v2(memory));
}

void open_too_late(const Line& parent) {
    const OpenDevice device;
    DevicePointer memory;
    parent.send(cuIpcOpenMemHandle_v2(&memory, parent.receive<IpcHandle>(), 1));
}

void freed_memory_cannot_be_opened() {
    const OpenDevice device;
    const DevicePointer memory = device_memory(SIZE), later = device_memory(SIZE);
    const IpcHandle handle = handle_of(memory);
    OK(cuMemFree_v2(memory));
    handle_of(later);  // takes the number of the file
    Peer peer("open_too_late");
    peer.line().send(handle);
    CHECK_EQUAL(int(MAPPING_FAILED), peer.line().receive<int>());
    peer.end();
    OK(cuMemFree_v2(later));
}

void write_beside(const Line& parent) {
    const OpenDevice device;
    const DevicePointer memory = opened_memory(parent.receive<IpcHandle>());
    CHECK_EQUAL(int(INVALID_VALUE), cuMemsetD8Async(memory + SIZE, 1, 1, nullptr));
    parent.send(cuMemFree_v2(memory));
    CHECK(was_told("cuMemFree"));
    // Left open.
    cuDevicePrimaryCtxRelease_v2(0);
    CHECK(was_told("released with 1 allocations"));
    _exit(0);
}

void memory_of_another_process_keeps_its_bounds_and_its_owner() {
    const OpenDevice device;
    const DevicePointer memory = device_memory(SIZE);
    Peer peer("write_beside");
    peer.line().send(handle_of(memory));
    CHECK_EQUAL(int(INVALID_VALUE), peer.line().receive<int>());
    peer.end();
    OK(cuMemFree_v2(memory));
}

}  // namespace

int main(int count, char** arguments) {
    const std::map<std::string, void (*)(const Line&)> roles = {
        {"open_read_and_write", open_read_and_write},
        {"look_at_the_neighbour", look_at_the_neighbour},
        {"open_too_late", open_too_late},
        {"write_beside", write_beside}};
    void (*const tests[])() = {
        memory_of_one_process_is_the_others_too, memory_of_less_than_a_block_takes_its_neighbours_along,
        a_handle_is_for_other_processes_with_the_right_flag_and_for_whole_memory,
        freed_memory_cannot_be_opened, memory_of_another_process_keeps_its_bounds_and_its_owner};
    return run_roles_or_tests(count, arguments, roles, tests);
}

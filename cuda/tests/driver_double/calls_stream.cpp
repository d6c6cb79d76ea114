// Streams and events.
#include "driver.hpp"

using namespace ib::driver_double;

namespace {

Event* event_of(void* handle) {
    auto* event = static_cast<Event*>(handle);
    return Driver::get().events.contains(event) ? event : nullptr;
}

// What has to be done for the event to pass; null if it has.
std::shared_ptr<Work> awaited(const Event& event) {
    if (!event.shared) { return event.record && !event.record->done ? event.record : nullptr; }
    const std::uint64_t last = event.shared->last();
    if (event.shared->has_reached(last)) { return nullptr; }
    if (event.record && event.record->ticket == last && !event.record->done) { return event.record; }
    auto work = std::make_shared<Work>();
    work->context = event.context;
    work->elsewhere = event.shared;
    work->ticket = last;
    return work;
}

int dead_handle(const char* call) {
    Driver::get().faults.misuse(std::string(call) + " with a handle that is not alive");
    return INVALID_HANDLE;
}

}  // namespace

IB_DRIVER_CALL cuStreamCreate(void** stream, unsigned flags) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuStreamCreate"); status != SUCCESS) { return status; }
    auto* made = new Stream{current_context(), (flags & STREAM_NON_BLOCKING) == 0, {}, {}, {}};
    driver.streams.insert(made);
    driver.queue.add(made);
    *stream = made;
    return SUCCESS;
}

IB_DRIVER_CALL cuStreamCreateWithPriority(void** stream, unsigned flags, int) {
    return cuStreamCreate(stream, flags);
}

IB_DRIVER_CALL cuStreamDestroy_v2(void* handle) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    const int earlier = driver.enter_context("cuStreamDestroy");
    if (earlier == INVALID_CONTEXT) { return earlier; }
    auto* stream = static_cast<Stream*>(handle);
    if (!driver.streams.contains(stream)) { return dead_handle("cuStreamDestroy"); }
    if (!stream->pending.empty()) {
        driver.faults.misuse("cuStreamDestroy while work was pending");
        driver.wait_for(stream->last);
    }
    driver.queue.remove(stream);
    driver.streams.erase(stream);
    delete stream;
    return earlier;
}

IB_DRIVER_CALL cuStreamSynchronize(void* handle) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuStreamSynchronize"); status != SUCCESS) {
        return status;
    }
    Stream* stream = stream_of(handle);
    if (stream == nullptr) { return dead_handle("cuStreamSynchronize"); }
    driver.queue_waits(stream);
    if (stream->last) { driver.wait_for(stream->last); }
    return stream->context->lost;
}

IB_DRIVER_CALL cuStreamQuery(void* handle) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuStreamQuery"); status != SUCCESS) { return status; }
    Stream* stream = stream_of(handle);
    if (stream == nullptr) { return dead_handle("cuStreamQuery"); }
    driver.queue_waits(stream);
    const bool is_idle = stream->pending.empty();
    if (!is_idle) { driver.queue.run_one(); }
    if (stream->context->lost != SUCCESS) { return stream->context->lost; }
    return is_idle ? SUCCESS : NOT_READY;
}

IB_DRIVER_CALL cuStreamWaitEvent(void* handle, void* event_handle, unsigned) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuStreamWaitEvent"); status != SUCCESS) {
        return status;
    }
    Stream* stream = stream_of(handle);
    const Event* event = event_of(event_handle);
    if (stream == nullptr || event == nullptr) { return dead_handle("cuStreamWaitEvent"); }
    if (const auto work = awaited(*event)) { stream->next_after.push_back(work); }
    return SUCCESS;
}

IB_DRIVER_CALL cuEventCreate(void** event, unsigned flags) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuEventCreate"); status != SUCCESS) { return status; }
    const bool timed = (flags & EVENT_DISABLE_TIMING) == 0;
    const bool shared = (flags & EVENT_INTERPROCESS) != 0;
    if (timed && shared) { return INVALID_VALUE; }
    auto* made = new Event{current_context(), timed, {}};
    if (shared) { made->shared = SharedEvent::create(); }
    driver.events.insert(made);
    *event = made;
    return SUCCESS;
}

IB_DRIVER_CALL cuEventRecord(void* handle, void* stream_handle) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuEventRecord"); status != SUCCESS) { return status; }
    Event* event = event_of(handle);
    Stream* stream = stream_of(stream_handle);
    if (stream == nullptr || event == nullptr) { return dead_handle("cuEventRecord"); }
    if (!event->shared) {
        event->record = driver.push(stream, [] { return SUCCESS; });
        return SUCCESS;
    }
    const std::uint64_t ticket = event->shared->record();
    event->record = driver.push(stream, [shared = event->shared, ticket] {
        shared->reach(ticket);
        return SUCCESS;
    });
    event->record->ticket = ticket;
    driver.elsewhere.owe(driver, event->shared, event->record);
    return SUCCESS;
}

IB_DRIVER_CALL cuEventQuery(void* handle) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuEventQuery"); status != SUCCESS) { return status; }
    const Event* event = event_of(handle);
    if (event == nullptr) { return dead_handle("cuEventQuery"); }
    const auto work = awaited(*event);
    if (!work) { return SUCCESS; }
    if (work->elsewhere) { work->elsewhere->want(work->ticket); }
    driver.queue.run_one();
    return event->context->lost != SUCCESS ? event->context->lost : NOT_READY;
}

IB_DRIVER_CALL cuEventSynchronize(void* handle) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuEventSynchronize"); status != SUCCESS) {
        return status;
    }
    const Event* event = event_of(handle);
    if (event == nullptr) { return dead_handle("cuEventSynchronize"); }
    if (const auto work = awaited(*event)) { driver.wait_for(work); }
    return event->context->lost;
}

IB_DRIVER_CALL cuEventElapsedTime(float* milliseconds, void* from_handle, void* to_handle) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuEventElapsedTime"); status != SUCCESS) {
        return status;
    }
    const Event* from = event_of(from_handle);
    const Event* to = event_of(to_handle);
    if (from == nullptr || to == nullptr) { return dead_handle("cuEventElapsedTime"); }
    if (!from->timed || !to->timed || !from->record || !to->record) { return INVALID_HANDLE; }
    if (!from->record->done || !to->record->done) { return NOT_READY; }
    const std::chrono::duration<float, std::milli> elapsed =
        to->record->done_at - from->record->done_at;
    *milliseconds = elapsed.count();
    return SUCCESS;
}

IB_DRIVER_CALL cuEventDestroy_v2(void* handle) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    const int earlier = driver.enter_context("cuEventDestroy");
    if (earlier == INVALID_CONTEXT) { return earlier; }
    Event* event = event_of(handle);
    if (event == nullptr) { return dead_handle("cuEventDestroy"); }
    driver.events.erase(event);
    delete event;
    return earlier;
}

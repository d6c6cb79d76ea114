#include "elsewhere.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "driver.hpp"

namespace ib::driver_double {
namespace {

constexpr std::chrono::microseconds PAUSE(100);

}  // namespace

void Elsewhere::owe(Driver& driver, std::shared_ptr<SharedEvent> event, std::shared_ptr<Work> work) {
    debts_.push_back({std::move(event), std::move(work)});
    if (!thread_.joinable()) {
        thread_ = std::thread([this, &driver] { serve(driver); });
        std::atexit(stop);  // before what the kernels need is destroyed
    }
    more_.notify_one();
}

void Elsewhere::serve(Driver& driver) {
    std::unique_lock lock(driver.mutex);
    while (!ended_) {
        if (debts_.empty()) {
            more_.wait(lock);
        } else if (!advance(driver)) {
            more_.wait_for(lock, PAUSE);
        }
    }
}

bool Elsewhere::advance(Driver& driver) {
    std::erase_if(debts_, [](const Debt& debt) {
        // Work that was dropped with its context runs no more, which is what is waited for.
        if (debt.work->done) { debt.event->reach(debt.work->ticket); }
        return debt.work->done;
    });
    const bool wanted = std::ranges::any_of(
        debts_, [](const Debt& debt) { return debt.event->is_wanted(debt.work->ticket); });
    if (!wanted) { return false; }
    if (driver.queue.run_one()) { return true; }
    driver.ask_elsewhere();
    return false;
}

void Elsewhere::stop() {
    Driver& driver = Driver::get();
    {
        const std::lock_guard lock(driver.mutex);
        driver.elsewhere.ended_ = true;
    }
    driver.elsewhere.more_.notify_all();
    driver.elsewhere.thread_.join();
}

// Work that waits for itself stays as it is, as on a device.
void Driver::wait_for(std::shared_ptr<Work> work) {
    while (!work->has_passed() && (queue.run_one() || wait_elsewhere(work))) {}
}

void Driver::wait_for_all(const Context* context) {
    for (Stream* stream : streams_of(context)) { queue_waits(stream); }
    while (queue.pending(context) > 0 && (queue.run_one() || wait_elsewhere(nullptr))) {}
}

bool Driver::ask_elsewhere() {
    const auto awaited = queue.awaited_elsewhere();
    for (const auto& work : awaited) { work->elsewhere->want(work->ticket); }
    return !awaited.empty();
}

bool Driver::wait_elsewhere(const std::shared_ptr<Work>& also) {
    auto awaited = queue.awaited_elsewhere();
    if (also && also->elsewhere) { awaited.push_back(also); }
    for (const auto& work : awaited) {
        work->elsewhere->want(work->ticket);
        if (is_gone(work->elsewhere->recorder()) && !work->has_passed()) {
            faults.misuse("work waits for an event that a process recorded which has ended");
            work->done = true;
            lose(work->context, LAUNCH_FAILED);
            return true;
        }
    }
    if (awaited.empty()) { return false; }
    mutex.unlock();  // for the thread that serves the other process, and for other callers
    std::this_thread::sleep_for(PAUSE);
    mutex.lock();
    return true;
}

}  // namespace ib::driver_double

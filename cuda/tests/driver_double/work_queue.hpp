// Work that was queued and not yet done. Nothing runs before somebody waits; then it runs one piece at
// a time, each time from a stream drawn at random among those whose next piece may run, until what was
// waited for is done. Whatever else the caller takes for done without a wait, is likely not. Copies,
// fills and kernels run in several pieces while other streams have work: streams overlap, and who does
// not wait for another may find half of what it does.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <vector>

#include "shared_event.hpp"

namespace ib::driver_double {

struct Context;
struct Module;

struct Work {
    Context* context;
    std::vector<std::shared_ptr<Work>> after;  // must be done first
    std::function<bool(bool alone)> run;  // a piece; true after the last. Alone: there is no other work
    bool done = false;
    std::chrono::steady_clock::time_point done_at{};
    std::shared_ptr<SharedEvent> elsewhere{};  // work of another process, which reaches this event
    std::uint64_t ticket = 0;                  // of that event
    const Module* module = nullptr;            // whose code it runs

    bool has_passed() const { return done || (elsewhere && elsewhere->has_reached(ticket)); }
};

struct Stream {
    Context* context;
    bool waits_for_null_stream;  // created without STREAM_NON_BLOCKING
    std::deque<std::shared_ptr<Work>> pending;
    std::vector<std::shared_ptr<Work>> next_after;  // what cuStreamWaitEvent asked for
    std::shared_ptr<Work> last;
};

struct Event {
    Context* context;
    bool timed;
    std::shared_ptr<Work> record;           // null if never recorded here
    std::shared_ptr<SharedEvent> shared{};  // null but for interprocess events
    std::uint64_t ticket = 0;               // of record, where it is shared
    bool imported = false;
};

// Not thread-safe.
class WorkQueue {
public:
    explicit WorkQueue(std::uint64_t seed) : random_(seed) {}

    void seed(std::uint64_t value) { random_.seed(value); }
    void add(Stream* stream);
    void remove(Stream* stream);
    std::shared_ptr<Work> push(Stream* stream, std::function<bool(bool alone)> run);
    // How many of the units that are left, at least 1, make the next piece.
    std::uint64_t cut(std::uint64_t left);
    // Runs at most one piece, so that who polls makes progress; false if none could run.
    bool run_one();
    // Forgets all work of the context.
    void drop(const Context* context);
    std::size_t pending() const;
    std::size_t pending(const Context* context) const;
    std::size_t pending(const Module* module) const;
    // What other processes have to do before anything more can run here.
    std::vector<std::shared_ptr<Work>> awaited_elsewhere() const;

private:
    std::vector<Stream*> runnable() const;
    bool is_alone(const Stream* stream) const;

    std::mt19937_64 random_;
    std::vector<Stream*> streams_;  // in the order of creation, so that a seed decides all
};

}  // namespace ib::driver_double

// The state of the double: one driver per process, guarded by one lock.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "driver_abi.hpp"
#include "elsewhere.hpp"
#include "faults.hpp"
#include "guarded_arena.hpp"
#include "kernel_table.hpp"
#include "work_queue.hpp"

namespace ib::driver_double {

struct Context {
    int device;
    int retained = 0;
    int lost = SUCCESS;     // the code every call returns from now on
    std::size_t taken = 0;  // bytes of the device
    Stream null_stream{this, false, {}, {}, {}};
    std::map<std::uint64_t, std::unique_ptr<Stream>> thread_streams{};  // by number of the thread
};

struct Module;

struct Function {
    Context* context;
    const Module* module;
    const Kernel* kernel;
    int dynamic_shared_limit = 48 * 1024;
    std::size_t code = 0;  // bytes of the device
    bool is_loaded = false;
};

struct Module {
    Context* context;
    std::map<std::string, std::unique_ptr<Function>> functions;
};

struct Settings {
    std::int64_t seed = 1;
    std::int64_t devices = 1;
    std::int64_t hidden = 0;  // devices before the first
    std::int64_t capability = 90;
    std::int64_t first_capability = 0;  // of device 0 where it has another
    std::int64_t version = 13000;
    std::int64_t memory = std::int64_t(4) << 30;
    std::int64_t init = SUCCESS;
    std::int64_t image = SUCCESS;
    std::int64_t ipc = 1;
    std::int64_t granularity = std::int64_t(2) << 20;  // of device memory
    std::int64_t context = std::int64_t(24) << 20;     // bytes of the device that a context takes
    std::int64_t code = std::int64_t(64) << 10;        // and each kernel, when it is loaded
    std::int64_t lazy = 1;                             // kernels are loaded by their first launch

    Settings();  // from the environment
    std::int64_t* named(const std::string& name);
};

// Every member is guarded by mutex.
struct Driver {
    std::mutex mutex;
    Settings settings;
    Faults faults;
    bool initialised = false;
    GuardedArena device_memory{false};
    GuardedArena host_memory{true};
    std::map<std::uintptr_t, std::size_t> registered;
    std::map<std::uintptr_t, Context*> owner_of;                       // of device memory
    std::map<std::pair<int, std::uint64_t>, std::uintptr_t> imported;  // by process and file
    std::map<int, std::unique_ptr<Context>> contexts;
    std::int64_t contexts_made = 0;  // since the last reset
    std::set<Stream*> streams;
    std::set<Event*> events;
    std::set<Module*> modules;
    WorkQueue queue{1};
    Elsewhere elsewhere;
    std::mt19937_64 launch_seeds{1};
    std::string fault_text;

    static Driver& get();
    // What a call must return at once; SUCCESS to go on.
    int enter(const char* call);
    // As enter, for calls that need a current context.
    int enter_context(const char* call);
    bool is_host_accessible(std::uintptr_t address, std::size_t size) const;
    // Queues work that fails, and loses the context, when an error is planned for it.
    std::shared_ptr<Work> push(Stream* stream, std::function<int()> run);
    // Likewise, of units (bytes, blocks) that are done in several pieces, in order.
    std::shared_ptr<Work> push(Stream* stream, std::uint64_t units,
                               std::function<int(std::uint64_t first, std::uint64_t count)> run);
    // What the stream was told to wait for is waited for by who waits for the stream, too.
    void queue_waits(Stream* stream);
    // Every stream of the context, the default ones too.
    std::vector<Stream*> streams_of(const Context* context) const;
    void lose(Context* context, int code);
    // The context; without one, all that are in use.
    void lose_device(Context* current, int code);
    // Runs work until this is done or dropped. The mutex is let go while another process has to go on;
    // where that has ended, the context is lost.
    void wait_for(std::shared_ptr<Work> work);
    void wait_for_all(const Context* context);
    // Asks for what the next pieces of work wait for in other processes; false if for nothing.
    bool ask_elsewhere();
    std::int64_t open(const std::string& kind) const;
    // Bytes of the device that nobody has taken.
    std::size_t room() const;
    // Makes a kernel ready to be launched, for which the device has to be idle.
    int load(Function& function);

private:
    bool wait_elsewhere(const std::shared_ptr<Work>& also);
};

Context*& current_context();

// Whether the calling thread has waited for its whole context and only freed since: what others queued
// meanwhile cannot be about the memory it frees.
bool& has_waited();

// Null and 1 stand for the default stream of the current context, 2 for that of the calling thread;
// null is returned for a dead handle.
Stream* stream_of(void* handle);

}  // namespace ib::driver_double

#include "driver.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string_view>
#include <utility>

namespace ib::driver_double {
namespace {

constexpr int MOST_PIECES = 3;  // of a copy, a fill or a kernel

constexpr std::pair<const char*, std::int64_t Settings::*> SETTINGS[] = {
    {"SEED", &Settings::seed},
    {"DEVICES", &Settings::devices},
    {"HIDDEN", &Settings::hidden},
    {"CAPABILITY", &Settings::capability},
    {"FIRST_CAPABILITY", &Settings::first_capability},
    {"VERSION", &Settings::version},
    {"MEMORY", &Settings::memory},
    {"INIT", &Settings::init},
    {"IMAGE", &Settings::image},
    {"IPC", &Settings::ipc},
    {"GRANULARITY", &Settings::granularity},
    {"CONTEXT", &Settings::context},
    {"CODE", &Settings::code},
    {"LAZY", &Settings::lazy}};

void from_environment(const char* name, std::int64_t& value) {
    const char* text = std::getenv((std::string("IB_DOUBLE_") + name).c_str());
    if (text != nullptr) { value = std::strtoll(text, nullptr, 10); }
}

}  // namespace

Settings::Settings() {
    for (const auto& [name, member] : SETTINGS) { from_environment(name, this->*member); }
    const char* loading = std::getenv("CUDA_MODULE_LOADING");
    if (loading != nullptr && std::string_view(loading) == "EAGER") { lazy = 0; }
}

std::int64_t* Settings::named(const std::string& name) {
    const auto* found =
        std::ranges::find(SETTINGS, name, [](const auto& one) { return std::string(one.first); });
    return found == std::end(SETTINGS) ? nullptr : &(this->*(found->second));
}

Driver& Driver::get() {
    // Never destroyed: threads of the caller may outlive static objects.
    static Driver* driver = [] {
        auto* made = new Driver();
        made->queue.seed(std::uint64_t(made->settings.seed));
        return made;
    }();
    return *driver;
}

int Driver::enter(const char* call) {
    const std::string_view name = call;
    has_waited() &= name == "cuMemFree" || name == "cuMemFreeHost" || name == "cuCtxSetCurrent" ||
                    name == "cuCtxPushCurrent" || name == "cuCtxPopCurrent";
    const Faults::Injected injected = faults.before_call(call);
    Context* context = current_context();
    if (injected.code != SUCCESS) {
        if (injected.lost) { lose_device(context, injected.code); }
        return injected.code;
    }
    return initialised ? SUCCESS : NOT_INITIALIZED;
}

int Driver::enter_context(const char* call) {
    const int status = enter(call);
    if (status != SUCCESS && status != NOT_INITIALIZED) { return status; }
    Context* context = current_context();
    if (context == nullptr || context->retained == 0) {
        faults.misuse(std::string(call) + " without a current context");
        return INVALID_CONTEXT;
    }
    if (context->lost != SUCCESS) { return context->lost; }
    return status;
}

bool Driver::is_host_accessible(std::uintptr_t address, std::size_t size) const {
    if (host_memory.holding(address, size) != nullptr) { return true; }
    return std::ranges::any_of(registered, [&](const auto& range) {
        return address >= range.first && address - range.first <= range.second &&
               size <= range.second - (address - range.first);
    });
}

std::shared_ptr<Work> Driver::push(Stream* stream, std::function<int()> run) {
    return push(stream, 1, [run = std::move(run)](std::uint64_t, std::uint64_t) { return run(); });
}

std::shared_ptr<Work> Driver::push(Stream* stream, std::uint64_t units,
                                   std::function<int(std::uint64_t first, std::uint64_t count)> run) {
    Context* context = stream->context;
    std::uint64_t done = 0;
    int pieces = 0;
    auto work = queue.push(stream, [=, this, run = std::move(run)](bool alone) mutable {
        int status = pieces++ == 0 ? faults.before_work() : SUCCESS;
        const std::uint64_t left = units - done;
        const bool whole = alone || pieces == MOST_PIECES || left <= 1;
        const std::uint64_t count = whole ? left : queue.cut(left);
        if (status == SUCCESS) { status = run(done, count); }
        done += count;
        if (status != SUCCESS) { lose(context, status); }
        return done == units || status != SUCCESS;
    });
    // The default stream waits for all streams that know it, and they for it.
    if (stream == &context->null_stream) {
        for (Stream* other : streams_of(context)) {
            if (other->waits_for_null_stream && other->last) { work->after.push_back(other->last); }
        }
    } else if (stream->waits_for_null_stream && context->null_stream.last) {
        work->after.push_back(context->null_stream.last);
    }
    return work;
}

void Driver::queue_waits(Stream* stream) {
    if (!stream->next_after.empty()) {
        push(stream, [] { return SUCCESS; });
    }
}

std::vector<Stream*> Driver::streams_of(const Context* context) const {
    std::vector<Stream*> found;
    for (Stream* stream : streams) {
        if (stream->context == context) { found.push_back(stream); }
    }
    for (const auto& [device, one] : contexts) {
        if (one.get() != context) { continue; }
        found.push_back(&one->null_stream);
        for (const auto& [thread, stream] : one->thread_streams) { found.push_back(stream.get()); }
    }
    return found;
}

void Driver::lose_device(Context* current, int code) {
    for (const auto& [device, context] : contexts) {
        const bool meant = current == nullptr || current == context.get();
        if (meant && context && context->retained > 0) { lose(context.get(), code); }
    }
}

void Driver::lose(Context* context, int code) {
    context->lost = code;
    queue.drop(context);
}

std::int64_t Driver::open(const std::string& kind) const {
    if (kind == "device_bytes") { return std::int64_t(device_memory.bytes()); }
    if (kind == "host_bytes") { return std::int64_t(host_memory.bytes()); }
    if (kind == "imported") { return std::int64_t(imported.size()); }
    if (kind == "registered") { return std::int64_t(registered.size()); }
    if (kind == "streams") { return std::int64_t(streams.size()); }
    if (kind == "events") { return std::int64_t(events.size()); }
    if (kind == "modules") { return std::int64_t(modules.size()); }
    if (kind == "contexts") {
        return std::ranges::count_if(contexts, [](const auto& c) { return c.second->retained > 0; });
    }
    if (kind == "contexts_made") { return contexts_made; }
    if (kind == "pending") { return std::int64_t(queue.pending()); }
    return -1;
}

namespace {

// Waits for the default stream, and that for it.
Stream* stream_of_thread() {
    static std::uint64_t threads = 0;  // guarded by the driver's mutex
    thread_local const std::uint64_t number = ++threads;
    Context* context = current_context();
    auto& stream = context->thread_streams[number];
    if (!stream) {
        stream = std::make_unique<Stream>(Stream{context, true, {}, {}, {}});
        Driver::get().queue.add(stream.get());
    }
    return stream.get();
}

}  // namespace

std::size_t Driver::room() const {
    std::int64_t taken = std::int64_t(device_memory.taken());
    for (const auto& [device, context] : contexts) { taken += std::int64_t(context->taken); }
    for (const Module* module : modules) {
        for (const auto& [name, function] : module->functions) {
            taken += std::int64_t(function->code);
        }
    }
    return std::size_t(std::max<std::int64_t>(0, settings.memory - taken));
}

int Driver::load(Function& function) {
    if (function.is_loaded) { return SUCCESS; }
    if (settings.lazy != 0) { wait_for_all(function.context); }
    if (function.context->lost != SUCCESS) { return function.context->lost; }
    if (std::size_t(settings.code) > room()) { return OUT_OF_MEMORY; }
    function.code = std::size_t(settings.code);
    function.is_loaded = true;
    return SUCCESS;
}

Context*& current_context() {
    thread_local Context* current = nullptr;
    return current;
}

bool& has_waited() {
    thread_local bool waited = false;
    return waited;
}

Stream* stream_of(void* handle) {
    const auto number = reinterpret_cast<std::uintptr_t>(handle);
    if (number == 0 || number == STREAM_LEGACY) { return &current_context()->null_stream; }
    if (number == STREAM_PER_THREAD) { return stream_of_thread(); }
    auto* stream = static_cast<Stream*>(handle);
    return Driver::get().streams.contains(stream) ? stream : nullptr;
}

}  // namespace ib::driver_double

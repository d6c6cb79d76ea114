#include "work_queue.hpp"

#include <algorithm>

namespace ib::driver_double {

void WorkQueue::add(Stream* stream) { streams_.push_back(stream); }

void WorkQueue::remove(Stream* stream) { std::erase(streams_, stream); }

std::shared_ptr<Work> WorkQueue::push(Stream* stream, std::function<bool(bool alone)> run) {
    auto work = std::make_shared<Work>();
    work->context = stream->context;
    work->run = std::move(run);
    work->after.swap(stream->next_after);
    stream->pending.push_back(work);
    stream->last = work;
    return work;
}

bool WorkQueue::run_one() {
    const std::vector<Stream*> candidates = runnable();
    if (candidates.empty()) { return false; }
    Stream* stream = candidates[random_() % candidates.size()];
    const std::shared_ptr<Work> work = stream->pending.front();
    if (!work->run(is_alone(stream))) { return true; }
    // A failure has dropped it with all others.
    if (!stream->pending.empty()) { stream->pending.pop_front(); }
    work->done = true;
    work->done_at = std::chrono::steady_clock::now();
    work->after.clear();
    return true;
}

std::uint64_t WorkQueue::cut(std::uint64_t left) { return 1 + random_() % left; }

bool WorkQueue::is_alone(const Stream* stream) const {
    return std::ranges::all_of(
        streams_, [=](const Stream* other) { return other == stream || other->pending.empty(); });
}

void WorkQueue::drop(const Context* context) {
    for (Stream* stream : streams_) {
        if (stream->context == context) {
            for (const auto& work : stream->pending) { work->done = true; }
            stream->pending.clear();
        }
    }
}

std::size_t WorkQueue::pending() const {
    std::size_t count = 0;
    for (const Stream* stream : streams_) { count += stream->pending.size(); }
    return count;
}

std::size_t WorkQueue::pending(const Context* context) const {
    std::size_t count = 0;
    for (const Stream* stream : streams_) {
        count += stream->context == context ? stream->pending.size() : 0;
    }
    return count;
}

std::size_t WorkQueue::pending(const Module* module) const {
    std::size_t count = 0;
    for (const Stream* stream : streams_) {
        count +=
            std::ranges::count(stream->pending, module, [](const auto& work) { return work->module; });
    }
    return count;
}

std::vector<std::shared_ptr<Work>> WorkQueue::awaited_elsewhere() const {
    std::vector<std::shared_ptr<Work>> found;
    for (const Stream* stream : streams_) {
        if (stream->pending.empty()) { continue; }
        for (const auto& before : stream->pending.front()->after) {
            if (before->elsewhere && !before->has_passed()) { found.push_back(before); }
        }
    }
    return found;
}

std::vector<Stream*> WorkQueue::runnable() const {
    std::vector<Stream*> found;
    for (Stream* stream : streams_) {
        if (!stream->pending.empty() &&
            std::ranges::all_of(stream->pending.front()->after,
                                [](const auto& before) { return before->has_passed(); })) {
            found.push_back(stream);
        }
    }
    return found;
}

}  // namespace ib::driver_double

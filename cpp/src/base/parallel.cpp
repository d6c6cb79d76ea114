#include "base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace ib {
namespace {

/// One parallel_for. Helpers hold it by shared_ptr: one that arrives late finds no piece left.
struct Job {
    Job(int64_t pieces_in, const std::function<void(int64_t)>& body_in)
        : pieces(pieces_in), body(&body_in) {}

    void work() noexcept {
        {
            std::lock_guard<std::mutex> lock(mutex);
            if (closed) { return; }
            ++active;
        }
        for (int64_t piece = next++; piece < pieces; piece = next++) {
            try {
                (*body)(piece);
            } catch (...) {
                std::lock_guard<std::mutex> lock(mutex);
                if (!error) { error = std::current_exception(); }
                next = pieces;
            }
        }
        std::lock_guard<std::mutex> lock(mutex);
        if (--active == 0) { idle.notify_all(); }
    }

    void close_and_wait() {
        std::unique_lock<std::mutex> lock(mutex);
        closed = true;
        idle.wait(lock, [&] { return active == 0; });
        // Taken out, so that a helper that lets go of the job late never ends the exception's life.
        if (error) { std::rethrow_exception(std::exchange(error, nullptr)); }
    }

    const int64_t pieces;
    const std::function<void(int64_t)>* body;  // not touched once closed and idle
    std::atomic<int64_t> next{0};
    std::mutex mutex;
    std::condition_variable idle;
    int active = 0;
    bool closed = false;
    std::exception_ptr error;
};

class Pool {
public:
    static Pool& instance() {
        // Never destroyed: helper threads may outlive static destructors at process exit.
        static Pool* pool = new Pool;
        return *pool;
    }

    void offer(const std::shared_ptr<Job>& job, int32_t helpers) {
        std::lock_guard<std::mutex> lock(mutex_);
        while (threads_ < helpers) {
            std::thread([this] { serve(); }).detach();
            ++threads_;
        }
        for (int32_t i = 0; i < helpers; ++i) { queue_.push_back(job); }
        wake_.notify_all();
    }

    void withdraw(const std::shared_ptr<Job>& job) {
        std::lock_guard<std::mutex> lock(mutex_);
        queue_.erase(std::remove(queue_.begin(), queue_.end(), job), queue_.end());
    }

private:
    void serve() {
        for (;;) {
            std::shared_ptr<Job> job;
            {
                std::unique_lock<std::mutex> lock(mutex_);
                wake_.wait(lock, [&] { return !queue_.empty(); });
                job = queue_.front();
                queue_.erase(queue_.begin());
            }
            job->work();
        }
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::shared_ptr<Job>> queue_;
    int32_t threads_ = 0;
};

}  // namespace

void parallel_for(int64_t pieces, int32_t threads, const std::function<void(int64_t)>& body) {
    const auto helpers = static_cast<int32_t>(std::min<int64_t>(threads, pieces) - 1);
    if (helpers <= 0) {
        for (int64_t piece = 0; piece < pieces; ++piece) { body(piece); }
        return;
    }
    auto job = std::make_shared<Job>(pieces, body);
    Pool::instance().offer(job, helpers);
    job->work();
    Pool::instance().withdraw(job);
    job->close_and_wait();
}

}  // namespace ib

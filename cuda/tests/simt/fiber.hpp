// A stack and the way onto it and off it, with what the sanitizers must be told. x86-64, System V.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

// SIMT_THREAD_SANITIZER is given by the build: this code itself is never instrumented for it.
#if defined(SIMT_THREAD_SANITIZER)
#include <sanitizer/tsan_interface.h>
#endif
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

/// Keeps the stack that runs in *save and goes on with `load`, which an earlier call kept.
extern "C" void simt_switch_stack(void** save, void* load);

namespace simt {

/// Memory for a fiber and the thread that the sanitizer takes it for: they stay together, or another
/// fiber's use of the memory would look like a race with this one's.
struct Stack {
    static constexpr size_t kBytes = size_t{128} << 10;

    char* memory = nullptr;
    void* sanitizer = nullptr;
    Stack* next = nullptr;
};

/// The stacks of the host thread that no fiber uses.
class Stacks {
public:
    ~Stacks() {
        reuse_ended();
        while (idle_ != nullptr) {
            Stack* stack = pop(idle_);
            munmap(stack->memory, Stack::kBytes);
            delete stack;
        }
    }

    Stack* take() {
        if (idle_ == nullptr && made_ >= kMostMade) { reuse_ended(); }
        Stack* stack = idle_ != nullptr ? pop(idle_) : make();
#if defined(__SANITIZE_ADDRESS__)
        __asan_unpoison_memory_region(stack->memory, Stack::kBytes);  // frames that were never left
#endif
        return stack;
    }

    /// Under the thread sanitizer only a later launch takes it again: what ran on it is known to have
    /// come before all that the next fiber on it does, and a race between the two would not be seen.
    void give_back(Stack* stack) {
#if defined(SIMT_THREAD_SANITIZER)
        push(ended_, stack);
#else
        push(idle_, stack);
#endif
    }

    void reuse_ended() {
        while (ended_ != nullptr) { push(idle_, pop(ended_)); }
    }

    static Stacks& of_this_thread() {
        static thread_local Stacks stacks;
        return stacks;
    }

private:
    /// The thread sanitizer takes 0.8 MB for each; two blocks of 1,024 threads must find theirs.
    static constexpr int kMostMade = 2048;

    static Stack* pop(Stack*& list) {
        Stack* stack = list;
        list = stack->next;
        return stack;
    }
    static void push(Stack*& list, Stack* stack) {
        stack->next = list;
        list = stack;
    }

    Stack* make() {
        void* memory = mmap(nullptr, Stack::kBytes, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED) {
            std::fputs("simt: no memory for the stack of a fiber\n", stderr);
            std::abort();
        }
        ++made_;
        auto* stack = new Stack{static_cast<char*>(memory), nullptr, nullptr};
#if defined(SIMT_THREAD_SANITIZER)
        stack->sanitizer = __tsan_create_fiber(0);
#endif
        return stack;
    }

    Stack* idle_ = nullptr;
    Stack* ended_ = nullptr;
    int made_ = 0;
};

/// Default constructed: the context that the process gave us.
class Fiber {
public:
    Fiber() = default;
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;
    ~Fiber() { release(); }

    /// The next switch to it calls `entry`, which must never return.
    void start(void (*entry)()) {
        stack_ = Stacks::of_this_thread().take();
        auto** top = reinterpret_cast<void**>(stack_->memory + Stack::kBytes);
        *--top = nullptr;  // as if a call had pushed it, so that entry finds the stack aligned
        *--top = reinterpret_cast<void*>(entry);
        for (int i = 0; i < 6; ++i) { *--top = nullptr; }
        top_ = top;
#if defined(SIMT_THREAD_SANITIZER)
        sanitizer_ = stack_->sanitizer;
#endif
    }

    void mark_as_running() {
#if defined(SIMT_THREAD_SANITIZER)
        sanitizer_ = __tsan_get_current_fiber();
#endif
    }

    /// After the fiber has ended, from another one.
    void release() {
        if (stack_ == nullptr) { return; }
        Stacks::of_this_thread().give_back(stack_);
        stack_ = nullptr;
    }

    /// From the running fiber to another; returns when some fiber switches back.
    void switch_to(Fiber& next) {
#if defined(SIMT_THREAD_SANITIZER)
        __tsan_switch_to_fiber(next.sanitizer_, __tsan_switch_to_fiber_no_sync);
#endif
#if defined(__SANITIZE_ADDRESS__)
        void* fake_stack = nullptr;
        next.came_from_ = this;
        __sanitizer_start_switch_fiber(&fake_stack, next.bottom(), next.size());
        simt_switch_stack(&top_, next.top_);
        arrived(fake_stack);
#else
        simt_switch_stack(&top_, next.top_);
#endif
    }

    /// The first thing `entry` calls.
    void entered() {
#if defined(__SANITIZE_ADDRESS__)
        arrived(nullptr);
#endif
    }

private:
#if defined(__SANITIZE_ADDRESS__)
    const void* bottom() const { return stack_ != nullptr ? stack_->memory : process_bottom_; }
    size_t size() const { return stack_ != nullptr ? Stack::kBytes : process_size_; }

    void arrived(void* fake_stack) {
        const void* bottom = nullptr;
        size_t size = 0;
        __sanitizer_finish_switch_fiber(fake_stack, &bottom, &size);
        if (came_from_->stack_ == nullptr) {
            came_from_->process_bottom_ = bottom;
            came_from_->process_size_ = size;
        }
    }

    Fiber* came_from_ = nullptr;
    const void* process_bottom_ = nullptr;
    size_t process_size_ = 0;
#endif
    void* top_ = nullptr;
    Stack* stack_ = nullptr;
#if defined(SIMT_THREAD_SANITIZER)
    void* sanitizer_ = nullptr;
#endif
};

}  // namespace simt

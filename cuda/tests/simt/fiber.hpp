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

extern "C" void simt_switch_stack(void** save, void* load);
asm(R"(
.text
.globl simt_switch_stack
.type simt_switch_stack, @function
simt_switch_stack:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size simt_switch_stack, .-simt_switch_stack
)");

namespace simt {

/// Default constructed: the context that the process gave us.
class Fiber {
public:
    static constexpr size_t kStackBytes = size_t{128} << 10;

    Fiber() = default;
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;
    ~Fiber() {
        if (stack_ != nullptr) { give_back(stack_); }
    }

    /// The next switch to it calls `entry`, which must never return.
    void start(void (*entry)()) {
        if (stack_ == nullptr) { stack_ = take(); }
#if defined(__SANITIZE_ADDRESS__)
        __asan_unpoison_memory_region(stack_, kStackBytes);  // frames that were never left
#endif
        auto** top = reinterpret_cast<void**>(stack_ + kStackBytes);
        *--top = nullptr;  // as if a call had pushed it, so that entry finds the stack aligned
        *--top = reinterpret_cast<void*>(entry);
        for (int i = 0; i < 6; ++i) { *--top = nullptr; }
        top_ = top;
#if defined(SIMT_THREAD_SANITIZER)
        sanitizer_ = __tsan_create_fiber(0);
#endif
    }

    void mark_as_running() {
#if defined(SIMT_THREAD_SANITIZER)
        sanitizer_ = __tsan_get_current_fiber();
#endif
    }

    /// After the fiber has ended, from another one.
    void release() {
#if defined(SIMT_THREAD_SANITIZER)
        __tsan_destroy_fiber(sanitizer_);
        munmap(stack_, kStackBytes);  // another fiber on it would seem to race with this one
        stack_ = nullptr;
#endif
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
    /// An idle stack; `next` lies at its lowest bytes.
    static inline thread_local char* idle_ = nullptr;

    static char* take() {
        if (idle_ != nullptr) {
            char* stack = idle_;
            std::memcpy(&idle_, stack, sizeof idle_);
            return stack;
        }
        void* memory = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED) {
            std::fputs("simt: no memory for the stack of a fiber\n", stderr);
            std::abort();
        }
        return static_cast<char*>(memory);
    }

    static void give_back(char* stack) {
        std::memcpy(stack, &idle_, sizeof idle_);
        idle_ = stack;
    }

#if defined(__SANITIZE_ADDRESS__)
    const void* bottom() const { return stack_ != nullptr ? stack_ : process_bottom_; }
    size_t size() const { return stack_ != nullptr ? kStackBytes : process_size_; }

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
    char* stack_ = nullptr;
#if defined(SIMT_THREAD_SANITIZER)
    void* sanitizer_ = nullptr;
#endif
};

}  // namespace simt

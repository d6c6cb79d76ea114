// What comes before what, told to the thread sanitizer; nothing without it.
#pragma once

#if defined(SIMT_THREAD_SANITIZER)
#include <sanitizer/tsan_interface.h>
#endif

namespace simt {

/// Whoever acquires sees what releasers did before.
class Order {
public:
    void release() {
#if defined(SIMT_THREAD_SANITIZER)
        __tsan_release(this);
#endif
    }
    void acquire() {
#if defined(SIMT_THREAD_SANITIZER)
        __tsan_acquire(this);
#endif
    }

private:
    char address_ = 0;
};

}  // namespace simt

// What GCC's static libraries take from glibc, but an older glibc does not have.

// Set by glibc 2.32 and newer while a process has one thread, so that atomics can be plain; false:
// there may be more.
extern "C" __attribute__((visibility("hidden"))) char __libc_single_threaded;
char __libc_single_threaded = 0;

// The end of a process whose kernel did what no correct kernel does.
#pragma once

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

namespace simt {

[[noreturn]] inline void die(const char* format, ...) {
    std::va_list arguments;
    va_start(arguments, format);
    std::fputs("simt: ", stderr);
    std::vfprintf(stderr, format, arguments);
    std::fputc('\n', stderr);
    std::abort();
}

}  // namespace simt

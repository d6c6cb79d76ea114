// Faults that end the process, run in a child: the test's own program with the name of the fault.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "support/check.hpp"

#if defined(__SANITIZE_THREAD__)
constexpr bool kThreadSanitizer = true;
#else
constexpr bool kThreadSanitizer = false;
#endif
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kAddressSanitizer = true;
#else
constexpr bool kAddressSanitizer = false;
#endif

struct End {
    bool failed;
    bool aborted;
    std::string said;
};

/// Of a program with these arguments, its own name first.
inline End end_of(std::vector<const char*> arguments) {
    arguments.push_back(nullptr);
    int ends[2];
    CHECK_EQUAL(0, pipe(ends));
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        execv(arguments[0], const_cast<char* const*>(arguments.data()));
        _exit(0);
    }
    close(ends[1]);
    End end{false, false, {}};
    char buffer[4096];
    for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof buffer)) > 0;) {
        end.said.append(buffer, static_cast<size_t>(n));
    }
    close(ends[0]);
    int status = 0;
    CHECK_EQUAL(child, waitpid(child, &status, 0));
    end.failed = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    end.aborted = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
    return end;
}

inline End end_of(const char* program, const char* fault) { return end_of({program, fault}); }

inline void check_caught(const char* program, const char* fault, const char* message) {
    const End end = end_of(program, fault);
    CHECK(end.failed);
    if (end.said.find(message) == std::string::npos) {
        std::fprintf(stderr, "%s: wanted \"%s\", said: %s\n", fault, message, end.said.c_str());
        std::exit(1);
    }
}

// Another process of a test: the executable again, with the name of what it shall do.
#pragma once

#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "support/check.hpp"

extern char** environ;

namespace ib::driver_double {

// A line to the process at the other end. What is sent is of a size that sockets take whole.
class Line {
public:
    explicit Line(int socket) : socket_(socket) {}

    template <typename Value>
    void send(const Value& value) const {
        CHECK_EQUAL(ssize_t(sizeof(value)), write(socket_, &value, sizeof(value)));
    }
    template <typename Value>
    Value receive() const {
        Value value;
        CHECK_EQUAL(ssize_t(sizeof(value)), read(socket_, &value, sizeof(value)));
        return value;
    }

private:
    int socket_;
};

class Peer {
public:
    explicit Peer(std::string role) {
        int ends[2];
        CHECK_EQUAL(0, socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends));
        std::string program = "/proc/self/exe", socket = std::to_string(dup(ends[1]));
        char* arguments[] = {program.data(), role.data(), socket.data(), nullptr};
        CHECK_EQUAL(0, posix_spawn(&process_, program.c_str(), nullptr, nullptr, arguments, environ));
        close(std::stoi(socket));
        close(ends[1]);
        socket_ = ends[0];
    }
    ~Peer() {
        if (process_ > 0) { end(); }
        close(socket_);
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    Line line() const { return Line(socket_); }
    // Waits for its end, which must be a good one.
    void end() {
        int status;
        CHECK_EQUAL(process_, waitpid(process_, &status, 0));
        process_ = 0;
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    void kill() {
        ::kill(process_, SIGKILL);
        CHECK_EQUAL(process_, waitpid(process_, nullptr, 0));
        process_ = 0;
    }

private:
    pid_t process_ = 0;
    int socket_ = -1;
};

}  // namespace ib::driver_double

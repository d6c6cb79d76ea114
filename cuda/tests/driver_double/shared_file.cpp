#include "shared_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <string>
#include <utility>

namespace ib::driver_double {
namespace {

std::string name_of(std::uint64_t serial) { return "ib-driver-double-" + std::to_string(serial); }

}  // namespace

SharedFile::SharedFile(std::size_t size) : size_(size) {
    static std::atomic<std::uint64_t> serials{0};
    serial_ = ++serials;
    descriptor_ = memfd_create(name_of(serial_).c_str(), MFD_CLOEXEC);
    if (descriptor_ >= 0 && ftruncate(descriptor_, off_t(size)) != 0) {
        close(descriptor_);
        descriptor_ = -1;
    }
}

SharedFile::SharedFile(const IpcHandle& handle) : serial_(handle.serial), size_(handle.file_size) {
    const std::string path =
        "/proc/" + std::to_string(handle.process) + "/fd/" + std::to_string(handle.descriptor);
    char target[64] = {};
    if (readlink(path.c_str(), target, sizeof(target) - 1) < 0) { return; }
    if (std::string(target) != "/memfd:" + name_of(serial_) + " (deleted)") { return; }
    descriptor_ = open(path.c_str(), O_RDWR | O_CLOEXEC);
}

SharedFile::~SharedFile() {
    if (is_open()) { close(descriptor_); }
}

SharedFile::SharedFile(SharedFile&& other) noexcept { *this = std::move(other); }

SharedFile& SharedFile::operator=(SharedFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(serial_, other.serial_);
    std::swap(size_, other.size_);
    return *this;
}

IpcHandle SharedFile::handle(std::uint64_t magic) const {
    return {magic, serial_, getpid(), descriptor_, 0, size_, size_, 0, 0};
}

bool is_gone(int process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string::npos || name_end + 2 >= text.size()) { return true; }
    return text[name_end + 2] == 'Z' || text[name_end + 2] == 'X';
}

}  // namespace ib::driver_double

// A file in memory without a name, which an IPC handle leads to: one process makes it, others open it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ib::driver_double {

// What the 64 bytes of the driver's handles hold here.
struct IpcHandle {
    std::uint64_t magic;
    std::uint64_t serial;  // tells a file from a later one with the same number
    std::int32_t process;
    std::int32_t descriptor;
    std::uint64_t offset;  // of the first byte in the file
    std::uint64_t size;
    std::uint64_t file_size;
    std::uint64_t is_part;  // of memory that other blocks lie in, too
    std::uint64_t unused;
};
static_assert(sizeof(IpcHandle) == 64);

constexpr std::uint64_t MEMORY_MAGIC = 0x4d454d2d43504949;
constexpr std::uint64_t EVENT_MAGIC = 0x5456452d43504949;

// Owns a descriptor. Not thread-safe.
class SharedFile {
public:
    SharedFile() = default;
    // Zeroed. is_open() is false where the system refuses.
    explicit SharedFile(std::size_t size);
    // The file of a handle. is_open() is false where it is gone.
    explicit SharedFile(const IpcHandle& handle);
    ~SharedFile();
    SharedFile(SharedFile&& other) noexcept;
    SharedFile& operator=(SharedFile&& other) noexcept;
    SharedFile(const SharedFile&) = delete;
    SharedFile& operator=(const SharedFile&) = delete;

    bool is_open() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }
    // Of the whole file; offset and size are the caller's to narrow.
    IpcHandle handle(std::uint64_t magic) const;

private:
    int descriptor_ = -1;
    std::uint64_t serial_ = 0;
    std::size_t size_ = 0;
};

// Whether the process has ended, waited for by its parent or not.
bool is_gone(int process);

}  // namespace ib::driver_double

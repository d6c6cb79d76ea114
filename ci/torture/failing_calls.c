/* Loaded before libc into a process: lets one call of one kind fail, once, or counts the calls of that
 * kind. Only calls on files under a folder count, so the start of the process itself is not disturbed.
 *   IB_FAIL_UNDER  the folder, absolute     IB_FAIL_CALL  the call, as "write"
 *   IB_FAIL_AT     which of them, from 1; 0 counts only     IB_FAIL_ERRNO  the number of the error
 *   IB_FAIL_COUNT  file that receives, at the end of the process, a line a kind of call: its name and
 * how many there were */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char* const kinds[] = {"open",   "read", "write", "fsync",  "ftruncate",
                                    "rename", "link", "mkdir", "unlink", "mmap"};
enum { KINDS = sizeof kinds / sizeof kinds[0] };
static atomic_int calls[KINDS];

static int kind_of(const char* call) {
    int kind = 0;
    while (strcmp(kinds[kind], call) != 0) { ++kind; }
    return kind;
}

static int is_under(const char* path) {
    const char* folder = getenv("IB_FAIL_UNDER");
    return folder != NULL && path != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

/* Whether this call is the one that fails; errno is set then. */
static int fails(const char* call, const char* path) {
    if (!is_under(path)) { return 0; }
    const int number = atomic_fetch_add(&calls[kind_of(call)], 1) + 1;
    if (strcmp(getenv("IB_FAIL_CALL"), call) != 0 || number != atoi(getenv("IB_FAIL_AT"))) { return 0; }
    errno = atoi(getenv("IB_FAIL_ERRNO"));
    return 1;
}

static int fails_fd(const char* call, int fd) {
    char link[64], path[4096];
    const int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t length = readlink(link, path, sizeof path - 1);
    errno = saved;
    if (length < 0) { return 0; }
    path[length] = 0;
    return fails(call, path);
}

static int fails_at(const char* call, int folder, const char* path) {
    return path[0] == '/' ? fails(call, path) : fails_fd(call, folder);
}

__attribute__((destructor)) static void tell(void) {
    const char* path = getenv("IB_FAIL_COUNT");
    FILE* file = path == NULL ? NULL : fopen(path, "w");
    if (file != NULL) {
        for (int kind = 0; kind < KINDS; ++kind) {
            fprintf(file, "%s %d\n", kinds[kind], atomic_load(&calls[kind]));
        }
        fclose(file);
    }
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAILING(result, name, parameters, condition, arguments) \
    result name parameters {                                    \
        if (condition) { return (result)-1; }                   \
        return NEXT(name) arguments;                            \
    }

#define FAILING_OPEN(name)                        \
    int name(const char* path, int flags, ...) {  \
        va_list list;                             \
        va_start(list, flags);                    \
        const mode_t mode = va_arg(list, mode_t); \
        va_end(list);                             \
        if (fails("open", path)) { return -1; }   \
        return NEXT(name)(path, flags, mode);     \
    }
FAILING_OPEN(open)
FAILING_OPEN(open64)

#define FAILING_OPENAT(name)                                 \
    int name(int folder, const char* path, int flags, ...) { \
        va_list list;                                        \
        va_start(list, flags);                               \
        const mode_t mode = va_arg(list, mode_t);            \
        va_end(list);                                        \
        if (fails_at("open", folder, path)) { return -1; }   \
        return NEXT(name)(folder, path, flags, mode);        \
    }
FAILING_OPENAT(openat)
FAILING_OPENAT(openat64)

FAILING(ssize_t, read, (int fd, void* to, size_t n), fails_fd("read", fd), (fd, to, n))
FAILING(ssize_t, pread64, (int fd, void* to, size_t n, off64_t at), fails_fd("read", fd),
        (fd, to, n, at))

/* With the error 0 nothing is written and all is said to be: a fault that the checks have to find. */
#define FAILING_WRITE(name, parameters, arguments)                   \
    ssize_t name parameters {                                        \
        if (!fails_fd("write", fd)) { return NEXT(name) arguments; } \
        return errno == 0 ? (ssize_t)n : -1;                         \
    }
FAILING_WRITE(write, (int fd, const void* from, size_t n), (fd, from, n))
FAILING_WRITE(pwrite64, (int fd, const void* from, size_t n, off64_t at), (fd, from, n, at))

FAILING(int, fsync, (int fd), fails_fd("fsync", fd), (fd))
FAILING(int, fdatasync, (int fd), fails_fd("fsync", fd), (fd))
FAILING(int, ftruncate64, (int fd, off64_t size), fails_fd("ftruncate", fd), (fd, size))
FAILING(int, rename, (const char* from, const char* to), fails("rename", to), (from, to))
FAILING(int, renameat, (int a, const char* from, int b, const char* to), fails_at("rename", b, to),
        (a, from, b, to))
FAILING(int, link, (const char* from, const char* to), fails("link", to), (from, to))
FAILING(int, mkdir, (const char* path, mode_t mode), fails("mkdir", path), (path, mode))
FAILING(int, unlink, (const char* path), fails("unlink", path), (path))
FAILING(int, unlinkat, (int folder, const char* path, int flags), fails_at("unlink", folder, path),
        (folder, path, flags))
FAILING(int, rmdir, (const char* path), fails("unlink", path), (path))
FAILING(void*, mmap64, (void* at, size_t n, int protection, int flags, int fd, off64_t offset),
        fd >= 0 && fails_fd("mmap", fd), (at, n, protection, flags, fd, offset))

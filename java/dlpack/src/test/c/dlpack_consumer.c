// A consumer that knows nothing but the ABI: reads what a managed tensor says on a thread of its own,
// changes the first byte of the data and calls the deleter.
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    void* data;
    struct {
        int32_t type;
        int32_t number;
    } device;
    int32_t dimensions;
    struct {
        uint8_t code;
        uint8_t bits;
        uint16_t lanes;
    } type;
    int64_t* shape;
    int64_t* strides;
    uint64_t byte_offset;
} tensor;

typedef struct plain {
    tensor tensor;
    void* context;
    void (*deleter)(struct plain* self);
} plain;

typedef struct versioned {
    struct {
        uint32_t major;
        uint32_t minor;
    } version;
    void* context;
    void (*deleter)(struct versioned* self);
    uint64_t flags;
    tensor tensor;
} versioned;

_Static_assert(sizeof(plain) == 64 && offsetof(plain, deleter) == 56, "layout of the plain struct");
_Static_assert(sizeof(versioned) == 80 && offsetof(versioned, tensor) == 32,
               "layout of the versioned struct");

typedef struct {
    void* managed;
    int is_versioned;
    int64_t* report;
} job;

// report: data, device type, device number, dimensions, code, bits, lanes, byte offset, sum of bytes,
// major, minor, flags, then shape and strides
static void read_tensor(const tensor* t, int64_t* report) {
    int64_t bytes = t->type.bits / 8;
    report[0] = (int64_t)(intptr_t)t->data;
    report[1] = t->device.type;
    report[2] = t->device.number;
    report[3] = t->dimensions;
    report[4] = t->type.code;
    report[5] = t->type.bits;
    report[6] = t->type.lanes;
    report[7] = (int64_t)t->byte_offset;
    for (int i = 0; i < t->dimensions; i++) {
        report[12 + i] = t->shape[i];
        report[12 + t->dimensions + i] = t->strides[i];
        bytes *= t->shape[i];
    }
    uint8_t* data = (uint8_t*)t->data + t->byte_offset;
    for (int64_t i = 0; i < bytes; i++) { report[8] += data[i]; }
    data[0] ^= 0x5A;
}

static void* work(void* argument) {
    const job* j = argument;
    if (j->is_versioned) {
        versioned* managed = j->managed;
        j->report[9] = managed->version.major;
        j->report[10] = managed->version.minor;
        j->report[11] = (int64_t)managed->flags;
        read_tensor(&managed->tensor, j->report);
        managed->deleter(managed);
    } else {
        plain* managed = j->managed;
        read_tensor(&managed->tensor, j->report);
        managed->deleter(managed);
    }
    return NULL;
}

// Returns 0 once the thread that consumed the tensor has ended.
int consume(void* managed, int is_versioned, int64_t* report) {
    job j = {managed, is_versioned, report};
    pthread_t thread;
    int error = pthread_create(&thread, NULL, work, &j);
    return error != 0 ? error : pthread_join(thread, NULL);
}

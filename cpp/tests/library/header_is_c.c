#include "ib/ib_cpu.h"
typedef char ib_patch_is_128_bytes[sizeof(ib_patch) == 128 ? 1 : -1];

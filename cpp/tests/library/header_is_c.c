#include "ib/ib_cpu.h"
typedef char ib_patch_is_120_bytes[sizeof(ib_patch) == 120 ? 1 : -1];

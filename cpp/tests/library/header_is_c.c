#include "ib/ib_cpu.h"
typedef char ib_patch_is_136_bytes[sizeof(ib_patch) == 136 ? 1 : -1];

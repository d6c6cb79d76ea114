/* What a test asks of the driver double beside the driver's own calls. C types only: Java calls it too.
 * Every function is thread-safe. Settings may also be given in the environment before the library is
 * loaded: IB_DOUBLE_<NAME>=<number>, as IB_DOUBLE_SEED=7. IB_DOUBLE_REPORT names a file to which the
 * process appends, when it ends by itself, every misuse and what it left open, a line each, and "end".
 */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Sets one of: SEED of the execution order, DEVICES, HIDDEN (how many come before the first, as
 * CUDA_VISIBLE_DEVICES hides them), CAPABILITY (90 is 9.0), FIRST_CAPABILITY (of
 * device 0 where it has another; 0: it has not), VERSION (13000 is 13.0),
 * MEMORY (bytes of each device), INIT (what cuInit returns), IMAGE (what cuModuleLoadData returns),
 * IPC (0: devices share nothing with other processes), GRANULARITY (bytes that device memory is taken
 * in; other processes open that much), CONTEXT and CODE (bytes of the device that a context takes, and
 * a kernel when it is loaded), LAZY (0, as CUDA_MODULE_LOADING=EAGER: kernels are loaded when they are
 * asked for; else by their first launch, which waits until the device is idle).
 * Returns 0, or 1 for another name. */
int32_t ib_double_set(const char* name, int64_t value);

/* The nth call of that name from now (1: the next; "*": of any name) returns code. With lost != 0 the
 * device is lost then: every later call returns code too, and so does whoever retains its context anew,
 * as long as the process lives. A call that frees something frees it all the same, as the driver does
 * when it reports an older error. */
void ib_double_fail_call(const char* call, int64_t nth, int32_t code, int32_t lost);

/* The nth piece of queued work executed from now fails; its context is lost with code. */
void ib_double_fail_work(int64_t nth, int32_t code);

/* Forgets injected failures, counts and faults; defaults for all settings. Devices that were lost are
 * well again, as a new process would find them. */
void ib_double_reset(void);

/* Calls of that name ("*": of any) since the last reset. */
int64_t ib_double_calls(const char* call);

/* What is open now: device_bytes, host_bytes, imported (blocks of other processes), registered,
 * streams, events, modules, contexts, pending; and contexts_made, which counts contexts that came into
 * being since the last reset, whether they are gone or not. -1 for another name. */
int64_t ib_double_open(const char* kind);

/* How often the caller misused the driver since the last reset, and what it did, one line each. The
 * text is valid until the next call of this function on any thread. */
int64_t ib_double_fault_count(void);
const char* ib_double_faults(void);

#ifdef __cplusplus
}
#endif

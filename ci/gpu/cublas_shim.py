"""Makes a libcublas.so.12 that passes every call on to libcublas.so.13, for JCublas, which is linked to the former.

Usage: cublas_shim.py USER --output FILE [--from NAME --to NAME]

USER is a library that needs symbols of version NAME from the library NAME (libcublas.so.12). The shim defines each of
them, under that version, as one jump through a table. The table is filled when the shim is loaded, from the library it
stands before (libcublas.so.13); what that one lacks is named on standard error then, and a call of it ends the process
with its name. Needs gcc and objdump.
"""
import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

FROM, TO = "libcublas.so.12", "libcublas.so.13"

CODE = """\
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNT {count}
static const char *const names[COUNT] = {{ {names} }};
/* Where each jump goes; read by the jumps below. */
__attribute__((visibility("hidden"))) void *ib_shim_targets[COUNT];

/* Stands in for what the library lacks; the jump before has left its number. */
__attribute__((visibility("hidden"), noreturn)) void ib_shim_missing(long number) {{
    fprintf(stderr, "{shim}: {library} has no %s\\n", names[number]);
    abort();
}}
extern char ib_shim_absent_0[];

__attribute__((constructor)) static void resolve(void) {{
    void *library = dlopen("{library}", RTLD_NOW | RTLD_GLOBAL);
    if (library == NULL) {{
        fprintf(stderr, "{shim}: %s\\n", dlerror());
    }}
    for (long i = 0; i < COUNT; ++i) {{
        void *found = library == NULL ? NULL : dlsym(library, names[i]);
        if (found == NULL && library != NULL) {{ fprintf(stderr, "{shim}: {library} has no %s\\n", names[i]); }}
        ib_shim_targets[i] = found != NULL ? found : ib_shim_absent_0 + 16 * i;
    }}
}}
"""

# All arguments stay where they are: in registers and on the stack.
JUMP = """\
    .globl {name}
    .type {name}, @function
{name}:
    endbr64
    jmp *ib_shim_targets+{offset}(%rip)
    .size {name}, .-{name}
"""

ABSENT = """\
    .p2align 4
    movl ${number}, %edi
    jmp ib_shim_missing
"""


def needed_symbols(user, version):
    """Sorted names that the library takes from that version node."""
    text = subprocess.run(["objdump", "-T", user], check=True, capture_output=True, text=True).stdout
    found = re.findall(rf"\*UND\*.*\({re.escape(version)}\)\s+(\w+)$", text, re.MULTILINE)
    return sorted(set(found))


def assembly(names):
    jumps = "".join(JUMP.format(name=name, offset=8 * i) for i, name in enumerate(names))
    absent = "".join(ABSENT.format(number=i) for i in range(len(names)))
    head = "    .text\n"
    start = "    .p2align 4\n    .globl ib_shim_absent_0\n    .hidden ib_shim_absent_0\nib_shim_absent_0:\n"
    return head + jumps + start + absent + '    .section .note.GNU-stack,"",@progbits\n'


def make(names, output, shim=FROM, library=TO):
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        quoted = ", ".join(f'"{name}"' for name in names)
        (folder / "table.c").write_text(CODE.format(count=len(names), names=quoted, shim=shim, library=library))
        (folder / "jumps.s").write_text(assembly(names))
        exported = " ".join(f"{name};" for name in names)
        (folder / "versions").write_text(f"{shim} {{ global: {exported} local: *; }};\n")
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", output, folder / "table.c", folder / "jumps.s",
             f"-Wl,-soname,{shim}", f"-Wl,--version-script,{folder / 'versions'}", "-Wl,-z,defs", "-Wl,-z,noexecstack", "-ldl"],
            check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("user", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--from", dest="shim", default=FROM)
    parser.add_argument("--to", dest="library", default=TO)
    options = parser.parse_args()
    names = needed_symbols(options.user, options.shim)
    if not names:
        raise SystemExit(f"{options.user} needs nothing of version {options.shim}")
    make(names, options.output, options.shim, options.library)
    print(f"{options.output}: {len(names)} symbols of {options.shim}, passed on to {options.library}")


if __name__ == "__main__":
    sys.exit(main())

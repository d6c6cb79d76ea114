"""Writes stand-ins for glibc's libraries that have the symbols of an older glibc and nothing newer.

    stubs.py VERSION CC FOLDER      such as stubs.py 2.28 gcc build/stubs

A library linked against FOLDER (-LFOLDER) asks glibc for VERSION at most: glibc keeps every version of a symbol that it
ever had, but a linker takes the newest. A symbol that is newer than VERSION is missing in FOLDER, so whoever uses it does
not link. What stands for a symbol holds no code; nothing can run with FOLDER.

Symbols that moved into libc.so.6 with 2.32 to 2.34 stand in the library where they were before, which exists to this day.
"""
import re
import subprocess
import sys
from pathlib import Path

MERGED = (2, 32)  # the first of the versions in which libpthread, libdl and librt moved into libc
LOADERS = ("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1")
DEFINED = re.compile(r"^[0-9a-f]+ (?P<binding>[gwiu ]).{4}(?P<debug>.)(?P<kind>[FO ]) \S+\s+(?P<size>[0-9a-f]+)\s+"
                     r"\(?(?P<version>GLIBC_[0-9.]+)\)?\s+(?P<name>\S+)$")


def number(version):
    return tuple(int(part) for part in version.removeprefix("GLIBC_").split("."))


def ask(compiler, question):
    """What the compiler answers; for a file or a program that it does not have, the bare name."""
    return subprocess.run([compiler, f"-print-{question}"], check=True, capture_output=True, text=True).stdout.strip()


def defined(compiler, path):
    """(name, version, kind, size) of what the library at path defines."""
    listing = subprocess.run([ask(compiler, "prog-name=objdump"), "-T", path], check=True, capture_output=True,
                             text=True).stdout
    found = [DEFINED.match(line) for line in listing.splitlines() if "*UND*" not in line and "*ABS*" not in line]
    return [(m["name"], m["version"], m["kind"], int(m["size"], 16)) for m in found if m]


def home(library, name, versions, newest):
    """Where a symbol was before glibc's libraries were merged."""
    if library != "libc.so.6" or max(map(number, versions)) < MERGED or number(newest) >= MERGED:
        return library
    if re.match(r"_{0,2}(pthread|sem)_", name):
        return "libpthread.so.0"
    return "libdl.so.2" if re.match(r"dl", name) else "librt.so.1"


def choose(compiler, limit):
    """By library, {name: (version, kind, size)}: of each symbol the newest that limit allows."""
    chosen = {}
    for library in ("libc.so.6", "libm.so.6", *LOADERS):
        path = ask(compiler, f"file-name={library}")
        if path == library:
            continue  # a loader of another machine
        symbols = {}
        for name, version, kind, size in defined(compiler, path):
            symbols.setdefault(name, []).append((version, kind, size))
        for name, entries in symbols.items():
            allowed = [entry for entry in entries if number(entry[0]) <= limit]
            if allowed:
                best = max(allowed, key=lambda entry: number(entry[0]))
                where = home(library, name, [entry[0] for entry in entries], best[0])
                chosen.setdefault(where, {})[name] = best
    return chosen


def write(compiler, folder, library, symbols):
    source, script = folder / f"{library}.s", folder / f"{library}.map"
    lines = []
    for index, (name, (version, kind, size)) in enumerate(sorted(symbols.items())):
        section, what = (".data", "object") if kind == "O" else (".text", "function")
        lines.append(f"{section}\n.globl stub_{index}\n.type stub_{index}, %{what}\nstub_{index}: .zero {max(size, 1)}\n"
                     f".size stub_{index}, {max(size, 1)}\n.symver stub_{index}, {name}@@{version}\n")
    source.write_text("".join(lines) + '.section .note.GNU-stack,"",%progbits\n')
    versions = sorted({version for version, _, _ in symbols.values()}, key=number)
    script.write_text("".join(f"{version} {{ }};\n" for version in versions[:-1]) +
                      f"{versions[-1]} {{ local: stub_*; }};\n")
    subprocess.run([compiler, "-shared", "-nostdlib", f"-Wl,-soname,{library}", f"-Wl,--version-script={script}",
                    "-o", folder / library, source], check=True)
    source.unlink()


def main(version, compiler, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    chosen = choose(compiler, number(version))
    for library, symbols in chosen.items():
        write(compiler, folder, library, symbols)
    parts = " ".join(f'"{(folder / library).resolve()}"' for library in sorted(chosen) if library != "libm.so.6")
    static = Path(ask(compiler, "file-name=libc_nonshared.a")).resolve()
    (folder / "libc.so").write_text(f'GROUP ( AS_NEEDED ( {parts} ) "{static}" )\n')
    (folder / "libm.so").write_text(f'GROUP ( "{(folder / "libm.so.6").resolve()}" )\n')


if __name__ == "__main__":
    main(*sys.argv[1:])

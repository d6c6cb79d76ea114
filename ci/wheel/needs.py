"""The newest glibc that files ask for.

    needs.py PATH…             prints it, such as 2.17: of programs, shared libraries, and folders, jars and wheels of them
    needs.py --at-most V PATH… fails, and names the files, where one asks for more, or for a libstdc++ newer than V's

Files that are not for Linux with glibc (of JNA, say) have no such needs. Nor may one need libstdc++.so.6, which not every root has, but
JCuda's: it is not ours, and is loaded only where there is a GPU.
"""
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

# GLIBCXX_… of the libstdc++ that came with the first distributions of each glibc (PEP 600's profiles).
LIBSTDCXX = {(2, 17): (3, 4, 19), (2, 28): (3, 4, 24), (2, 34): (3, 4, 29)}
ARCHIVES = (".jar", ".whl", ".zip")
MAY_NEED_LIBSTDCXX = "libJCudaDriver-"


def number(version):
    return tuple(int(part) for part in version.split("."))


def programs(name, data):
    """(name, bytes) of each ELF file in what is named so, which may be an archive of archives."""
    if data[:4] == b"\x7fELF":
        yield name, data
    elif name.endswith(ARCHIVES):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.namelist():
                yield from programs(f"{name}!{entry}", archive.read(entry))


def files(path):
    path = Path(path)
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            yield from programs(str(file), file.read_bytes())


def versions(data):
    """The version nodes that an ELF file asks of others, and libstdc++.so.6 if it needs that."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        listing = subprocess.run(["objdump", "-p", file.name], check=True, capture_output=True, text=True).stdout
    needed = listing.partition("Version References:")[2]
    return set(re.findall(r"\b(?:GLIBC|GLIBCXX)_[0-9.]+", needed)) | set(re.findall(r"NEEDED +(libstdc\S+)", listing))


def newest(prefix, names):
    return max((number(name.removeprefix(prefix)) for name in names if name.startswith(prefix)), default=(0,))


def main(arguments):
    limit = None
    if arguments[:1] == ["--at-most"]:
        limit, arguments = number(arguments[1]), arguments[2:]
    found = [(name, versions(data)) for path in arguments for name, data in files(path)]
    if not found:
        sys.exit(f"needs: no program or shared library in {' '.join(arguments)}")
    if limit is None:
        print(".".join(map(str, max(newest("GLIBC_", names) for _, names in found))))
        return
    beyond = [f"{name} asks for {', '.join(sorted(names))}" for name, names in found
              if newest("GLIBC_", names) > limit or newest("GLIBCXX_", names) > LIBSTDCXX[limit]
              or "libstdc++.so.6" in names and MAY_NEED_LIBSTDCXX not in name]
    if beyond:
        sys.exit("needs: of libstdc++, or newer than glibc " + ".".join(map(str, limit)) + ":\n" + "\n".join(beyond))
    print(f"needs: {len(found)} programs and libraries, none asks for more than glibc {'.'.join(map(str, limit))}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Copies jars for the pack of ci/gpu.sh: without native libraries that are not loaded there, entries not compressed.

Usage: store_jars.py --target FOLDER --natives "libA libB" JAR...

Of JCuda's natives only those named stay; of JNA's those for Linux on x86-64. What is compressed twice is larger: the pack
itself is compressed as a whole.
"""
import argparse
import re
import sys
import zipfile
from pathlib import Path

JNA_PLATFORM = re.compile(r"com/sun/jna/(?!linux-x86-64/)[^/]+/lib?jnidispatch\.\w+|com/sun/jna/[^/]+/jnidispatch\.dll")
JCUDA_NATIVE = re.compile(r"lib/(lib\w+)-[^/]*\.so")


def is_needed(name, natives):
    if name.endswith("/"):
        return False
    native = JCUDA_NATIVE.fullmatch(name)
    if native:
        return native.group(1) in natives
    return not JNA_PLATFORM.fullmatch(name)


def store(jar, target, natives):
    """Writes the jar to the folder; returns the names of what it left out."""
    left_out = []
    with zipfile.ZipFile(jar) as source, zipfile.ZipFile(target / jar.name, "w", zipfile.ZIP_STORED) as out:
        for entry in source.infolist():
            if is_needed(entry.filename, natives):
                out.writestr(zipfile.ZipInfo(entry.filename, entry.date_time), source.read(entry))
            elif not entry.filename.endswith("/"):
                left_out.append(entry.filename)
    return left_out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", type=Path, required=True)
    parser.add_argument("--natives", type=str.split, required=True)
    parser.add_argument("jars", type=Path, nargs="+")
    options = parser.parse_args()
    options.target.mkdir(parents=True, exist_ok=True)
    for jar in options.jars:
        store(jar, options.target, options.natives)


if __name__ == "__main__":
    sys.exit(main())

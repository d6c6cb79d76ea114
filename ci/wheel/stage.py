"""Lays out the package with the engine inside, for ci/wheel.sh.

    stage.py APP NATIVE RUNTIME FONT MACHINE PACKAGE

APP: the folder of jars of ./ib. NATIVE: libib_cpu.so and libisal.so.2 for MACHINE (x86_64 or aarch64). RUNTIME: an image that
jlink made. FONT: a jar of PDFBox, which holds a font. PACKAGE: the copy of python/ib_engine that gets a folder _runtime:

    _runtime/bin, lib, conf, legal   the image, with the font, so that it writes letters on systems without one
    _runtime/app/*.jar               the jars, without what is for other machines
    _runtime/launch.json             options of the JVM, of every command and by command
"""
import json
import shutil
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDERS = {"x86_64": "linux-x86-64", "aarch64": "linux-aarch64"}  # of JNA, in its jar and in ours


def is_native(name):
    return name.endswith((".so", ".jnilib", ".dylib", ".dll", ".a")) or ".so." in name


def jna(name, machine):
    return name.startswith(f"com/sun/jna/{FOLDERS[machine]}/")


def jline(name, machine):
    return name.startswith(f"org/jline/nativ/Linux/{'x86_64' if machine == 'x86_64' else 'arm64'}/")


def jcuda(name, machine):
    return machine == "x86_64" and Path(name).name.startswith("libJCudaDriver-")


# By the start of a jar's name: which of its native libraries the engine loads.
KEPT = {"jna-": jna, "jline-native-": jline, "jcuda-natives-": jcuda}


def copy_jar(source, target, keeps, replaced):
    """A jar without the native libraries that are not kept, and with those of ``replaced`` instead of its own."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for entry in old.infolist():
            if entry.is_dir() or entry.filename in replaced or is_native(entry.filename) and not keeps(entry.filename):
                continue
            new.writestr(zipfile.ZipInfo(entry.filename, entry.date_time), old.read(entry), zipfile.ZIP_DEFLATED)
        for name, path in replaced.items():
            new.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)


def copy_app(app, native, machine, target):
    target.mkdir(parents=True)
    for jar in sorted(app.glob("*.jar")):
        start = next((start for start in KEPT if jar.name.startswith(start)), None)
        replaced = {}
        if jar.name.startswith("ib-cpu-"):
            replaced = {f"{FOLDERS[machine]}/{name}": native / name for name in ("libib_cpu.so", "libisal.so.2")}
        copy_jar(jar, target / jar.name, lambda name: start is not None and KEPT[start](name, machine), replaced)


def copy_font(jar, runtime):
    """The font for every style that Java has names for; Java then asks no font of the system."""
    name, lib, legal = "LiberationSans-Regular.ttf", runtime / "lib", runtime / "legal" / "liberation-fonts"
    (lib / "fonts").mkdir()
    legal.mkdir()
    with zipfile.ZipFile(jar) as archive:
        (lib / "fonts" / name).write_bytes(archive.read(f"org/apache/pdfbox/resources/ttf/{name}"))
        (legal / "LICENSE").write_bytes(archive.read("META-INF/LICENSE"))  # of PDFBox, with that of the font
    lines = ["version=1", "sequence.allfonts=default", f"filename.Liberation_Sans=$JRE_LIB_FONTS/{name}"]
    for family in ("dialog", "dialoginput", "sansserif", "serif", "monospaced"):
        lines += [f"{family}.{style}.default=Liberation Sans" for style in ("plain", "bold", "italic", "bolditalic")]
    (lib / "fontconfig.properties").write_text("\n".join(lines) + "\n", encoding="utf-8")


def launch_options(text):
    """What ``launch.options`` says, as ``ib_engine.runtime`` reads it."""
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    options = {name: words for name, *words in lines}
    return {"java": options.pop("*"), "commands": options}


def main(app, native, runtime, font, machine, package):
    target = Path(package, "_runtime")
    shutil.copytree(runtime, target)
    copy_font(font, target)
    copy_app(Path(app), Path(native), machine, target / "app")
    options = HERE.parent.parent / "java" / "cli" / "launch.options"
    (target / "launch.json").write_text(json.dumps(launch_options(options.read_text(encoding="utf-8")), indent=2) + "\n",
                                        encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

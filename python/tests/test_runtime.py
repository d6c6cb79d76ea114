"""Where the engine is found: chosen, in a wheel, in a checkout."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from ib_engine import runtime


class RuntimeTest(unittest.TestCase):
    def setUp(self):
        context = tempfile.TemporaryDirectory(prefix="ib-runtime-")
        self.folder = Path(context.name)
        self.addCleanup(context.cleanup)
        patch = mock.patch.dict(os.environ)
        patch.start()
        self.addCleanup(patch.stop)
        for name in (runtime.COMMAND_VARIABLE, "IB_JAVA_OPTS"):
            os.environ.pop(name, None)

    def executable(self, path, text="#!/bin/sh\n"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
        return path

    def package(self, *parts):
        package = self.folder.joinpath(*parts, "ib_engine")
        package.mkdir(parents=True)
        return package

    def wheel(self):
        package = self.package("site-packages")
        self.executable(package / "_runtime" / "bin" / "java", '#!/bin/sh\nprintf "%s\\n" "$@"; echo "$LC_ALL"\n')
        (package / "_runtime" / "app").mkdir()
        launch = {"java": ["-XX:+UseSerialGC"], "commands": {"serve": ["-Xmn4m"]}}
        (package / "_runtime" / "launch.json").write_text(json.dumps(launch), encoding="utf-8")
        return package

    def test_command_that_was_chosen_comes_first(self):
        chosen = self.executable(self.folder / "my ib")
        os.environ[runtime.COMMAND_VARIABLE] = str(chosen)
        self.assertEqual([str(chosen), "serve", "x"], runtime.command("serve", "x", package=self.wheel()))
        chosen.chmod(0o644)
        with self.assertRaisesRegex(runtime.EngineNotFound, "must be the path of an ib that can be run, was .*my ib"):
            runtime.command("serve")

    def test_wheel_runs_its_own_java_with_the_options_of_the_command(self):
        package = self.wheel()
        java, app = str(package / "_runtime/bin/java"), str(package / "_runtime/app/*")
        self.assertEqual([java, "-XX:+UseSerialGC", "-Xmn4m", "-cp", app, "org.ibengine.cli.Ib", "serve", "DIR"],
                         runtime.command("serve", "DIR", package=package))
        self.assertEqual([java, "-XX:+UseSerialGC", "-cp", app, "org.ibengine.cli.Ib"], runtime.command(package=package))
        archive = package / "_runtime/app/classes.jsa"
        archive.write_bytes(bytes(8192))
        os.environ["IB_JAVA_OPTS"] = "-Xmx1g -ea"
        self.assertEqual([java, "-XX:+UseSerialGC", f"-XX:SharedArchiveFile={archive}", "-Xlog:cds=off",
                          "-Xlog:cds+dynamic=off", "-Xmx1g", "-ea", "-cp", app, "org.ibengine.cli.Ib", "info"],
                         runtime.command("info", package=package))

    def test_package_in_a_clone_runs_the_clone_s_ib(self):
        ib = self.executable(self.folder / "clone" / "ib")
        self.assertEqual([str(ib), "info"], runtime.command("info", package=self.package("clone", "python")))

    def test_package_that_was_installed_from_a_clone_runs_that_clone_s_ib(self):
        ib = self.executable(self.folder / "clone" / "ib")
        package = self.package("site-packages")
        (package / "_checkout.txt").write_text(f"{ib.parent}\n", encoding="utf-8")
        self.assertEqual([str(ib), "info"], runtime.command("info", package=package))
        ib.unlink()
        with self.assertRaisesRegex(runtime.EngineNotFound, "installed from the clone .*clone, where there is no ib"):
            runtime.command("info", package=package)

    def test_package_without_an_engine_says_how_to_get_one(self):
        with self.assertRaisesRegex(runtime.EngineNotFound, "install a wheel .* or run pip install ./python in a clone, or set "
                                                            "IB_ENGINE_COMMAND"):
            runtime.command("info", package=self.package("site-packages"))

    def run_main(self, package, *arguments):
        code = (f"import sys, pathlib\nfrom ib_engine import runtime\nsys.argv[1:] = {list(arguments)!r}\n"
                f"runtime._PACKAGE = pathlib.Path({str(package)!r})\nruntime.main()")
        environment = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_CTYPE", "LANG")}
        environment["PYTHONCOERCECLOCALE"] = "0"  # else Python chooses one before we do
        environment["PYTHONPATH"] = str(Path(runtime.__file__).parents[1])
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)

    def test_console_command_becomes_ib_with_its_arguments_in_a_locale_that_knows_every_letter(self):
        done = self.run_main(self.wheel(), "serve", "a b", "--once")
        lines = done.stdout.splitlines()
        self.assertEqual(["org.ibengine.cli.Ib", "serve", "a b", "--once", "C.UTF-8"], lines[-5:], done)

    def test_console_command_that_the_variable_names_does_not_become_itself(self):
        package = self.wheel()
        script = self.executable(self.folder / "bin" / "ib", f"#!/bin/sh\nexec {sys.executable} -m nothing\n")
        os.environ[runtime.COMMAND_VARIABLE] = str(script)
        self.assertEqual("info", self.run_main(package, "info").stdout.splitlines()[-2])

    def test_children_have_a_locale_that_is_there_whatever_the_variables_name(self):
        for name in ("LANG", "LC_CTYPE", "LC_ALL"):
            with self.subTest(name), mock.patch.dict(os.environ, {name: "de_XX.UTF-8"}):
                self.assertEqual("C.UTF-8", runtime.environment()["LC_ALL"])

    def test_console_command_without_an_engine_says_so_in_a_line(self):
        done = self.run_main(self.package("site-packages"), "info")
        self.assertEqual(1, done.returncode)
        self.assertRegex(done.stderr, "^ib: the engine is not installed")

    def test_build_notes_the_clone_unless_the_package_brings_an_engine(self):
        try:
            import setuptools  # noqa: F401
        except ImportError:
            self.skipTest("setuptools is not installed")
        clone = self.folder / "clone"
        self.executable(clone / "ib")
        source = Path(runtime.__file__).parents[1]
        for name in ("setup.py", "pyproject.toml", "README.md"):
            (clone / "python").mkdir(parents=True, exist_ok=True)
            (clone / "python" / name).write_bytes((source / name).read_bytes())
        package = clone / "python" / "ib_engine"
        package.mkdir()
        for file in ("__init__.py", "version.py", "py.typed"):
            (package / file).write_bytes((source / "ib_engine" / file).read_bytes())
        built = self.build(clone)
        self.assertEqual(f"{clone}\n", (built / "_checkout.txt").read_text(encoding="utf-8"))

    def build(self, clone):
        out = clone / "out"
        done = subprocess.run([sys.executable, "setup.py", "-q", "build_py", "--build-lib", str(out)], cwd=clone / "python",
                              capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        return out / "ib_engine"


if __name__ == "__main__":
    unittest.main()

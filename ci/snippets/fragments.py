"""Java: snippets that are fragments of a method are compiled together and run one after the other on one dataset."""

import os
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
IMPORTS = """import java.nio.file.Path;
import java.util.*;
import org.ibengine.*;
import org.ibengine.backend.*;
import org.ibengine.intensity.*;
import org.ibengine.plan.*;
import org.ibengine.tensor.*;
"""
BODY = """final class {name} extends Names {{
  {name}(Path dir) {{
    super(dir);
  }}

  @Override
  void run() throws Exception {{
{text}  }}
}}
"""


def tool(name):
    home = os.environ.get("JAVA_HOME")
    return str(Path(home) / "bin" / name) if home else name


class Java:
    """The jars of the command line, as Maven makes them, and a folder for what is compiled here."""

    def __init__(self, root, classes):
        self.jars = Path(root) / "java" / "cli" / "target" / "lib"
        self.classes = Path(classes)
        if not any(self.jars.glob("ib-cli-*.jar")):
            raise SystemExit(f"snippets: no jars in {self.jars}; mvn package makes them")
        self.path = f"{self.jars}/*{os.pathsep}{self.classes}"

    def compile(self, sources):
        return subprocess.run([tool("javac"), "-proc:none", "-encoding", "UTF-8", "-cp", self.path, "-d", self.classes,
                               *sources], capture_output=True, text=True)

    def run(self, *arguments, standard_input=""):
        return subprocess.run([tool("java"), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", self.path, *arguments],
                              input=standard_input, capture_output=True, text=True, timeout=240)

    def parse(self, command_lines):
        """Returns for each list of arguments of ib what is wrong with it, empty if nothing is."""
        compiled = self.compile([HERE / "ParseOnly.java"])
        if compiled.returncode:
            raise SystemExit(f"snippets: {compiled.stderr}")
        lines = "".join("\x1f".join(arguments) + "\n" for arguments in command_lines)
        parsed = self.run("org.ibengine.cli.ParseOnly", standard_input=lines)
        if parsed.returncode or parsed.stdout.count("\n") != len(command_lines):
            raise SystemExit(f"snippets: {parsed.stderr}")
        return parsed.stdout.split("\n")[:-1]

    def check(self, snippets, folder, dataset):
        """Compiles these fragments and runs those that are to be run; returns what is wrong with them."""
        places, wrong, sources = {}, [], [HERE / "Names.java", HERE / "RunFragments.java"]
        for number, snippet in enumerate(snippets):
            name = f"Fragment{number}"
            places[name] = snippet.place
            sources.append(Path(folder) / f"{name}.java")
            sources[-1].write_text(IMPORTS + BODY.format(name=name, text=snippet.text))
        compiled = self.compile(sources)
        if compiled.returncode:
            return [self.named(line, places) for line in compiled.stderr.splitlines() if ": error:" in line]
        names = [name for name, snippet in zip(places, snippets) if snippet.is_run]
        done = self.run("RunFragments", str(dataset), *names)
        wrong += [self.named(line, places) for line in done.stdout.splitlines() if line.startswith("FAILED ")]
        return wrong + ([f"java: exit code {done.returncode}: {done.stderr}"] if done.returncode else [])

    @staticmethod
    def named(line, places):
        """The line with the place in a document instead of the class that was made of it."""
        for name in sorted(places, key=len, reverse=True):
            if f"{name}.java" in line or f"{name} " in line:
                return f"{places[name]}: {line.split(name, 1)[1].removeprefix('.java')}"
        return line

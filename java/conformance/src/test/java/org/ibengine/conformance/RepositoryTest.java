package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds in the sources of every module; what a module may see is its ArchitectureTest's. */
class RepositoryTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Path LONG_FILES = ROOT.resolve("ci/long_files.txt");
  private static final int LONG = 250;

  /** What people write and read; not data, nor the changelog, which grows with every change. */
  private static final Pattern SOURCE =
      Pattern.compile(
          ".*\\.(java|cpp|hpp|c|h|cu|cuh|py|sh|cmake|xml|md|yml|toml|cff)|ib|CMakeLists\\.txt");

  private static final Pattern NOT_OURS =
      Pattern.compile("\\.git|target|build|\\.venv|__pycache__");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?(org\\.ibengine(?:\\.[a-z]\\w*)*)\\.[A-Z]");
  private static final Pattern BACKEND_BY_NAME =
      Pattern.compile(
          "\"(?:cpu|cuda)\"|backend\\(\"reference\"\\)|Backends\\.(?:REFERENCE|open\\(\"(?!auto\"))");

  /** All files of the project, of no build. */
  private static List<Path> files(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path path : inside.sorted().toList()) {
        if (NOT_OURS.matcher(path.getFileName().toString()).matches()) {
          continue;
        }
        if (Files.isDirectory(path)) {
          found.addAll(files(path));
        } else {
          found.add(path);
        }
      }
    }
    return found;
  }

  /** Main code in Java, by its path from the root of the project. */
  private static Map<String, String> mainSources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String part : List.of("java", "benchmarks", "examples")) {
      for (Path file : files(ROOT.resolve(part))) {
        String name = ROOT.relativize(file).toString();
        if (name.contains("/src/main/java/") && name.endsWith(".java")) {
          sources.put(name, Files.readString(file));
        }
      }
    }
    assertTrue(sources.size() > 400, "sources are missing in " + ROOT);
    return sources;
  }

  private static String packageOf(String source) {
    Matcher matcher = PACKAGE.matcher(source);
    assertTrue(matcher.find(), source);
    return matcher.group(1);
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    Set<String> packages = new TreeSet<>();
    Set<String> described = new HashSet<>();
    mainSources()
        .forEach(
            (name, source) -> {
              packages.add(packageOf(source));
              if (name.endsWith("/package-info.java")) {
                assertTrue(source.startsWith("/**"), name);
                described.add(packageOf(source));
              }
            });
    packages.removeAll(described);
    assertEquals(Set.of(), packages);
  }

  /**
   * But for what times the kernels of the cuda backend: it needs their launches, which users do
   * not, so they must not become public for its sake.
   */
  @Test
  void aPackageLiesInOneModule() throws IOException {
    Map<String, Set<String>> modules = new TreeMap<>();
    mainSources()
        .forEach(
            (name, source) ->
                modules
                    .computeIfAbsent(packageOf(source), key -> new TreeSet<>())
                    .add(name.substring(0, name.indexOf("/src/"))));
    assertEquals(
        Set.of("benchmarks/java", "java/cuda"), modules.remove("org.ibengine.cuda"), "see above");
    modules.values().removeIf(places -> places.size() == 1);
    assertEquals(Map.of(), modules);
  }

  @Test
  void noPackageImportsItselfByWayOfOthers() throws IOException {
    Map<String, Set<String>> imports = new HashMap<>();
    for (String source : mainSources().values()) {
      String from = packageOf(source);
      Set<String> to = imports.computeIfAbsent(from, key -> new HashSet<>());
      IMPORT.matcher(source).results().map(found -> found.group(1)).forEach(to::add);
      to.remove(from);
    }
    assertEquals(Set.of(), inCircles(imports));
  }

  @Test
  void aCircleIsFoundAndWhatOnlyLeadsToItIsNot() {
    Map<String, Set<String>> imports = new HashMap<>();
    imports.put("a", Set.of("b"));
    imports.put("b", Set.of("c", "d"));
    imports.put("c", Set.of("b"));
    assertEquals(Set.of("b", "c"), inCircles(imports));
  }

  /** Packages that can be reached from themselves. */
  private static Set<String> inCircles(Map<String, Set<String>> imports) {
    Set<String> circles = new TreeSet<>();
    for (String start : imports.keySet()) {
      Set<String> reached = new HashSet<>();
      List<String> next = new ArrayList<>(imports.get(start));
      while (!next.isEmpty()) {
        String one = next.remove(next.size() - 1);
        if (reached.add(one)) {
          next.addAll(imports.getOrDefault(one, Set.of()));
        }
      }
      if (reached.contains(start)) {
        circles.add(start);
      }
    }
    return circles;
  }

  @Test
  void theCommandLineIsLessThanTwelvePercentOfTheLibrary() throws IOException {
    long all = 0;
    long ofCommands = 0;
    for (Map.Entry<String, String> file : mainSources().entrySet()) {
      if (file.getKey().startsWith("java/")) {
        long lines = file.getValue().lines().count();
        all += lines;
        ofCommands += file.getKey().startsWith("java/cli/") ? lines : 0;
      }
    }
    assertTrue(ofCommands > 0);
    assertTrue(
        ofCommands < 0.12 * all,
        ofCommands + " of " + all + " lines are in java/cli: what computes belongs to a library");
  }

  /** Their own providers, the reference and the contract suite, which compares with it, may. */
  @Test
  void nobodyAsksForABackendByItsName() throws IOException {
    List<String> found = new ArrayList<>();
    mainSources()
        .forEach(
            (name, source) -> {
              boolean own =
                  name.startsWith("java/cpu/")
                      || name.startsWith("java/cuda/")
                      || name.contains("/org/ibengine/backend/");
              if (name.startsWith("java/") && !own && !name.startsWith("java/conformance/")) {
                BACKEND_BY_NAME.matcher(source).results().forEach(m -> found.add(name));
              }
            });
    assertEquals(List.of(), found);
  }

  @Test
  void longFilesAreThoseThatHaveAReason() throws IOException {
    Set<String> found = new TreeSet<>();
    for (Path file : files(ROOT)) {
      String name = file.getFileName().toString();
      boolean ours = SOURCE.matcher(name).matches() && !name.equals("CHANGELOG.md");
      if (ours && lines(file) > LONG) {
        found.add(ROOT.relativize(file).toString());
      }
    }
    Set<String> listed = new TreeSet<>();
    for (String line : Files.readAllLines(LONG_FILES)) {
      if (!line.startsWith("#")) {
        String[] parts = line.split(": ", 2);
        assertTrue(parts.length == 2 && parts[1].length() > 20, "no reason: " + line);
        listed.add(parts[0]);
      }
    }
    assertEquals(listed, found, "files over " + LONG + " lines: those of ci/long_files.txt");
  }

  private static long lines(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }
}

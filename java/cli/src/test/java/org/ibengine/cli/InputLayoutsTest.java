package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ibengine.cli.InputTrees.Tree;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A case is the same, in whatever layout it comes. */
class InputLayoutsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Object[] VOLUMES = {"--layout", "volumes", "--patch-size", 4, 3, 5};

  @TempDir private static Path folder;
  private static final Map<Tree, Path> RAW = new HashMap<>();
  private static final Map<List<String>, Same> WANTED = new HashMap<>();

  /** What does not depend on the layout. */
  private record Same(List<JsonNode> records, List<byte[]> voxels, List<String> digests) {
    void requireEqual(Same other) {
      assertEquals(records, other.records);
      for (int i = 0; i < voxels.size(); i++) {
        assertTrue(Arrays.equals(voxels.get(i), other.voxels.get(i)), "voxels of case " + i);
      }
      assertEquals(digests, other.digests);
    }
  }

  @BeforeAll
  static void layOut() throws IOException {
    InputTrees trees = new InputTrees(folder.resolve("raw"));
    for (Tree tree : Tree.values()) {
      RAW.put(tree, trees.make(tree));
    }
    Path dataset = prepare("wanted", RAW.get(Tree.FOLDERS));
    WANTED.put(InputTrees.MODALITIES, same(dataset));
    Path one = prepare("one", RAW.get(Tree.FOLDERS), "--modalities", "FLAIR");
    WANTED.put(List.of("FLAIR"), same(one));
  }

  private static CommandLineRun run(Object... arguments) {
    return CommandLineRun.of(arguments);
  }

  private static Path prepare(String name, Path raw, Object... options) {
    Path dataset = folder.resolve(name);
    List<Object> arguments = new ArrayList<>(List.of("prepare", raw, dataset));
    arguments.addAll(List.of(VOLUMES));
    arguments.addAll(List.of(options));
    CommandLineRun run = run(arguments.toArray());
    assertEquals(0, run.exitCode(), run.err());
    return dataset;
  }

  /** Options of a tree; the file of cases lies in it. */
  private static Object[] options(Tree tree) {
    return tree.options.stream()
        .map(word -> word.endsWith(".csv") ? RAW.get(tree).resolve(word).toString() : word)
        .toArray();
  }

  private static Same same(Path dataset) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    List<byte[]> voxels = new ArrayList<>();
    for (Path item : list(dataset.resolve("cases"))) {
      ObjectNode record = (ObjectNode) JSON.readTree(item.resolve("case.json").toFile());
      voxels.add(voxels(dataset.resolve(record.path("outputs").path(0).path("path").asText())));
      record.remove(
          List.of("case", "id", "optionsHash", "sources", "outputs", "inFiles", "subject"));
      record.path("modalities").forEach(modality -> ((ObjectNode) modality).remove("name"));
      ((ObjectNode) record.path("body")).remove("modality");
      records.add(record);
    }
    CommandLineRun epoch = run("epoch", dataset, "--digest", "--seed", 7, "--batch-size", 3);
    assertEquals(0, epoch.exitCode(), epoch.err());
    List<String> digests =
        epoch.out().lines().map(line -> line.replaceAll("[^\t,#]+#", "#")).toList();
    assertEquals(InputTrees.CASES, records.size());
    return new Same(records, voxels, digests);
  }

  /** What follows the header, in which the modalities have names. */
  private static byte[] voxels(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return Arrays.copyOfRange(bytes, 8 + Math.toIntExact(header), bytes.length);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static Same wanted(Tree tree) {
    return WANTED.get(tree.modalities.size() == 2 ? InputTrees.MODALITIES : List.of("FLAIR"));
  }

  @ParameterizedTest
  @EnumSource(Tree.class)
  void aCaseHasTheSameVoxelsInstancesAndEpochsInEachLayout(Tree tree) throws IOException {
    Path dataset = prepare("of-" + tree, RAW.get(tree), options(tree));
    wanted(tree).requireEqual(same(dataset));
  }

  @ParameterizedTest
  @EnumSource(Tree.class)
  void theLayoutIsSaidInOneLine(Tree tree) {
    List<Object> arguments = new ArrayList<>(List.of("prepare", RAW.get(tree)));
    arguments.add(folder.resolve("not-written"));
    arguments.addAll(List.of(options(tree)));
    arguments.add("--dry-run");
    CommandLineRun run = run(arguments.toArray());
    assertEquals(0, run.exitCode(), run.err());
    String line =
        run.err().lines().filter(text -> text.contains("layout: ")).findFirst().orElseThrow();
    String wanted =
        "%s, 3 cases, modalities %s".formatted(tree.title, String.join(", ", tree.modalities));
    assertTrue(line.contains(wanted), line);
    assertEquals(tree == Tree.MSD, line.contains("1 image for tests has no labels"), line);
  }

  @ParameterizedTest
  @EnumSource(Tree.class)
  void theListOfCasesIsTheSameInput(Tree tree) throws IOException {
    Path list = folder.resolve("list-" + tree + ".csv");
    List<Object> arguments = new ArrayList<>(List.of("cases", RAW.get(tree), "-o", list));
    arguments.addAll(List.of(options(tree)));
    CommandLineRun run = run(arguments.toArray());
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.out());
    Path dataset = folder.resolve("listed-" + tree);
    List<Object> prepare = new ArrayList<>(List.of("prepare", dataset, "--cases", list));
    prepare.addAll(List.of(VOLUMES));
    assertEquals(0, run(prepare.toArray()).exitCode());
    wanted(tree).requireEqual(same(dataset));
  }

  @Test
  void aListOnStandardOutputIsTheSameInputWhereverItIsPut() throws IOException {
    CommandLineRun run = run("cases", RAW.get(Tree.FOLDERS));
    assertEquals(0, run.exitCode(), run.err());
    Path list = Files.createDirectories(folder.resolve("else/where")).resolve("x.csv");
    Files.writeString(list, run.out());
    Path dataset = prepare("elsewhere", RAW.get(Tree.FOLDERS), "--cases", list);
    WANTED.get(InputTrees.MODALITIES).requireEqual(same(dataset));
  }

  @ParameterizedTest
  @EnumSource(Tree.class)
  void programsGetFilesByModality(Tree tree) throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("cases", "--json", RAW.get(tree)));
    arguments.addAll(List.of(options(tree)));
    CommandLineRun run = run(arguments.toArray());
    assertEquals(0, run.exitCode(), run.err());
    JsonNode cases = JSON.readTree(run.out());
    assertEquals(InputTrees.CASES, cases.size());
    for (JsonNode item : cases) {
      assertFalse(item.path("case").asText().isEmpty());
      assertTrue(Files.isRegularFile(Path.of(item.path("label").asText())), item.toString());
      List<String> names = new ArrayList<>();
      item.path("modalities").fieldNames().forEachRemaining(names::add);
      assertEquals(tree.modalities, names);
      for (JsonNode file : item.path("modalities")) {
        assertTrue(Files.isRegularFile(Path.of(file.asText())), item.toString());
      }
      boolean channels = tree == Tree.MSD || tree.name().matches(".*(4D|WHOLE)");
      assertEquals(channels ? 1 : 0, item.path("channels").path(last(tree.modalities)).asInt());
      assertEquals(channels, item.has("channels"));
      assertTrue(item.path("subject").isTextual(), item.toString());
    }
  }

  private static String last(List<String> names) {
    return names.get(names.size() - 1);
  }

  @Test
  void sessionsOfASubjectAreToldApartFromSubjects() throws IOException {
    JsonNode cases = JSON.readTree(run("cases", "--json", RAW.get(Tree.BIDS_SESSIONS)).out());
    List<String> subjects = new ArrayList<>();
    cases.forEach(
        item -> subjects.add(item.path("case").asText() + " of " + item.path("subject").asText()));
    assertEquals(
        List.of("sub-a_ses-0 of sub-a", "sub-a_ses-1 of sub-a", "sub-b_ses-2 of sub-b"), subjects);
  }

  @Test
  void foldsKeepTheSubjectsThatTheLayoutNames() throws IOException {
    Path dataset = prepare("sessions", RAW.get(Tree.BIDS_SESSIONS));
    CommandLineRun fold = run("epoch", dataset, "--digest", "--fold", 0, 2);
    assertEquals(0, fold.exitCode(), fold.err());
    assertTrue(fold.err().contains("2 subjects in 3 cases, as the dataset records"), fold.err());
    // c_0 and c_1 of a list are of one person, which no name says
    Path list = folder.resolve("persons.csv");
    run("cases", RAW.get(Tree.FOLDERS), "-o", list);
    String text = Files.readString(list);
    assertTrue(text.contains("\nc_0,c_0,") && text.contains("\nc_1,c_1,"), text);
    Files.writeString(
        list, text.replace("\nc_0,c_0,", "\nc_0,p,").replace("\nc_1,c_1,", "\nc_1,p,"));
    Path of = prepare("persons", RAW.get(Tree.FOLDERS), "--cases", list);
    String told = run("epoch", of, "--digest", "--fold", 0, 2).err();
    assertTrue(told.contains("2 subjects in 3 cases"), told);
    CommandLineRun again =
        run(
            "prepare",
            folder.resolve("raw/FOLDERS"),
            of,
            "--dry-run",
            "--layout",
            "volumes",
            "--patch-size",
            4,
            3,
            5);
    assertTrue(again.out().contains("c_0: other subject"), again.out());
  }

  @Test
  void nnunetsSplitsAreTakenWithItsNames() throws IOException {
    Path dataset = prepare("splits", RAW.get(Tree.NNUNET));
    Path splits =
        Files.writeString(
            folder.resolve("splits_final.json"),
            "[{\"train\": [\"c_0\", \"c_1\"], \"val\": [\"c_2\"]},"
                + " {\"train\": [\"c_2\", \"c_1\"], \"val\": [\"c_0\"]}]");
    for (int fold = 0; fold < 2; fold++) {
      CommandLineRun run =
          run("epoch", dataset, "--digest", "--validation", "--split", splits, "--fold", fold, 2);
      assertEquals(0, run.exitCode(), run.err());
      String held = fold == 0 ? "c_2#" : "c_0#";
      assertTrue(
          run.out().lines().allMatch(line -> line.split("\t")[2].startsWith(held)), run.out());
    }
  }

  @Test
  void aLayoutThatIsNamedIsTaken() {
    Object[] named = {"cases", RAW.get(Tree.BRATS_RENAMED), "--layout-in", "folders"};
    CommandLineRun run = run(named);
    assertTrue(run.err().contains("one folder per case, 3 cases"), run.err());
    assertTrue(run.out().startsWith("case,subject,label,BraTS-GLI-00000-000-t1c,"), run.out());
    CommandLineRun other = run("cases", RAW.get(Tree.BRATS), "--layout-in", "bids");
    assertEquals(1, other.exitCode());
    assertTrue(
        other.err().contains("holds no case of the layout bids, which needs sub-01/"), other.err());
    CommandLineRun unknown = run("cases", RAW.get(Tree.BRATS), "--layout-in", "dicom");
    assertEquals(2, unknown.exitCode());
    assertTrue(unknown.err().contains("folders, nnunet, msd, bids, brats"), unknown.err());
  }

  @Test
  void modalitiesThatAreAskedForComeInTheirOrder() throws IOException {
    Path dataset = prepare("asked", RAW.get(Tree.NNUNET), "--modalities", "T1,FLAIR");
    Path wanted = prepare("asked-folders", RAW.get(Tree.FOLDERS), "--modalities", "T1,FLAIR");
    same(wanted).requireEqual(same(dataset));
    assertFalse(same(dataset).digests().equals(WANTED.get(InputTrees.MODALITIES).digests()));
  }

  @Test
  void theOrderOfChannelsIsThatOfTheLayoutNotOfNames() throws IOException {
    Path raw = folder.resolve("channels");
    copy(RAW.get(Tree.NNUNET), raw);
    Path list = raw.resolve("dataset.json");
    Files.writeString(
        list, Files.readString(list).replace("\"FLAIR\"", "\"z\"").replace("\"T1\"", "\"a\""));
    wanted(Tree.NNUNET).requireEqual(same(prepare("channels-out", raw)));
  }

  @Test
  void epochsDependOnTheOrderOfCasesNeverOnTheirNames() throws IOException {
    Path raw = folder.resolve("renamed");
    List<String> names = List.of("Zoe", "a b", "\u00fc");
    List<Path> cases = list(RAW.get(Tree.FOLDERS));
    for (int i = 0; i < names.size(); i++) {
      copy(cases.get(i), raw.resolve(names.get(i)));
    }
    wanted(Tree.FOLDERS).requireEqual(same(prepare("renamed-out", raw)));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  @Test
  void aFolderOfNoLayoutIsToldWhatItHasAndWhatEachNeeds() throws IOException {
    Path odd = Files.createDirectories(folder.resolve("odd/scans")).getParent();
    Files.writeString(odd.resolve("scans/t1.nii.gz"), "x");
    Files.writeString(odd.resolve("scans/lesions.nii.gz"), "x");
    Files.writeString(odd.resolve("notes.txt"), "x");
    CommandLineRun run = run("prepare", odd, folder.resolve("no"));
    assertEquals(1, run.exitCode());
    for (String words :
        List.of(
            "1 folder (scans); 1 other file (notes.txt)",
            "scans has images, but has no mask",
            "--mask lesions",
            "folders needs",
            "nnunet needs",
            "msd needs",
            "bids needs",
            "brats needs",
            "--pairs",
            "--cases")) {
      assertTrue(run.err().contains(words), words + " in " + run.err());
    }
  }

  @Test
  void aFolderOfTwoLayoutsAsksWhichItIs() throws IOException {
    Path two = folder.resolve("two");
    copy(RAW.get(Tree.NNUNET), two);
    copy(RAW.get(Tree.BIDS).resolve("sub-00"), two.resolve("sub-00"));
    CommandLineRun run = run("cases", two);
    assertEquals(1, run.exitCode());
    assertTrue(
        run.err().contains("nnunet or bids; say which one it is with --layout-in"), run.err());
    assertEquals(0, run("cases", two, "--layout-in", "nnunet").exitCode());
  }
}

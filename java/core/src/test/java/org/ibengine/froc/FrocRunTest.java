package org.ibengine.froc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.evaluation.CaseEvaluator;
import org.ibengine.evaluation.CaseObjects;
import org.ibengine.evaluation.FrocResult;
import org.ibengine.evaluation.FrocRules;
import org.ibengine.evaluation.InstanceGroup;
import org.ibengine.evaluation.ScoreScale;
import org.ibengine.io.GridCheck;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.ibengine.work.CaseFailure;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.MemoryBudget;
import org.ibengine.work.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The evaluation of two folders from Java. Rows of seven voxels: in {@code a} one lesion is found
 * at 0.75, one is missed, and there is a false alarm of 0.625; {@code b} has one lesion.
 */
class FrocRunTest {
  private static final Size3 SIZE = new Size3(7, 1, 1);
  private static final CaseJobs.Limits LIMITS = new CaseJobs.Limits(2, new MemoryBudget(1L << 24));

  @TempDir private Path folder;
  private final Backend backend = new ReferenceBackend();

  @BeforeEach
  void writeBothFolders() throws IOException {
    image("truth/a.nii.gz", VoxelType.UINT8, 1, 1, 0, 0, 0, 0, 2);
    image("truth/b.nii.gz", VoxelType.UINT8, 0, 0, 1, 0, 0, 0, 0);
    image("found/a.nii.gz", VoxelType.FLOAT32, 0.75, 0, 0, 0.625, 0, 0, 0);
    image("found/b.nii", VoxelType.FLOAT32, 0, 0, 0.875, 0, 0, 0, 0);
  }

  private void image(String name, VoxelType type, double... values) throws IOException {
    HostBuffer data = backend.allocate(SIZE.voxels() * type.sizeBytes());
    ByteBuffer bytes = data.view(0, (int) data.sizeBytes());
    for (double value : values) {
      if (type == VoxelType.UINT8) {
        bytes.put((byte) value);
      } else {
        bytes.putFloat((float) value);
      }
    }
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    Geometry grid = new Geometry(SIZE, new Geometry.Spacing(1, 2, 3), Affine.scaling(1, 2, 3));
    NiftiWriter.write(path, grid, new Volume(SIZE, type, data), backend.gzip());
  }

  private FrocInputs inputs() {
    return FrocInputs.find(folder.resolve("truth"), folder.resolve("found"));
  }

  private FrocRun run() {
    CaseEvaluator evaluator =
        new CaseEvaluator(backend, Connectivity.CORNER_26, ScoreScale.PROBABILITY, 0.5);
    return new FrocRun(backend, evaluator, new GridCheck(GridTolerance.DEFAULT));
  }

  private CaseJobs.Outcome<CaseObjects> run(List<FrocCase> cases, Progress progress) {
    return run().run(cases, LIMITS, progress);
  }

  private static FrocResult.Group figures(CaseJobs.Outcome<CaseObjects> outcome) {
    assertEquals(List.of(), outcome.failures());
    return FrocResult.of(
            outcome.results(),
            List.of(InstanceGroup.ALL),
            FrocRules.EXACT,
            FrocResult.Bootstrap.NONE)
        .groups()
        .get(0);
  }

  @Test
  void theFiguresOfTwoFoldersAreRecords() {
    FrocResult.Group all = figures(run(inputs().cases(false), Progress.NONE));
    assertEquals(3, all.curve().truths());
    assertEquals(2, all.objectDice().found());
    int last = all.curve().points() - 1;
    assertEquals(2, all.curve().truePositives(last));
    assertEquals(1, all.curve().falsePositives(last));
    assertEquals(0.5, all.curve().falsePositivesPerCase(last));
  }

  @Test
  void filesOfOtherFormatsGiveTheSameFigures() throws IOException {
    ByteBuffer found = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
    found.putFloat(0, 0.75f).putFloat(12, 0.625f);
    String meta =
        "NDims = 3\nDimSize = 7 1 1\nElementSpacing = 1 2 3\n"
            + "TransformMatrix = -1 0 0 0 -1 0 0 0 1\nElementType = MET_FLOAT\nElementDataFile = a.raw\n";
    Files.writeString(folder.resolve("found/a.mhd"), meta);
    Files.write(folder.resolve("found/a.raw"), found.array());
    Files.delete(folder.resolve("found/a.nii.gz"));
    byte[] truth = new byte[7];
    truth[2] = 1;
    String nrrd =
        "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 7 1 1\nspace: RAS\n"
            + "space directions: (1,0,0) (0,2,0) (0,0,3)\nencoding: raw\ndata file: b.raw\n";
    Files.writeString(folder.resolve("truth/b.nhdr"), nrrd);
    Files.write(folder.resolve("truth/b.raw"), truth);
    Files.delete(folder.resolve("truth/b.nii.gz"));
    theFiguresOfTwoFoldersAreRecords();
    assertEquals(List.of(), inputs().unread());
  }

  @Test
  void aCaseWithoutPredictionIsRefusedOrHasFoundNothing() throws IOException {
    Files.delete(folder.resolve("found/b.nii"));
    DatasetException e = assertThrows(DatasetException.class, () -> inputs().cases(false));
    assertTrue(e.getMessage().contains("1 of 2 have none: b"), e.getMessage());
    List<FrocCase> cases = inputs().cases(true);
    assertEquals(Optional.empty(), cases.get(1).prediction());
    assertEquals(1, figures(run(cases, Progress.NONE)).objectDice().found());
  }

  @Test
  void whatBelongsToNoCaseOrIsNotReadIsTold() throws IOException {
    image("found/c.nii", VoxelType.FLOAT32, 0, 0, 0, 0, 0, 0, 0);
    Files.write(folder.resolve("found/d.mgz"), new byte[1]);
    assertEquals(List.of("c"), inputs().unused());
    assertEquals(
        List.of(new FrocInputs.Unread(folder.resolve("found"), List.of("d.mgz"))),
        inputs().unread());
    assertEquals(Optional.empty(), inputs().connectivity());
  }

  @Test
  void failuresAreValuesInTheOrderOfTheCases() {
    List<FrocCase> cases = new ArrayList<>();
    for (String name : List.of("c", "a", "d", "b")) {
      Path missing = folder.resolve(name + ".nii");
      cases.add(new FrocCase(name, FrocTruth.ofImage(missing), Optional.empty()));
    }
    cases.add(inputs().cases(false).get(0));
    CaseJobs.Outcome<CaseObjects> outcome = run(cases, Progress.NONE);
    assertEquals(
        List.of("c", "a", "d", "b"),
        outcome.failures().stream().map(CaseFailure::caseName).toList());
    assertTrue(outcome.failures().get(0).message().contains("c.nii"), outcome.toString());
    assertEquals(List.of("a"), outcome.results().stream().map(CaseObjects::name).toList());
  }

  /** pixdim says 4 mm along x, the sform 1 mm; the sform is used, so that both lie on one grid. */
  private void contradict(String name) throws IOException {
    Path path = folder.resolve(name);
    byte[] bytes = Files.readAllBytes(path);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(80, 4);
    Files.write(path, bytes);
  }

  @Test
  void headersThatContradictThemselvesAreToldWhereTheyPassTheGridCheck() throws IOException {
    Files.delete(folder.resolve("truth/a.nii.gz"));
    image("truth/a.nii", VoxelType.UINT8, 1, 1, 0, 0, 0, 0, 2);
    contradict("truth/a.nii");
    contradict("found/b.nii");
    Queue<HeaderDoubt> doubts = new ConcurrentLinkedQueue<>();
    CaseJobs.Outcome<CaseObjects> outcome =
        run().run(inputs().cases(false), LIMITS, Progress.NONE, doubts::add);
    assertEquals(2, figures(outcome).objectDice().found());
    List<String> text =
        List.of(
            "pixdim says a spacing of (4.0, 2.0, 3.0) mm, the sform (1.0, 2.0, 3.0) mm; the sform"
                + " is used");
    assertEquals(
        List.of(
            new HeaderDoubt("a", folder.resolve("truth/a.nii"), text),
            new HeaderDoubt("b", folder.resolve("found/b.nii"), text)),
        doubts.stream().sorted(Comparator.comparing(HeaderDoubt::caseName)).toList());
  }

  @Test
  void refusalsSayThatTheGroundTruthContradictsItself() throws IOException {
    Files.delete(folder.resolve("truth/a.nii.gz"));
    image("truth/a.nii", VoxelType.UINT8, 1, 1, 0, 0, 0, 0, 2);
    contradict("truth/a.nii");
    Files.write(folder.resolve("found/a.toy"), new byte[] {1, 1, 1, 0});
    Files.delete(folder.resolve("found/a.nii.gz"));
    String message = run(inputs().cases(false), Progress.NONE).failures().get(0).message();
    assertTrue(message.contains("though its header contradicts itself (pixdim"), message);
  }

  @Test
  void aPredictionOfAnotherSizeFailsByItsName() throws IOException {
    Files.write(folder.resolve("found/a.toy"), new byte[] {1, 1, 1, 0});
    Files.delete(folder.resolve("found/a.nii.gz"));
    String message = run(inputs().cases(false), Progress.NONE).failures().get(0).message();
    assertTrue(message.contains("a.toy: must have the size of its ground truth"), message);
  }
}

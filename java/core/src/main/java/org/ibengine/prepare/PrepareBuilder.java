package org.ibengine.prepare;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.index.BodyRule;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.index.StoreRule;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.input.InputRequest;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.label.Connectivity;
import org.ibengine.label.LesionRule;
import org.ibengine.place.Usual;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Size3;
import org.ibengine.work.MachineMemory;

/**
 * Collects what a {@link PrepareRequest} says; whatever is not set is as {@code ib prepare} has it
 * without options. Each method names the option that it stands for, see docs/reference/cli.md. Not
 * thread-safe.
 */
public final class PrepareBuilder {
  private final InputRequest input;
  private final Path output;

  private Layout layout = Layout.PATCHES;
  private Size3 patchSize = new Size3(128, 128, 128);
  private Optional<Size3> stride = Optional.empty();
  private int margin = 10;
  private Connectivity connectivity = Connectivity.FACE_6;
  private PercentileRange percentiles = new PercentileRange(1, 99);
  private List<String> modalities = List.of();
  private GridTolerance tolerance = GridTolerance.DEFAULT;
  private NanRule nan = NanRule.REFUSE;
  private LesionRule lesions = LesionRule.DEFAULT;
  private IntensityChoice scales = IntensityChoice.PREPARED;
  private GridOptions grid = GridOptions.DEFAULT;
  private BodyRule body = BodyRule.OTSU;
  private StoreRule store = StoreRule.AUTO;
  private boolean medianSpacing;

  private int threads = Runtime.getRuntime().availableProcessors();
  private long maxMemory = MachineMemory.half();
  private boolean force;
  private boolean failFast;
  private boolean locked = true;
  private VolumeEncoding encoding = VolumeEncoding.PACKED;

  PrepareBuilder(InputRequest input, Path output) {
    this.input = input;
    this.output = output;
  }

  /** {@code --layout}. */
  public PrepareBuilder layout(Layout wanted) {
    layout = wanted;
    return this;
  }

  /**
   * {@code --patch-size}, in voxels.
   *
   * @throws IllegalArgumentException unless all are positive
   */
  public PrepareBuilder patchSize(int x, int y, int z) {
    patchSize = new Size3(x, y, z);
    return this;
  }

  /**
   * {@code --stride} between background windows, in voxels; half the patch if never called.
   *
   * @throws IllegalArgumentException unless all are positive
   */
  public PrepareBuilder stride(int x, int y, int z) {
    stride = Optional.of(new Size3(x, y, z));
    return this;
  }

  /** {@code --margin} around a lesion's box, in voxels. */
  public PrepareBuilder margin(int voxels) {
    margin = voxels;
    return this;
  }

  /** {@code --connectivity}. */
  public PrepareBuilder connectivity(Connectivity wanted) {
    connectivity = wanted;
    return this;
  }

  /**
   * {@code --percentiles} that become 0 and 1.
   *
   * @throws IllegalArgumentException unless {@code 0 ≤ low < high ≤ 100}
   */
  public PrepareBuilder percentiles(double low, double high) {
    percentiles = new PercentileRange(low, high);
    return this;
  }

  /** {@code --modalities}, in channel order; none for those that the cases share. */
  public PrepareBuilder modalities(String... names) {
    modalities = List.of(names);
    return this;
  }

  /**
   * {@code --geometry-tolerance}, in mm.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public PrepareBuilder geometryTolerance(double mm) {
    tolerance = GridTolerance.of(mm);
    return this;
  }

  /** {@code --nan}. */
  public PrepareBuilder nan(NanRule rule) {
    nan = rule;
    return this;
  }

  /** What is a lesion: {@code --lesion-values}, {@code --classes} and their like. */
  public PrepareBuilder lesions(LesionRule rule) {
    lesions = rule;
    return this;
  }

  /** How voxels of stored patches are scaled: {@code --normalise}. */
  public PrepareBuilder normalise(IntensityChoice choice) {
    scales = choice;
    return this;
  }

  /** On which grid voxels are stored: {@code --spacing}, {@code --crop} and their like. */
  public PrepareBuilder grid(GridOptions wanted) {
    grid = wanted;
    return this;
  }

  /** {@code --spacing median}: that of all cases, axis by axis; the grid names none then. */
  public PrepareBuilder medianSpacing() {
    medianSpacing = true;
    return this;
  }

  /** How the body is told from air: {@code --body}, {@code --body-modality}. */
  public PrepareBuilder body(BodyRule rule) {
    body = rule;
    return this;
  }

  /** {@code --store}: which type voxels are stored in, in the layout volumes. */
  public PrepareBuilder store(StoreRule rule) {
    store = rule;
    return this;
  }

  /** {@code --threads}. */
  public PrepareBuilder threads(int count) {
    threads = count;
    return this;
  }

  /** {@code --max-memory}, in bytes. */
  public PrepareBuilder maxMemory(long bytes) {
    maxMemory = bytes;
    return this;
  }

  /** {@code --force}: also cases that are up to date. */
  public PrepareBuilder force() {
    force = true;
    return this;
  }

  /** {@code --fail-fast}. */
  public PrepareBuilder failFast() {
    failFast = true;
    return this;
  }

  /** {@code --no-lock}: the caller promises what {@link PrepareRequest.Execution} says. */
  public PrepareBuilder withoutLock() {
    locked = false;
    return this;
  }

  /** {@code --encoding}: how whole volumes are stored. */
  public PrepareBuilder encoding(VolumeEncoding wanted) {
    encoding = wanted;
    return this;
  }

  /**
   * The request.
   *
   * @throws IllegalArgumentException naming the choice that is out of range or contradicts another
   */
  public PrepareRequest build() {
    DatasetOptions options =
        new DatasetOptions(
            layout,
            patchSize,
            stride.orElseGet(() -> Usual.stride(patchSize)),
            margin,
            connectivity,
            percentiles,
            modalities,
            tolerance,
            nan,
            lesions,
            grid,
            scales,
            body,
            store);
    PrepareRequest.Execution execution =
        new PrepareRequest.Execution(threads, maxMemory, force, failFast, locked, encoding);
    return new PrepareRequest(input, output, options, medianSpacing, execution);
  }
}

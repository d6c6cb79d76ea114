package org.ibengine.evaluation.overlap;

import java.util.BitSet;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Runs;
import org.ibengine.lesion.Lesions;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;
import org.ibengine.volume.VoxelType;

/**
 * Compares predicted label maps with ground truth, voxel by voxel, surface by surface and lesion by
 * lesion; docs/reference/evaluate.md has the formulas. For each class, a mask of one byte per voxel
 * is labelled twice; then runs and sets of bits are left. Exact: the same on every backend.
 * Thread-safe; blocks until done.
 */
public final class OverlapEvaluator {
  private static final Runs NOTHING = new Runs(new int[0]);

  private final Backend backend;
  private final Connectivity connectivity;
  private final double toleranceMm;
  private final List<MaskClass> chosen;

  /**
   * @param connectivity of lesions and of predicted components
   * @param toleranceMm of the surface Dice
   * @param chosen classes to compare; empty for those of the dataset, else for foreground or, where
   *     predictions hold several labels, for each value
   * @throws IllegalArgumentException if the tolerance is negative or not finite
   */
  public OverlapEvaluator(
      Backend backend, Connectivity connectivity, double toleranceMm, List<MaskClass> chosen) {
    if (!(toleranceMm >= 0) || Double.isInfinite(toleranceMm)) {
      throw new IllegalArgumentException(
          "the tolerance of surfaces must be a finite number of mm from 0, was " + toleranceMm);
    }
    this.backend = backend;
    this.connectivity = connectivity;
    this.toleranceMm = toleranceMm;
    this.chosen = List.copyOf(chosen);
  }

  /** Which neighbours belong to one lesion. */
  public Connectivity connectivity() {
    return connectivity;
  }

  /** Bytes of memory that {@link #evaluate} takes for {@code size}, the two maps left out. */
  public static long bytes(Size3 size) {
    // The mask, four sets of bits and, in place of what cannot be told before, an eighth of the
    // voxels on a surface: 8 bytes each.
    return 2 * size.voxels() + 4 * VoxelBits.bytes(size);
  }

  /**
   * Compares one case.
   *
   * @param prediction of type UINT8 and the size of the truth, in memory of the backend
   * @throws IllegalArgumentException if classes were chosen and the dataset has its own
   */
  public CaseOverlap evaluate(String name, TrueMasks truth, Volume prediction) {
    try (HostBuffer memory = backend.allocate(prediction.size().voxels())) {
      Volume scratch = new Volume(prediction.size(), VoxelType.UINT8, memory);
      OfCase one = new OfCase(truth, prediction, scratch);
      if (truth.lesions().isPresent()) {
        return new CaseOverlap(
            name, truth.grid(), one.all(ofLesions(truth)), List.of(), new BitSet());
      }
      return chosen.isEmpty()
          ? one.found(name)
          : new CaseOverlap(name, truth.grid(), one.all(chosen), List.of(), new BitSet());
    }
  }

  private List<MaskClass> ofLesions(TrueMasks truth) {
    if (!chosen.isEmpty() && !chosen.equals(List.of(MaskClass.FOREGROUND))) {
      throw new IllegalArgumentException(
          Text.format(
              "the dataset, or --lesion-values, says what is a lesion, with the classes %s; leave"
                  + " --classes out, or give foreground",
              truth.classes().stream().map(MaskClass::name).toList()));
    }
    return chosen.isEmpty() ? truth.classes() : chosen;
  }

  /** The masks of one case, and the memory for one of a class. */
  private final class OfCase {
    private final TrueMasks truth;
    private final Volume prediction;
    private final Volume scratch;

    OfCase(TrueMasks truth, Volume prediction, Volume scratch) {
      this.truth = truth;
      this.prediction = prediction;
      this.scratch = scratch;
    }

    List<ClassOverlap> all(List<MaskClass> classes) {
      return classes.stream().map(this::of).toList();
    }

    CaseOverlap found(String name) {
      BitSet predicted = ClassMasks.valuesOf(prediction);
      BitSet all = ClassMasks.valuesOf(truth.map().orElseThrow());
      all.or(predicted);
      List<ClassOverlap> foreground =
          predicted.cardinality() > 1 ? List.of() : List.of(of(MaskClass.FOREGROUND));
      List<ClassOverlap> ofValues =
          all.cardinality() > 1
              ? all(all.stream().mapToObj(MaskClass::ofValue).toList())
              : all.stream().mapToObj(only -> foreground.get(0).named("" + only)).toList();
      return new CaseOverlap(name, truth.grid(), foreground, ofValues, predicted);
    }

    private ClassOverlap of(MaskClass type) {
      Components expected = expected(type);
      Components predicted = label(prediction, type.values());
      Runs undecided = truth.lesions().map(Lesions::undecided).orElse(NOTHING);
      VoxelBits there = ClassMasks.of(expected.runs(), prediction.size());
      VoxelBits found = ClassMasks.of(predicted.runs(), prediction.size());
      ClassMasks.clear(found, undecided);
      return new ClassOverlap(
          type.name(),
          MaskScores.of(there, found, truth.grid(), toleranceMm),
          LesionMatching.of(expected, predicted, undecided));
    }

    private Components expected(MaskClass type) {
      if (truth.map().isPresent()) {
        return label(truth.map().get(), type.values());
      }
      Lesions lesions = truth.lesions().orElseThrow();
      return type == MaskClass.FOREGROUND ? lesions.components() : lesions.ofClass(type.name());
    }

    private Components label(Volume map, BitSet values) {
      ClassMasks.fill(map, values, scratch);
      return backend.labelComponents(scratch, connectivity);
    }
  }
}

package org.ibengine.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.augment.Warping;
import org.ibengine.augment.Warping.Elastic;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.backend.Backend;
import org.ibengine.backend.InstanceMap;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.backend.Warp;
import org.ibengine.backend.WarpMaker;
import org.ibengine.backend.WeightCut;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightPatch;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;

/** Warped patches that are the same for equal seeds. */
final class RandomWarps {
  private static final int PATCHES = 14;
  private static final int LONGEST = 36;

  private RandomWarps() {}

  /** Images and counted labels of a volume, with untouched memory between them. */
  static byte[] gather(Fixture fixture, VolumeData source, Random random) {
    HostBuffer out = fixture.poisoned(PATCHES * (LONGEST * LONGEST * LONGEST * 4 + 16));
    List<PatchGather> batch = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < PATCHES; i++) {
      PatchGather patch = patch(source, out, offset, random);
      batch.add(patch);
      offset += (patch.cut().size().voxels() * patch.target().type().sizeBytes() + 15) & ~3L;
    }
    fixture.backend().gatherPatches(batch, Backend.ALL_THREADS);
    return Fixture.bytesOf(out);
  }

  private static PatchGather patch(VolumeData source, HostBuffer out, long offset, Random random) {
    Size3 size = size(random);
    boolean label = source.type() == VoxelType.UINT8 && random.nextBoolean();
    ElementType image = random.nextBoolean() ? ElementType.FLOAT32 : ElementType.FLOAT16;
    Target target = new Target(out, offset, label ? ElementType.UINT8 : image);
    boolean plain = label || random.nextBoolean();
    PatchCut cut =
        new PatchCut(
            corner(random),
            size,
            label ? null : Normalisation.range(3, 90),
            Orientation.IDENTITY,
            plain ? Intensity.IDENTITY : new Intensity(1.07f, -0.25f),
            random.nextInt(3),
            random.nextInt(5) == 0 ? null : warp(size, random));
    long end = offset + size.voxels() * target.type().sizeBytes() + 3 & ~3L;
    return new PatchGather(
        source, cut, target, label ? new Target(out, end, ElementType.INT32) : null);
  }

  /** Weights and ids. */
  static byte[] weigh(Fixture fixture, InstanceMap map, Random random) {
    HostBuffer out = fixture.poisoned(8 * 2 * (LONGEST * LONGEST * LONGEST * 4 + 4));
    List<WeightPatch> batch = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < 8; i++) {
      Size3 size = size(random);
      long ids = offset + size.voxels() * 4 + 4;
      int wanted = random.nextInt(4);
      WeightKind kind = WeightKind.values()[random.nextInt(WeightKind.values().length)];
      batch.add(
          new WeightPatch(
              map,
              new WeightCut(
                  corner(random),
                  size,
                  Orientation.IDENTITY,
                  kind.rule(),
                  random.nextInt(5) == 0 ? null : warp(size, random)),
              wanted == 0 ? null : new Target(out, offset, ElementType.FLOAT32),
              wanted == 1 ? null : new Target(out, ids, ElementType.INT32)));
      offset = ids + size.voxels() * 4 + 4;
    }
    fixture.backend().paintInstances(batch, Backend.ALL_THREADS);
    return Fixture.bytesOf(out);
  }

  private static Size3 size(Random random) {
    int side = 1 + random.nextInt(LONGEST);
    return new Size3(side, side, 1 + random.nextInt(LONGEST));
  }

  private static Index3 corner(Random random) {
    return new Index3(random.nextInt(50) - 25, random.nextInt(50) - 25, random.nextInt(40) - 20);
  }

  /** As users draw them, turned and flipped, or steeper. */
  private static Warp warp(Size3 size, Random random) {
    double wild = random.nextInt(4) == 0 ? 4 : 1;
    Elastic elastic =
        random.nextBoolean()
            ? null
            : new Elastic(4 + random.nextInt(5), triple(random, 4), random.nextLong());
    Triple scale =
        new Triple(
            0.6 + wild * random.nextDouble(),
            0.6 + wild * random.nextDouble(),
            0.6 + wild * random.nextDouble());
    Index3 fixed =
        random.nextBoolean()
            ? null
            : new Index3(random.nextInt(size.x()), random.nextInt(size.y()), 0);
    Warping warping = new Warping(triple(random, wild * 45), scale, elastic, List.of(), fixed);
    Orientation orientation =
        new Orientation(
            random.nextInt(4), random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
    Spacing spacing = new Spacing(1, 0.8 + random.nextDouble(), 1 + 3 * random.nextDouble());
    return new WarpMaker(size, spacing, warping, orientation).label();
  }

  private static Triple triple(Random random, double most) {
    return new Triple(
        most * (2 * random.nextDouble() - 1),
        most * (2 * random.nextDouble() - 1),
        most * (2 * random.nextDouble() - 1));
  }
}

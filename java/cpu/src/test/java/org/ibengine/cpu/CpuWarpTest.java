package org.ibengine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
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
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.conformance.Fixture;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Calls with plain and warped patches, with and without splines, against the reference code. */
class CpuWarpTest {
  private static final Size3 SIZE = new Size3(35, 17, 9);
  private static final Index3 CORNER = new Index3(-4, 6, 2);
  private static final long VOXELS = SIZE.voxels();

  private static Fixture cpu() {
    return new Fixture(new CpuBackendProvider().open(2));
  }

  private static Fixture reference() {
    return new Fixture(new ReferenceBackend());
  }

  private static Warp warp(boolean elastic) {
    Elastic deformation = new Elastic(7, new Triple(3, 2, 4), 99);
    Warping warping =
        new Warping(
            new Triple(20, -15, 70),
            new Triple(0.8, 1.3, 1.1),
            elastic ? deformation : null,
            List.of());
    return new WarpMaker(SIZE, new Spacing(1, 1.5, 2), warping, Orientation.IDENTITY).label();
  }

  private static PatchCut cut(boolean label, Warp warp) {
    Normalisation scale = label ? null : new Normalisation(20, 170, -3, 3);
    Intensity intensity = label ? Intensity.IDENTITY : new Intensity(1.1f, 0.2f);
    return new PatchCut(CORNER, SIZE, scale, Orientation.IDENTITY, intensity, 2f, warp);
  }

  private static byte[] gather(Fixture fixture) {
    Random random = new Random(4);
    Size3 size = new Size3(40, 30, 20);
    Volume image = fixture.volume(size, VoxelType.INT16, (x, y, z) -> random.nextInt(900) - 200);
    Volume label = fixture.volume(size, VoxelType.UINT8, (x, y, z) -> random.nextInt(3));
    HostBuffer out = fixture.poisoned((int) (9 * (4 * VOXELS + 8)));
    Warp elastic = warp(true);
    List<PatchGather> patches = new ArrayList<>();
    long offset = 0;
    for (Warp warp : new Warp[] {elastic, null, warp(false)}) {
      for (ElementType type :
          new ElementType[] {ElementType.FLOAT32, ElementType.UINT8, ElementType.FLOAT16}) {
        boolean isLabel = type == ElementType.UINT8;
        Target count = isLabel ? new Target(out, offset, ElementType.INT32) : null;
        patches.add(
            new PatchGather(
                isLabel ? label : image,
                cut(isLabel, warp),
                new Target(out, offset + 4, type),
                count));
        offset += 4 * VOXELS + 8;
      }
    }
    fixture.backend().gatherPatches(patches, Backend.ALL_THREADS);
    return Fixture.bytesOf(out);
  }

  /** Two instances in one row, of which the patch shows parts. */
  private static InstanceMap map(Fixture fixture) {
    HostBuffer data = fixture.poisoned((int) InstanceMap.bytes(2, 2));
    ByteBuffer bytes = data.view(0, (int) data.sizeBytes());
    bytes.putLong(9).putLong(4);
    bytes.putInt(5).putInt(14).putInt(14).putInt(6).putInt(1);
    bytes.putInt(15).putInt(19).putInt(14).putInt(6).putInt(2);
    return new InstanceMap(2, 2, data);
  }

  private static byte[] paint(Fixture fixture) {
    InstanceMap map = map(fixture);
    HostBuffer out = fixture.poisoned((int) (3 * (8 * VOXELS + 8)));
    List<WeightPatch> patches = new ArrayList<>();
    long offset = 0;
    for (Warp warp : new Warp[] {null, warp(true), warp(false)}) {
      patches.add(
          new WeightPatch(
              map,
              new WeightCut(
                  CORNER, SIZE, Orientation.IDENTITY, WeightKind.PATCH_INVERSE.rule(), warp),
              new Target(out, offset, ElementType.FLOAT32),
              new Target(out, offset + 4 * VOXELS + 4, ElementType.INT32)));
      offset += 8 * VOXELS + 8;
    }
    fixture.backend().paintInstances(patches, Backend.ALL_THREADS);
    return Fixture.bytesOf(out);
  }

  @Test
  void voxelsAndCountsAreThoseOfTheReference() {
    try (Fixture cpu = cpu();
        Fixture reference = reference()) {
      assertArrayEquals(gather(reference), gather(cpu));
    }
  }

  @Test
  void weightsAndIdsAreThoseOfTheReference() {
    try (Fixture cpu = cpu();
        Fixture reference = reference()) {
      assertArrayEquals(paint(reference), paint(cpu));
    }
  }
}

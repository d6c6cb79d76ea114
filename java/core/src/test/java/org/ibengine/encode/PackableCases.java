package org.ibengine.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.Layout;
import org.ibengine.index.StoreRule;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.label.LesionRule;
import org.ibengine.prepare.Preparation;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.prepare.PrepareRequest;
import org.ibengine.prepare.PrepareSummary;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Raw cases large enough to be packed: a CT of whole numbers, an MR of fractions that stays raw,
 * and a mask whose values number lesions beyond 255.
 */
final class PackableCases {
  static final Size3 SIZE = new Size3(27, 22, 19);
  private static final Geometry GRID =
      new Geometry(SIZE, new Geometry.Spacing(1, 1.5, 2), Affine.scaling(1, 1.5, 2));

  private final Backend backend = new ReferenceBackend();
  private final Path raw;
  private StoreRule store = StoreRule.AUTO;

  PackableCases(Path raw) {
    this.raw = raw;
  }

  /** How the next preparations store voxels. */
  PackableCases store(StoreRule rule) {
    store = rule;
    return this;
  }

  /** A case; equal seeds give equal voxels. */
  void add(String name, int seed) throws IOException {
    Random random = new Random(seed);
    write(name, "CT", VoxelType.INT16, i -> i % 27 * 9 + i / 594 * 7 - 300 + random.nextInt(12));
    write(name, "MR", VoxelType.FLOAT32, i -> random.nextInt(9999));
    write(name, "GT", VoxelType.UINT16, i -> i % 997 < 3 && i > 2000 ? 250 + i / 997 * 30 : 0);
  }

  /** A case of noise, mask included, of which nothing can be packed. */
  void addNoise(String name, int seed) throws IOException {
    Random random = new Random(seed);
    for (String file : List.of("CT", "MR")) {
      write(name, file, VoxelType.FLOAT32, i -> random.nextInt(9999));
    }
    write(name, "GT", VoxelType.UINT16, i -> random.nextInt(256));
  }

  private void write(String name, String file, VoxelType type, IntUnaryOperator voxel)
      throws IOException {
    HostBuffer data = backend.allocate(SIZE.voxels() * type.sizeBytes());
    ByteBuffer bytes = data.view(0, (int) data.sizeBytes());
    for (int i = 0; i < SIZE.voxels(); i++) {
      int value = voxel.applyAsInt(i);
      if (type == VoxelType.FLOAT32) {
        bytes.putFloat(4 * i, value / 7f);
      } else {
        bytes.putShort(2 * i, (short) value);
      }
    }
    Path path = Files.createDirectories(raw.resolve(name)).resolve(file + ".nii");
    NiftiWriter.write(path, GRID, new Volume(SIZE, type, data), backend.gzip());
  }

  /** Prepares all cases in the layout volumes. */
  PrepareSummary prepare(Path output, VolumeEncoding encoding) {
    return prepare(output, Layout.VOLUMES, encoding, 5);
  }

  /**
   * Prepares all cases.
   *
   * @param encoding null for the layout patches
   */
  PrepareSummary prepare(Path output, Layout layout, VolumeEncoding encoding, int patch) {
    var request =
        PrepareRequest.builder(List.of(raw), output)
            .layout(layout)
            .store(store)
            .patchSize(patch, patch, patch)
            .threads(2)
            .maxMemory(1 << 28)
            .lesions(
                new LesionRule(
                    LesionRule.Kind.INSTANCES, List.of(), List.of(), OptionalLong.empty(), 0, 0));
    if (encoding != null) {
      request.encoding(encoding);
    }
    PrepareSummary summary = Preparation.run(request.build(), backend, PrepareListener.NONE);
    assertEquals(List.of(), summary.failures());
    return summary;
  }
}

package org.ibengine.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.index.BodyRule;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.label.Connectivity;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.prepare.Preparation;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.prepare.PrepareRequest;
import org.ibengine.prepare.PrepareSummary;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * The same cases prepared raw and packed. No size is a multiple of bricks. Of CT all can be packed
 * but the smallest case, of PET none; of one case there are two rows and three layers of tiles.
 */
public final class PackedCases {
  static final Size3 PATCH = new Size3(12, 12, 10);
  static final List<String> MODALITIES = List.of("CT", "PET");

  /** Too small to be packed. */
  static final String SMALL = "small";

  private static final Geometry.Spacing SPACING = new Geometry.Spacing(1, 1, 2);
  private static final PackedCases CASES = new PackedCases();

  private final Map<VolumeEncoding, Path> prepared = new EnumMap<>(VolumeEncoding.class);
  private final Path falseAlarms;

  private PackedCases() {
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      Path folder = EngineSource.Folders.temporary();
      Path raw = folder.resolve("raw cases");
      write(raw, "flat", new Size3(37, 29, 23), 3, backend);
      write(raw, "none", new Size3(26, 22, 30), 0, backend);
      write(raw, SMALL, new Size3(13, 11, 9), 1, backend);
      write(raw, "tall", new Size3(21, 70, 35), 4, backend);
      write(raw, "wide", new Size3(52, 19, 18), 2, backend);
      for (VolumeEncoding encoding : VolumeEncoding.values()) {
        prepared.put(encoding, prepare(raw, folder.resolve(encoding.label()), encoding, backend));
      }
      falseAlarms = Files.writeString(folder.resolve("objects.csv"), ALARMS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Never to be written to. */
  public static Path folder(VolumeEncoding encoding) {
    return CASES.prepared.get(encoding);
  }

  /** As {@code ib froc} lists them. */
  static FalseAlarms falseAlarms(FalseAlarms.Order order) {
    return new FalseAlarms(CASES.falseAlarms.toString(), order);
  }

  private static final String ALARMS =
      """
      case,kind,id,voxels,diameter,x,y,z,hit_dice,logit,probability,x_mm,y_mm,z_mm
      flat,prediction,1,5,2,30,8,5,0,1.5,0.8,30,8,10
      flat,prediction,2,5,2,8,22,18,0,0.5,0.6,8,22,36
      none,prediction,1,5,2,13,11,29,0,2.5,0.9,13,11,58
      tall,prediction,1,5,2,10,66,17,0,2.5,0.9,10,66,34
      tall,prediction,2,5,2,4,36,31,0,1.5,0.8,4,36,62
      wide,prediction,1,5,2,47,3,9,0,0.1,0.5,47,3,18
      """;

  private static void write(Path raw, String name, Size3 size, int lesions, Backend backend)
      throws IOException {
    Path folder = Files.createDirectories(raw.resolve(name));
    Random random = new Random(name.hashCode());
    float[] ct = new float[(int) size.voxels()];
    float[] pet = new float[ct.length];
    for (int i = 0; i < ct.length; i++) {
      int x = i % size.x();
      int y = i / size.x() % size.y();
      boolean air = x < 9 && y < 7; // of one value: flat bricks
      ct[i] = air ? -1024 : 9 * y - 4 * x - 300 + random.nextInt(20);
      pet[i] = random.nextInt(1 << 12) * 0.37f + 11;
    }
    ct[ct.length / 2] = 30_000; // a brick as wide as its voxels
    Geometry grid = new Geometry(size, SPACING, Affine.scaling(1, 1, 2));
    TinyDataset.writeVolume(folder.resolve("CT.nii"), grid, VoxelType.INT16, ct, backend);
    TinyDataset.writeVolume(folder.resolve("PET.nii"), grid, VoxelType.FLOAT32, pet, backend);
    float[] labels = labels(size, lesions, random);
    TinyDataset.writeVolume(folder.resolve("GT.nii"), grid, VoxelType.UINT8, labels, backend);
  }

  /** Boxes of 3 × 2 × 2 voxels, the first in the first corner, the second in the last. */
  private static float[] labels(Size3 size, int lesions, Random random) {
    float[] labels = new float[(int) size.voxels()];
    for (int lesion = 0; lesion < lesions; lesion++) {
      Index3 last = new Index3(size.x() - 3, size.y() - 2, size.z() - 2);
      Index3 begin = lesion == 0 ? Index3.ZERO : lesion == 1 ? last : within(last, random);
      for (int i = 0; i < 12; i++) {
        int x = begin.x() + i % 3;
        int y = begin.y() + i / 3 % 2;
        int z = begin.z() + i / 6;
        labels[(z * size.y() + y) * size.x() + x] = lesion + 1;
      }
    }
    return labels;
  }

  private static Index3 within(Index3 last, Random random) {
    return new Index3(random.nextInt(last.x()), random.nextInt(last.y()), random.nextInt(last.z()));
  }

  private static Path prepare(Path raw, Path target, VolumeEncoding encoding, Backend backend) {
    DatasetOptions options =
        new DatasetOptions(
                Layout.VOLUMES,
                PATCH,
                new Size3(5, 6, 4),
                1,
                Connectivity.FACE_6,
                new PercentileRange(1, 99),
                MODALITIES,
                GridTolerance.of(0.1),
                NanRule.REFUSE)
            .withBody(BodyRule.NONE);
    PrepareSummary summary =
        Preparation.run(
            new PrepareRequest(
                List.of(raw),
                target,
                options,
                new PrepareRequest.Execution(2, 1 << 28, false, false, true, encoding)),
            backend,
            PrepareListener.NONE);
    if (!summary.failures().isEmpty()) {
      throw new IllegalStateException("cases failed: " + summary.failures());
    }
    return target;
  }
}

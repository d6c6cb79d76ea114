package org.ibengine.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.index.BodyRule;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.index.StoreRule;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.label.Connectivity;
import org.ibengine.label.LesionRule;
import org.ibengine.prepare.Preparation;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.prepare.PrepareRequest;
import org.ibengine.prepare.PrepareSummary;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Raw cases of a few hundred voxels, known by heart, and the dataset folders made of them. */
public final class TinyDataset {
  /** Of all prepared folders. */
  public static final Size3 PATCH = new Size3(5, 5, 4);

  public static final List<String> MODALITIES = List.of("FLAIR", "T1");
  public static final int MARGIN = 1;

  private final Map<String, TinyCase> cases = new TreeMap<>();
  private LesionRule lesions = LesionRule.DEFAULT;
  private BodyRule body = BodyRule.NONE; // noise has none
  private StoreRule store = StoreRule.AUTO;

  public TinyDataset(TinyCase... cases) {
    for (TinyCase item : cases) {
      this.cases.put(item.name(), item);
    }
  }

  /**
   * A lesion in a corner, one longer than the patch, one at the far end; a case named like it; one
   * smaller than the patch; one without lesion.
   */
  public static TinyDataset standard() {
    return new TinyDataset(
        new TinyCase("a_1", new Size3(13, 11, 9))
            .lesion(7, 0, 0, 0, 1, 1, 1)
            .lesion(255, 3, 5, 4, 11, 6, 5)
            .lesion(1, 10, 9, 7, 12, 11, 9),
        new TinyCase("a_2", new Size3(10, 12, 7)).lesion(2, 4, 6, 3, 5, 8, 4),
        new TinyCase("b", new Size3(4, 3, 2)).lesion(3, 2, 1, 1, 3, 2, 2),
        new TinyCase("c", new Size3(11, 9, 8)));
  }

  /** The same, prepared by that rule. */
  public TinyDataset by(LesionRule rule) {
    lesions = rule;
    return this;
  }

  /** The same, with the body estimated by that rule. */
  public TinyDataset body(BodyRule rule) {
    body = rule;
    return this;
  }

  /** The same, with voxels stored by that rule. */
  public TinyDataset store(StoreRule rule) {
    store = rule;
    return this;
  }

  public TinyCase caseNamed(String name) {
    return cases.get(name);
  }

  /** Writes the raw cases below {@code folder} and prepares them there; returns the dataset. */
  public Path prepare(Path folder, Layout layout) {
    Path raw = folder.resolve("raw-" + layout.label());
    Path prepared = folder.resolve(layout.label());
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      for (TinyCase item : cases.values()) {
        write(raw.resolve(item.name()), item, backend);
      }
      PrepareRequest request =
          new PrepareRequest(
              List.of(raw),
              prepared,
              options(layout).withLesions(lesions).withBody(body).withStore(store),
              new PrepareRequest.Execution(2, 1 << 28, false, false));
      PrepareSummary summary = Preparation.run(request, backend, PrepareListener.NONE);
      if (!summary.failures().isEmpty()) {
        throw new IllegalStateException("cases failed: " + summary.failures());
      }
      return prepared;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DatasetOptions options(Layout layout) {
    return new DatasetOptions(
        layout,
        PATCH,
        new Size3(2, 2, 2),
        MARGIN,
        Connectivity.FACE_6,
        new PercentileRange(1, 99),
        MODALITIES,
        GridTolerance.of(0.1),
        NanRule.REFUSE);
  }

  /** The file that holds a case's volumes. */
  static Path volumesOf(Path dataset, String caseName) {
    DatasetFolder folder = new DatasetFolder(dataset);
    return folder.resolve(DatasetReader.readCase(folder, caseName).volumesPath());
  }

  private static void write(Path folder, TinyCase item, Backend backend) throws IOException {
    Files.createDirectories(folder);
    Geometry grid =
        new Geometry(item.size(), new Geometry.Spacing(1, 2, 3), Affine.scaling(1, 2, 3));
    writeVolume(folder.resolve("FLAIR.nii"), grid, VoxelType.FLOAT32, item.raw("FLAIR"), backend);
    writeVolume(folder.resolve("T1.nii"), grid, VoxelType.INT16, item.raw("T1"), backend);
    VoxelType type = item.largestLabel() > 255 ? VoxelType.INT16 : VoxelType.UINT8;
    writeVolume(folder.resolve("GT.nii"), grid, type, item.labels(), backend);
  }

  /** Writes values, x fastest, as a NIfTI file. */
  public static void writeVolume(
      Path file, Geometry grid, VoxelType type, float[] values, Backend backend) {
    try (HostBuffer data = backend.allocate((long) values.length * type.sizeBytes())) {
      ByteBuffer bytes = data.view(0, values.length * type.sizeBytes());
      for (float value : values) {
        switch (type) {
          case UINT8 -> bytes.put((byte) (int) value);
          case INT16 -> bytes.putShort((short) value);
          case FLOAT32 -> bytes.putFloat(value);
          default -> throw new IllegalArgumentException("not written here: " + type);
        }
      }
      NiftiWriter.write(file, grid, new Volume(grid.size(), type, data), backend.gzip());
    }
  }

  /** A copy to be damaged. */
  public static Path copy(Path folder, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            target.resolve(folder.relativize(file).toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return target;
  }

  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

package org.ibengine.prepare;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.BodyRule;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.index.StoreRule;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.label.Connectivity;
import org.ibengine.label.LesionRule;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.PreparedCase;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolumes;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Prepares case {@code p1} with odd voxels and reads back what became of them. */
final class OddCase {
  private final Backend backend = new ReferenceBackend();
  private final Path root;
  private NanRule nan = NanRule.REFUSE;
  private LesionRule lesions = LesionRule.DEFAULT;
  private StoreRule store = StoreRule.AUTO;

  OddCase(Path root) {
    this.root = root;
  }

  /** Where its files are written. */
  Path folder() {
    return root.resolve("raw/p1");
  }

  OddCase nan(NanRule rule) {
    nan = rule;
    return this;
  }

  OddCase lesions(LesionRule rule) {
    lesions = rule;
    return this;
  }

  OddCase store(StoreRule rule) {
    store = rule;
    return this;
  }

  Path output(Layout layout) {
    return root.resolve(layout.label());
  }

  PrepareSummary prepare(Layout layout) {
    // a patch that is the whole volume
    DatasetOptions options =
        new DatasetOptions(
                layout,
                RawCases.SIZE,
                new Size3(2, 2, 2),
                1,
                Connectivity.FACE_6,
                new PercentileRange(1, 99),
                List.of(),
                GridTolerance.DEFAULT,
                nan)
            .withLesions(lesions)
            .withStore(store)
            .withBody(BodyRule.NONE); // voxels that count up have none
    PrepareRequest request =
        new PrepareRequest(
            List.of(root.resolve("raw")),
            output(layout),
            options,
            new PrepareRequest.Execution(1, 1 << 28, false, false));
    return Preparation.run(request, backend, PrepareListener.NONE);
  }

  CaseRecord record(Layout layout) {
    return DatasetReader.open(output(layout)).cases().get(0).record();
  }

  /** The patch of the first instance, which is the whole volume. */
  TreeMap<Float, Integer> patch(String role) {
    Path file =
        output(Layout.PATCHES).resolve("lesion_patches/p1_" + role + "_positive_0000.nii.gz");
    try (Image image = ImageFiles.read(file, backend::allocate, backend.gzip())) {
      return histogram(image.volume());
    }
  }

  /** A tensor of the volumes layout, raw. */
  TreeMap<Float, Integer> tensor(String name) {
    PreparedCase prepared = DatasetReader.open(output(Layout.VOLUMES)).cases().get(0);
    StoredVolume stored = prepared.volumes(List.of(name)).get(name);
    return histogram(StoredVolumes.read(stored, backend::allocate, backend.gzip()));
  }

  private static TreeMap<Float, Integer> histogram(Volume volume) {
    ByteBuffer bytes = volume.data().view(0, (int) volume.sizeBytes());
    TreeMap<Float, Integer> counts = new TreeMap<>();
    while (bytes.hasRemaining()) {
      counts.merge(next(bytes, volume.type()), 1, Integer::sum);
    }
    return counts;
  }

  private static float next(ByteBuffer bytes, VoxelType type) {
    return switch (type) {
      case UINT8 -> bytes.get() & 0xff;
      case INT16 -> bytes.getShort();
      case UINT16 -> bytes.getShort() & 0xffff;
      case UINT32 -> bytes.getInt() & 0xffff_ffffL;
      case FLOAT32 -> bytes.getFloat();
      case FLOAT64 -> (float) bytes.getDouble();
      default -> throw new IllegalArgumentException("not needed: " + type);
    };
  }
}

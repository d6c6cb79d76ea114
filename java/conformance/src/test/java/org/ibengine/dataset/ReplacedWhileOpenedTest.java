package org.ibengine.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.label.Instance;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A pause between reading the records of a dataset and opening its data, in which it is replaced.
 */
class ReplacedWhileOpenedTest {
  private static final TinyDataset OLD =
      new TinyDataset(new TinyCase("one", new Size3(9, 8, 7)).lesion(1, 1, 1, 1, 3, 3, 3));
  private static final TinyDataset NEW =
      new TinyDataset(new TinyCase("one", new Size3(9, 8, 7)).lesion(2, 4, 4, 3, 8, 6, 6));

  @TempDir private Path folder;
  private final Backend backend = new ReferenceBackendProvider().open(1);

  private OpenedDataset open(DatasetReader reader) {
    return DatasetOpener.open(
        reader, new OpenRequest(List.of(), new Size3(4, 4, 4), 1, false), backend);
  }

  private OpenedDataset alone(TinyDataset cases, Layout layout) {
    Path dataset = cases.prepare(folder.resolve("alone"), layout);
    return DatasetOpener.open(
        dataset, new OpenRequest(List.of(), new Size3(4, 4, 4), 1, false), backend);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsOpenedIsTheNewCase(Layout layout) {
    Path dataset = OLD.prepare(folder, layout);
    DatasetReader reader = DatasetReader.open(dataset);
    NEW.prepare(folder, layout);
    OpenedDataset opened = open(reader);
    OpenedDataset wanted = alone(NEW, layout);
    assertEquals(wanted.cases(), opened.cases());
    assertEquals(wanted.origins(), opened.origins());
    assertEquals(wanted.pool(), opened.pool());
    assertNotEquals(reader.index().cases().get(0).instances(), instances(opened));
  }

  @Test
  void itsLesionsAreThoseOfItsVoxels() {
    Path dataset = OLD.prepare(folder, Layout.VOLUMES);
    DatasetReader reader = DatasetReader.open(dataset);
    NEW.prepare(folder, Layout.VOLUMES);
    OLD.prepare(folder, Layout.VOLUMES); // which removes what NEW has superseded
    NEW.prepare(folder, Layout.VOLUMES);
    OpenedDataset opened = open(reader);
    assertEquals(4 * 2 * 3, foreground(opened));
    assertEquals(foreground(opened), instances(opened).stream().mapToLong(Instance::voxels).sum());
  }

  private static List<Instance> instances(OpenedDataset opened) {
    return List.copyOf(opened.cases().get("one").instances().values());
  }

  private long foreground(OpenedDataset opened) {
    Volume label = opened.sources().get(0).label().read(backend::allocate, backend.gzip());
    ByteBuffer voxels = label.data().view(0, (int) label.sizeBytes());
    long count = 0;
    while (voxels.hasRemaining()) {
      count += voxels.get() != 0 ? 1 : 0;
    }
    label.data().close();
    return count;
  }
}

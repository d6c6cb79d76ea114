package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.label.LesionRule;
import org.ibengine.store.FileStamp;
import org.ibengine.store.StoredInstances;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolume.Encoding;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class ResidencyTest {
  private static final long SCRATCH = (1 << 20) + (1 << 18);

  /** A source of {@code 5 · voxels} bytes: a float channel and a label map. */
  private static StoredSource source(Encoding encoding, int voxels) {
    Size3 size = new Size3(1, 1, voxels);
    StoredVolume image = stored(encoding, size, VoxelType.FLOAT32);
    return new StoredSource(
        "case p",
        "p",
        size,
        List.of(StoredSource.Channel.normalised(image)),
        stored(encoding, size, VoxelType.UINT8));
  }

  private static StoredVolume stored(Encoding encoding, Size3 size, VoxelType type) {
    FileStamp stamp = new FileStamp(1, FileTime.fromMillis(0));
    return new StoredVolume(Path.of("p"), stamp, encoding, 0, size, type);
  }

  private static Residency decide(List<StoredSource> sources, long bytes, long... uses) {
    return Residency.decide(sources, uses, new Residency.Limits(bytes, 2, new Size3(1, 1, 8), 3));
  }

  @Test
  void everythingStaysWhereItFits() {
    List<StoredSource> sources = List.of(source(Encoding.RAW, 10), source(Encoding.RAW, 30));
    Residency residency = decide(sources, 200, 1, 1);
    assertArrayEquals(new boolean[] {true, true}, residency.resident());
    assertEquals(200, residency.residentBytes());
    assertEquals(0, residency.transientBytes());
  }

  @Test
  void batchesOfAnyNumberOfPatchesAreCountedInFullWithoutListingThem() {
    List<StoredSource> sources = List.of(source(Encoding.RAW, 30), source(Encoding.RAW, 10));
    Residency.Limits limits = new Residency.Limits(149, 1L << 40, new Size3(1, 1, 8), 3);
    long[] uses = {1, 1};
    String message =
        assertThrows(IllegalArgumentException.class, () -> Residency.decide(sources, uses, limits))
            .getMessage();
    long rows = 8 * 5; // of a patch, image and label
    assertTrue(message.contains("needs " + 2 * rows * (1L << 40) + " bytes"), message);
  }

  @Test
  void theMostPatchesPerByteStayAndUnusedSourcesDoNot() {
    List<StoredSource> sources =
        List.of(source(Encoding.RAW, 1000), source(Encoding.RAW, 3000), source(Encoding.RAW, 4));
    Residency residency = decide(sources, 19_999, 1, 9, 0);
    assertArrayEquals(new boolean[] {false, true, false}, residency.resident());
    assertEquals(15_000, residency.residentBytes());
    assertEquals(2 * 2 * 8 * 5, residency.transientBytes(), "rows of 2 patches for 2 batches");
  }

  @Test
  void decodedSourcesOfTwoBatchesAndEveryReadersScratchAreReserved() {
    List<StoredSource> sources =
        IntStream.of(300, 100, 300, 300, 300)
            .mapToObj(voxels -> source(Encoding.NIFTI, voxels))
            .toList();
    long reading = 3 * (SCRATCH + 300 * 8);
    long batches = 2 * (1500 + 1500);
    Residency residency = decide(sources, reading + batches + 499, 1, 1, 1, 1, 1);
    assertEquals(reading + batches, residency.transientBytes());
    assertArrayEquals(new boolean[5], residency.resident());
    residency = decide(sources, reading + batches + 500, 1, 1, 1, 1, 1);
    assertArrayEquals(new boolean[] {true, true, true, true, true}, residency.resident());
    assertEquals(6500, residency.residentBytes());
    assertEquals(reading, residency.transientBytes());
  }

  @Test
  void aLimitBelowOneBatchIsRefused() {
    List<StoredSource> sources = List.of(source(Encoding.NIFTI, 100), source(Encoding.NIFTI, 200));
    assertThrows(IllegalArgumentException.class, () -> decide(sources, 1000, 1, 1));
  }

  @Test
  void instanceMapsThatDoNotFitAreToldAsNeedNotTakenFromWhatIsLeft() {
    StoredSource plain = source(Encoding.RAW, 400);
    Box box = new Box(new Index3(0, 0, 0), new Index3(1, 1, 400));
    Instance instance =
        new Instance(1, 400, box, new Instance.Centroid(0, 0, 0), List.of(box.begin()));
    StoredSource mapped =
        new StoredSource(
            plain.name(),
            plain.caseName(),
            plain.size(),
            plain.channels(),
            plain.label(),
            new StoredInstances(
                plain.label(), null, LesionRule.DEFAULT, Connectivity.FACE_6, List.of(instance)));
    long map = 8 + 20 * 400;
    String message =
        assertThrows(IllegalArgumentException.class, () -> decide(List.of(mapped), 5000, 1))
            .getMessage();
    assertTrue(message.contains(map + " of them for instance maps"), message);
    assertTrue(message.contains(" 5000 are left of the memory limit"), message);
  }
}

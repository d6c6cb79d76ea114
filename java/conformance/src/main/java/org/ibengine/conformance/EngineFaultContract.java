package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged folders and selections without content: a clear error, and nothing else is harmed. */
public interface EngineFaultContract extends EngineSource {
  private static Epoch drained(Epoch epoch) {
    try (epoch) {
      epoch.forEach(Batch::close);
    }
    return epoch;
  }

  private static void checkFails(IbEngine engine, String caseName, Path file) {
    for (int attempt = 0; attempt < 2; attempt++) {
      DatasetException failure =
          assertThrows(DatasetException.class, () -> drained(engine.epoch(1)));
      assertTrue(failure.getMessage().contains("case " + caseName), failure.getMessage());
      assertTrue(failure.getMessage().contains(file.toString()), failure.getMessage());
      assertEquals(0, engine.slotsTaken());
    }
  }

  private static void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
  }

  private static Path volumesOf(Path folder, String caseName) {
    return TinyDataset.volumesOf(folder, caseName);
  }

  @Test
  default void aVolumeThatWentMissingStopsTheEpochNotTheEngine(@TempDir Path folder)
      throws IOException {
    Path copy = TinyDataset.copy(Folders.VOLUMES, folder.resolve("copy"));
    try (IbEngine engine = IbEngine.open(copy, options())) {
      Path file = volumesOf(copy, "a_2");
      Path aside = Files.move(file, folder.resolve("aside"));
      checkFails(engine, "a_2", file);
      Files.move(aside, file);
      assertEquals(5, drained(engine.epoch(1)).ledger().instances().size());
    }
  }

  @Test
  default void aVolumeCutShortWhileItIsReadFromDiskIsNoticed(@TempDir Path folder)
      throws IOException {
    Path copy = TinyDataset.copy(Folders.VOLUMES, folder.resolve("copy"));
    try (IbEngine engine = IbEngine.open(copy, tight(options()))) {
      assertTrue(engine.memory().sourcesOnDisk() > 0);
      drained(engine.epoch(1));
      for (String name : engine.cases()) {
        truncate(volumesOf(copy, name));
      }
      DatasetException failure =
          assertThrows(DatasetException.class, () -> drained(engine.epoch(4)));
      assertTrue(failure.getMessage().contains("case "), failure.getMessage());
    }
  }

  @Test
  default void anotherFileInPlaceOfAVolumeIsNotBelieved(@TempDir Path folder) throws IOException {
    Path copy = TinyDataset.copy(Folders.VOLUMES, folder.resolve("copy"));
    try (IbEngine engine = IbEngine.open(copy, options())) {
      Path file = volumesOf(copy, "b");
      Files.copy(volumesOf(copy, "a_1"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      checkFails(engine, "b", file);
    }
  }

  @Test
  default void aTruncatedPatchStopsTheEpochNotTheEngine(@TempDir Path folder) throws IOException {
    Path copy = TinyDataset.copy(Folders.PATCHES, folder.resolve("copy"));
    Path file = copy.resolve("lesion_patches/a_1_T1_positive_0001.nii.gz");
    byte[] whole = Files.readAllBytes(file);
    whole[whole.length / 2] ^= 8;
    Files.write(file, whole);
    try (IbEngine engine = IbEngine.open(copy, options())) {
      checkFails(engine, "a_1", file);
    }
    try (IbEngine engine = IbEngine.open(copy, options().modalities("FLAIR"))) {
      assertEquals(5, drained(engine.epoch(1)).ledger().instances().size());
    }
  }

  @Test
  default void aPatchMissingAtOpenIsNamed(@TempDir Path folder) throws IOException {
    Path copy = TinyDataset.copy(Folders.PATCHES, folder.resolve("copy"));
    Path file = copy.resolve("lesion_patches/a_2_label_positive_0000.nii.gz");
    Files.delete(file);
    DatasetException failure =
        assertThrows(DatasetException.class, () -> IbEngine.open(copy, options()).close());
    assertEquals(file, failure.path());
  }

  @Test
  default void withoutBackgroundNegativesMustBeZero(@TempDir Path folder) {
    Path dataset =
        new TinyDataset(new TinyCase("full", new Size3(4, 3, 2)).lesion(1, 0, 0, 0, 4, 3, 2))
            .prepare(folder, Layout.VOLUMES);
    try (IbEngine engine = IbEngine.open(dataset, options())) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> engine.epoch(1)).getMessage();
      assertTrue(message.contains("free of foreground"), message);
    }
    try (IbEngine engine = IbEngine.open(dataset, options().negativesPerPositive(0))) {
      assertEquals(3, Delivered.rest(engine.epoch(1)).size());
    }
  }

  @Test
  default void withoutAnyLesionThereIsNoEpoch(@TempDir Path folder) {
    Path dataset =
        new TinyDataset(new TinyCase("empty", new Size3(9, 8, 7))).prepare(folder, Layout.VOLUMES);
    try (IbEngine engine = IbEngine.open(dataset, options())) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> engine.epoch(1)).getMessage();
      assertTrue(message.contains("no case of this selection has an instance"), message);
      assertThrows(IllegalArgumentException.class, engine::validation);
    }
  }

  @Test
  default void oneLesionOnThreeRanksIsDeliveredOnceAndRepeatedAsFiller(@TempDir Path folder) {
    Path dataset =
        new TinyDataset(new TinyCase("one", new Size3(9, 8, 7)).lesion(1, 4, 4, 4, 5, 5, 5))
            .prepare(folder, Layout.PATCHES);
    EngineOptions options = options().batchSize(1).negativesPerPositive(0);
    int delivered = 0;
    for (int rank = 0; rank < 3; rank++) {
      try (IbEngine engine = IbEngine.open(dataset, options.rank(rank, 3))) {
        List<Delivered> share = Delivered.rest(engine.epoch(1));
        assertEquals(1, share.size());
        delivered += share.get(0).item().filler() ? 0 : 1;
      }
    }
    assertEquals(1, delivered);
  }

  @Test
  default void optionsTheDatasetCannotFulfilAreRefusedAtOpen() {
    for (EngineOptions options :
        List.of(
            options().modalities("T1", "DWI"),
            options().fold(0, 5),
            options().subjects(java.util.Map.of("nobody", "x")).fold(0, 2),
            options().maxMemory(1000))) {
      assertThrows(IllegalArgumentException.class, () -> volumes(options).close());
    }
    assertThrows(IllegalArgumentException.class, () -> options().rank(2, 2));
    assertThrows(IllegalArgumentException.class, () -> options().fold(3, 3));
  }

  @Test
  default void aFolderThatIsNoDatasetIsRefused(@TempDir Path folder) {
    assertThrows(DatasetException.class, () -> IbEngine.open(folder, options()).close());
  }
}

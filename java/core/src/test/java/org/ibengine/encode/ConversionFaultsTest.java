package org.ibengine.encode;

import static org.ibengine.prepare.DatasetContent.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.CountingBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.packed.Packing;
import org.ibengine.prepare.DatasetContent;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;
import org.ibengine.work.Progress;
import org.junit.jupiter.api.Test;

/** Damage, wrong voxels, and what is refused. */
class ConversionFaultsTest extends OnPackableCases {
  @Test
  void aDamagedCaseIsNamedAndTheOthersAreConverted() throws IOException {
    Path file = volumes(raw, "p1");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 9] ^= 4;
    for (byte[] damaged : List.of(bytes, java.util.Arrays.copyOf(bytes, 5000), new byte[0])) {
      Files.write(file, damaged);
      requireFailure("p1", file.toString());
    }
    Files.delete(file);
    requireFailure("p1", file.toString());
    Path record = raw.resolve("cases/p1/case.json");
    Files.writeString(record, "{");
    requireFailure("p1", record.toString());
  }

  private void requireFailure(String name, String file) {
    ConvertSummary summary = convert(raw, packed, VolumeEncoding.PACKED);
    assertEquals(1, summary.failures().size());
    assertEquals(name, summary.failures().get(0).caseName());
    String message = summary.failures().get(0).message();
    assertTrue(message.startsWith(file), message);
    assertEquals(List.of("p2"), DatasetReader.completeCases(new DatasetFolder(packed)));
    assertEquals(List.of(), DatasetVerifier.verify(packed).problems());
  }

  @Test
  void aDamagedRecordOfTheTargetIsNamedWithWhatHelps() throws IOException {
    convert(raw, packed, VolumeEncoding.PACKED);
    Path folder = packed.resolve("cases/p1");
    Files.writeString(folder.resolve("case.json"), "{");
    ConvertSummary summary = convert(raw, packed, VolumeEncoding.PACKED);
    assertEquals(1, summary.failures().size());
    String message = summary.failures().get(0).message();
    assertTrue(message.startsWith(folder.resolve("case.json").toString()), message);
    assertTrue(message.contains("delete the folder of the case"), message);

    Files.delete(folder.resolve("case.json")); // what is left of the folder is replaced
    assertEquals(List.of(), convert(raw, packed, VolumeEncoding.PACKED).failures());
    assertEquals(List.of("p1", "p2"), DatasetReader.completeCases(new DatasetFolder(packed)));
    assertEquals(List.of(), DatasetVerifier.verify(packed).problems());
  }

  /** Packs other voxels than it is given. */
  private static final class Wrong extends CountingBackend {
    @Override
    public long pack(Volume source, HostBuffer target, long capacity, int threads) {
      byte[] first = new byte[1];
      source.data().view(0, 1).get(first);
      source.data().view(0, 1).put((byte) (first[0] ^ 1));
      return Packing.pack(source, target, capacity);
    }
  }

  @Test
  void aCaseThatDoesNotHoldTheSameVoxelsIsNotCommitted() {
    ConvertSummary summary =
        DatasetConversion.run(
            request(raw, packed, VolumeEncoding.PACKED, ENOUGH), new Wrong(), Progress.NONE);
    assertEquals(2, summary.failures().size());
    String message = summary.failures().get(0).message();
    assertTrue(message.contains("does not hold the voxels of CT"), message);
    assertTrue(message.contains("byte 0 differs"), message);
    assertEquals(List.of(), DatasetReader.completeCases(new DatasetFolder(packed)));
    assertEquals(List.of(), DatasetVerifier.verify(packed).problems());
  }

  @Test
  void othersPlacesLayoutsAndOptionsAreRefused() throws IOException {
    requireRefused(raw, raw, "must not lie in its input");
    requireRefused(raw, raw.resolve("cases/p1"), "must not lie in its input");
    requireRefused(temporary.resolve("nothing"), packed, "no dataset.json found");
    Path patches = temporary.resolve("patches");
    cases.prepare(patches, Layout.PATCHES, null, 5);
    requireRefused(patches, packed, "must have the layout volumes");
    Path other = temporary.resolve("other");
    cases.prepare(other, Layout.VOLUMES, VolumeEncoding.PACKED, 4);
    var before = DatasetContent.of(other);
    requireRefused(raw, other, "holds a dataset of other options");
    assertSame(before, DatasetContent.of(other));
    Path theirs = Files.createDirectories(temporary.resolve("theirs"));
    Files.writeString(theirs.resolve("dataset.json"), "{\"file_ending\": \".nii\"}");
    requireRefused(raw, theirs, "not an ib-engine dataset");
    for (String name : List.of("p1", "p2")) {
      Files.delete(raw.resolve("cases/" + name + "/case.json"));
    }
    requireRefused(raw, packed, "holds no complete case");
    assertFalse(Files.exists(packed));
  }

  private static void requireRefused(Path from, Path to, String text) {
    DatasetException refused =
        assertThrows(DatasetException.class, () -> convert(from, to, VolumeEncoding.PACKED));
    assertTrue(refused.getMessage().contains(text), refused.getMessage());
  }
}

package org.ibengine.synth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.synth.PhantomOptions.RadiusRange;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PhantomWriterTest {
  @TempDir private Path out;

  private static Phantom phantom(Size3 size, int lesions) {
    return new Phantom(
        new PhantomOptions(
            size,
            new Spacing(1, 1.5, 2),
            List.of("T1", "DWI"),
            VoxelType.INT16,
            lesions,
            new RadiusRange(0.5, 5),
            11),
        0);
  }

  private static void write(Phantom phantom, Path folder, int threads, boolean replace) {
    try (PhantomWriter writer = new PhantomWriter(new JdkGzipCodec(), threads)) {
      writer.write(phantom, folder, replace);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aCaseHoldsItsModalitiesTheMaskAndTheTruthAndNothingElseIsLeft() throws IOException {
    write(phantom(new Size3(31, 17, 23), 2), out.resolve("a"), 2, false);
    assertEquals(
        List.of("DWI.nii.gz", "GT.nii.gz", "T1.nii.gz", "truth.json"), names(out.resolve("a")));
    assertEquals(List.of("a"), names(out));
  }

  @Test
  void theFilesDoNotDependOnTheThreads() throws IOException {
    Phantom phantom = phantom(new Size3(701, 503, 13), 5); // several slabs
    write(phantom, out.resolve("one"), 1, false);
    write(phantom, out.resolve("three"), 3, false);
    for (String name : names(out.resolve("one"))) {
      assertEquals(
          -1, Files.mismatch(out.resolve("one").resolve(name), out.resolve("three").resolve(name)));
    }
  }

  @Test
  void whatIsReadBackIsWhatWasRendered() {
    Phantom phantom = phantom(new Size3(31, 17, 23), 2);
    write(phantom, out.resolve("a"), 2, false);
    ByteBuffer rendered = ByteBuffer.allocate(31 * 17 * 23 * 2);
    phantom.renderModality("DWI", 0, 23, rendered);
    try (Backend backend = new ReferenceBackend();
        Image image =
            ImageFiles.read(out.resolve("a/DWI.nii.gz"), backend::allocate, new JdkGzipCodec())) {
      byte[] read = new byte[rendered.capacity()];
      image.volume().data().view(0, read.length).get(read);
      assertArrayEquals(rendered.array(), read);
      assertEquals(VoxelType.INT16, image.volume().type());
      assertEquals(phantom.options().geometry(), image.header().geometry());
    }
  }

  @ParameterizedTest
  @EnumSource(Connectivity.class)
  void theTruthIsWhatTheReferenceBackendFindsInTheMask(Connectivity connectivity) {
    Phantom phantom = phantom(new Size3(43, 35, 61), 24);
    write(phantom, out.resolve("a"), 2, false);
    try (Backend backend = new ReferenceBackend();
        Image image =
            ImageFiles.read(out.resolve("a/GT.nii.gz"), backend::allocate, new JdkGzipCodec())) {
      List<Instance> found = backend.labelComponents(image.volume(), connectivity).instances();
      var known = phantom.truth().components(connectivity);
      assertEquals(known.size(), found.size());
      for (int i = 0; i < known.size(); i++) {
        assertEquals(known.get(i).voxels(), found.get(i).voxels());
        assertEquals(known.get(i).box(), found.get(i).box());
      }
    }
  }

  @Test
  void theTruthFileCountsComponentsForEveryConnectivity() throws IOException {
    Phantom phantom = phantom(new Size3(43, 35, 61), 24);
    write(phantom, out.resolve("a"), 2, false);
    JsonNode truth = new ObjectMapper().readTree(out.resolve("a/truth.json").toFile());
    assertEquals(24, truth.path("lesions").size());
    for (Connectivity connectivity : Connectivity.values()) {
      JsonNode node = truth.path("components").path(String.valueOf(connectivity.neighbours()));
      assertEquals(phantom.truth().components(connectivity).size(), node.path("count").asInt());
      assertEquals(node.path("count").asInt(), node.path("list").size());
    }
  }

  @Test
  void anExistingCaseIsRefusedAndKeptUnlessItMayBeReplaced() throws IOException {
    Path folder = Files.createDirectories(out.resolve("a"));
    Files.writeString(folder.resolve("T1.nii.gz"), "mine");
    Files.writeString(folder.resolve("notes.txt"), "mine too");
    Phantom phantom = phantom(new Size3(31, 17, 23), 2);
    var error = assertThrows(DatasetException.class, () -> write(phantom, folder, 1, false));
    assertEquals(folder + ": exists already; --force overwrites it", error.getMessage());
    assertEquals("mine", Files.readString(folder.resolve("T1.nii.gz")));

    write(phantom, folder, 1, true);
    assertTrue(Files.size(folder.resolve("T1.nii.gz")) > 100);
    assertEquals("mine too", Files.readString(folder.resolve("notes.txt")));
    assertFalse(Files.exists(out.resolve(".a.unfinished")));
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(out.resolve("file"), "");
    Phantom phantom = phantom(new Size3(31, 17, 23), 2);
    var error =
        assertThrows(DatasetException.class, () -> write(phantom, file.resolve("a"), 1, false));
    assertTrue(error.getMessage().startsWith(file.toString()), error.getMessage());
  }
}

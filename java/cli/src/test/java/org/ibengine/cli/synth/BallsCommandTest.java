package org.ibengine.cli.synth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.dataset.Split;
import org.ibengine.store.DatasetReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BallsCommandTest {
  private static final int HEADER = 352;

  @TempDir Path folder;

  private CommandLineRun synth(Object... options) {
    List<Object> words = new ArrayList<>(List.of("synth", folder.resolve("out")));
    words.addAll(List.of(options));
    return CommandLineRun.of(words.toArray());
  }

  private List<String> names(String place) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(place))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private byte[] content(String file) throws IOException {
    try (GZIPInputStream in =
        new GZIPInputStream(Files.newInputStream(folder.resolve("out").resolve(file)))) {
      return in.readAllBytes();
    }
  }

  private static long crc(byte[] file) {
    CRC32 crc = new CRC32();
    crc.update(file, HEADER, file.length - HEADER);
    return crc.getValue();
  }

  /** The check sums are those of balls.json. */
  @Test
  void filesHoldTheGoldenVoxels() throws IOException {
    assertEquals(ExitCode.OK, synth("--balls", 2, "--seed", 7).exitCode());
    assertEquals(List.of("img0.nii.gz", "img1.nii.gz", "seg0.nii.gz", "seg1.nii.gz"), names("out"));
    assertEquals(1296247053L, crc(content("img0.nii.gz")));
    assertEquals(155171326L, crc(content("seg0.nii.gz")));
    assertEquals(913395435L, crc(content("img1.nii.gz")));
    assertEquals(1352998057L, crc(content("seg1.nii.gz")));
    ByteBuffer header = ByteBuffer.wrap(content("seg0.nii.gz")).order(ByteOrder.LITTLE_ENDIAN);
    assertArrayEquals(
        new short[] {96, 96, 96},
        new short[] {header.getShort(42), header.getShort(44), header.getShort(46)});
    assertEquals(1f, header.getFloat(280)); // the affine is the identity
    assertEquals(0f, header.getFloat(292));
  }

  @Test
  void theTestSetIsAnother() throws IOException {
    assertEquals(ExitCode.OK, synth("--test", "--balls", 1, "--seed", 7).exitCode());
    assertEquals(2527940757L, crc(content("img0.nii.gz")));
    assertEquals(931650416L, crc(content("seg0.nii.gz")));
  }

  @Test
  void caseFoldersCanBePreparedAndSplit() throws IOException {
    CommandLineRun run = synth("--balls", 12, "--cases", "--size", 16, 16, 16);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertEquals(List.of("GT.nii.gz", "img.nii.gz"), names("out/ball11"));
    Path out = folder.resolve("prepared");
    CommandLineRun prepared =
        CommandLineRun.of("prepare", folder.resolve("out"), out, "--layout", "volumes");
    assertEquals(ExitCode.OK, prepared.exitCode(), prepared.err());
    assertEquals(12, DatasetReader.open(out).cases().size());
    Split split = Split.read(folder.resolve("out/split.json"));
    assertEquals(
        List.of("ball0", "ball1", "ball10", "ball11", "ball2", "ball3", "ball4", "ball5"),
        List.copyOf(split.train()));
    assertEquals(4, split.validation().size());
  }

  @Test
  void theFolderMayFollowTheFlag() throws IOException {
    Path out = folder.resolve("out");
    CommandLineRun run =
        CommandLineRun.of("synth", "--balls", 1, "--size", 8, 8, 8, "--cases", out);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertEquals(List.of("ball0", "split.json"), names("out"));
  }

  @Test
  void theFilesDoNotDependOnTheThreads() throws IOException {
    synth("--balls", 3, "--size", 20, 20, 20, "--threads", 1);
    byte[] alone = content("img2.nii.gz");
    synth("--balls", 3, "--size", 20, 20, 20, "--threads", 3, "--force");
    assertArrayEquals(alone, content("img2.nii.gz"));
  }

  @Test
  void existingFilesAreRefusedBeforeAnythingIsWritten() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    Path last = Files.writeString(folder.resolve("out/seg1.nii.gz"), "");
    CommandLineRun run = synth("--balls", 2, "--size", 8, 8, 8);
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertEquals("ib: " + last + ": exists already; --force overwrites it\n", run.err());
    assertFalse(Files.exists(folder.resolve("out/img0.nii.gz")));
  }

  @Test
  void whatDoesNotGoWithBallsIsRefused() {
    refuses("--lungs does not go with --balls", "--balls", 1, "--lungs");
    refuses("--dtype does not go with --balls", "--balls", 1, "--dtype", "int16");
    refuses("--cases takes no number, was 4", "--balls", 1, "--cases", 4);
    refuses("--balls must be at least 1, was 0", "--balls", 0);
    refuses("--size of balls must be that of a cube", "--balls", 1, "--size", 8, 8, 9);
    refuses("whole numbers of voxels, was 1.5", "--balls", 1, "--radius", 1.5, 2);
    refuses("stay below half of 8 voxels", "--balls", 1, "--size", 8, 8, 8, "--radius", 1, 4);
    refuses("--test is about balls", "--test");
    refuses("--cases must be at least 1", "--cases");
  }

  private void refuses(String message, Object... options) {
    CommandLineRun run = synth(options);
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }
}

package org.ibengine.synth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChestScansTest {
  private static final ChestOptions OPTIONS =
      new ChestOptions(new Size3(63, 57, 41), new Spacing(2, 2.25, 3), 7);
  private static final int LUNG = -850;
  private static final double NOISE = 100; // more than four times its spread

  @TempDir private Path out;
  private final Backend backend = new ReferenceBackend();

  private static List<ChestScans.Written> write(Path out, int scans, int threads) {
    List<ChestScans.Written> written = new ArrayList<>();
    ChestScans.write(OPTIONS, out, new ChestScans.Amount(scans, threads, false), written::add);
    return written;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }

  private Image read(Path file) {
    return ImageFiles.read(file, backend::allocate, new JdkGzipCodec());
  }

  /** A line of the annotations. */
  private record Row(String uid, double x, double y, double z, double diameter) {}

  private List<Row> annotations() throws IOException {
    List<String> lines = Files.readAllLines(out.resolve("annotations.csv"));
    assertEquals("seriesuid,coordX,coordY,coordZ,diameter_mm", lines.get(0));
    return lines.stream()
        .skip(1)
        .map(line -> line.split(","))
        .map(
            cells ->
                new Row(
                    cells[0],
                    Double.parseDouble(cells[1]),
                    Double.parseDouble(cells[2]),
                    Double.parseDouble(cells[3]),
                    Double.parseDouble(cells[4])))
        .toList();
  }

  /** Distance of a voxel from a place in LPS mm; affines are RAS. */
  private static double distance(Affine affine, int[] voxel, Row row) {
    double[] at = affine.apply(voxel[0], voxel[1], voxel[2]);
    return Math.sqrt(
        Math.pow(-at[0] - row.x, 2) + Math.pow(-at[1] - row.y, 2) + Math.pow(at[2] - row.z, 2));
  }

  @Test
  void scansLieAsInLuna16AndTheListNamesTheirNodules() throws IOException {
    List<ChestScans.Written> written = write(out, 6, 2);
    assertEquals("1.2.826.0.9.7.1.mhd", written.get(0).header().getFileName().toString());
    TreeSet<String> names = new TreeSet<>();
    for (int i = 1; i <= 6; i++) {
      String uid = "1.2.826.0.9.7." + i;
      names.add("subset" + (i - 1) + "/" + uid + ".mhd");
      names.add("subset" + (i - 1) + "/" + uid + ".raw");
      names.add("seg-lungs-LUNA16/" + uid + ".mhd");
      names.add("seg-lungs-LUNA16/" + uid + ".zraw");
    }
    names.add("annotations.csv");
    assertEquals(names, new TreeSet<>(files(out).stream().map(Path::toString).toList()));
    for (int i = 0; i < 6; i++) {
      String uid = "1.2.826.0.9.7." + (i + 1);
      long rows = annotations().stream().filter(row -> row.uid.equals(uid)).count();
      assertEquals(rows, written.get(i).nodules());
      assertEquals(i == 4, rows == 0, "every fifth scan has none");
    }
  }

  @Test
  void everyNoduleIsWhereTheListSaysAndTouchesALung() throws IOException {
    write(out, 8, 2);
    for (Row row : annotations()) {
      int number = Integer.parseInt(row.uid.substring(row.uid.lastIndexOf('.') + 1)) - 1;
      Path header = out.resolve("subset" + number).resolve(row.uid + ".mhd");
      try (Image scan = read(header);
          Image mask = read(out.resolve("seg-lungs-LUNA16").resolve(row.uid + ".mhd"))) {
        assertEquals(scan.header().geometry(), mask.header().geometry());
        assertTrue(row.diameter >= 3 && row.diameter <= 30, row.toString());
        checkNodule(scan.volume(), mask.volume(), scan.header().geometry().affine(), row);
      }
    }
  }

  private static void checkNodule(Volume scan, Volume mask, Affine affine, Row row) {
    Size3 size = scan.size();
    int within = 0;
    boolean touches = false;
    for (int i = 0; i < size.voxels(); i++) {
      int[] voxel = {i % size.x(), i / size.x() % size.y(), i / size.x() / size.y()};
      double distance = distance(affine, voxel, row);
      if (distance < row.diameter / 2 - 1e-3) {
        within++;
        int hu = scan.data().view(2L * i, 2).getShort();
        assertTrue(hu > LUNG + NOISE, row + " holds lung: " + hu);
      }
      touches |= distance < row.diameter / 2 + 4 && mask.data().view(i, 1).get() != 0;
    }
    assertTrue(touches, row.toString());
    assertTrue(within > 0 || row.diameter < 5, row.toString());
  }

  @Test
  void lungsAreAirInTheMaskOfLuna16() throws IOException {
    write(out, 1, 1);
    try (Image scan = read(out.resolve("subset0/1.2.826.0.9.7.1.mhd"));
        Image mask = read(out.resolve("seg-lungs-LUNA16/1.2.826.0.9.7.1.mhd"))) {
      assertEquals(VoxelType.INT16, scan.volume().type());
      assertEquals(VoxelType.UINT8, mask.volume().type());
      long[] count = new long[6];
      double[] sum = new double[6];
      for (int i = 0; i < OPTIONS.size().voxels(); i++) {
        int label = mask.volume().data().view(i, 1).get();
        count[label]++;
        sum[label] += scan.volume().data().view(2L * i, 2).getShort();
      }
      assertEquals(0, count[1] + count[2]);
      assertEquals(-985, sum[5] / count[5], 20);
      for (int lung = 3; lung <= 4; lung++) {
        assertTrue(count[lung] > OPTIONS.size().voxels() / 40, "lung " + lung);
        assertTrue(sum[lung] / count[lung] < -600, "lung " + lung);
      }
    }
  }

  @Test
  void someScansLieOnTheirFaceAndSomeObliquely() throws IOException {
    write(out, 4, 2);
    List<double[]> affines = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Path header = out.resolve("subset" + i).resolve("1.2.826.0.9.7." + (i + 1) + ".mhd");
      affines.add(ImageFiles.readHeader(header, new JdkGzipCodec()).geometry().affine().toArray());
    }
    assertArrayEquals(new double[] {-2, 0, 0}, column(affines.get(0)));
    assertArrayEquals(new double[] {2, 0, 0}, column(affines.get(1)));
    assertArrayEquals(new double[] {-2, 0, 0}, column(affines.get(2)));
    assertNotEquals(0, column(affines.get(3))[1]);
    assertNotEquals(affines.get(0)[3], affines.get(2)[3]);
  }

  private static double[] column(double[] affine) {
    return new double[] {affine[0] + 0.0, affine[4] + 0.0, affine[8] + 0.0};
  }

  @Test
  void theFilesDependOnTheSeedNotOnTheThreads() throws IOException {
    write(out.resolve("one"), 3, 1);
    write(out.resolve("three"), 3, 3);
    ChestOptions other = new ChestOptions(OPTIONS.size(), OPTIONS.spacing(), 8);
    ChestScans.write(other, out.resolve("other"), new ChestScans.Amount(1, 1, false), scan -> {});
    for (Path file : files(out.resolve("one"))) {
      assertEquals(
          -1, Files.mismatch(out.resolve("one").resolve(file), out.resolve("three").resolve(file)));
    }
    assertTrue(
        Files.mismatch(
                out.resolve("one/subset0/1.2.826.0.9.7.1.raw"),
                out.resolve("other/subset0/1.2.826.0.9.8.1.raw"))
            >= 0);
  }

  @Test
  void scansThatExistAreKeptUnlessTheyMayBeReplaced() throws IOException {
    write(out, 2, 1);
    Path scan = out.resolve("subset1/1.2.826.0.9.7.2.mhd");
    String header = Files.readString(scan);
    Files.writeString(scan, "mine");
    Files.delete(out.resolve("subset0/1.2.826.0.9.7.1.mhd"));
    DatasetException error = assertThrows(DatasetException.class, () -> write(out, 2, 1));
    assertEquals(scan + ": exists already; --force overwrites it", error.getMessage());
    assertEquals("mine", Files.readString(scan));
    ChestScans.write(OPTIONS, out, new ChestScans.Amount(2, 1, true), done -> {});
    assertEquals(header, Files.readString(scan));
  }

  @Test
  void aChestHasToHaveRoomForLungs() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new ChestOptions(new Size3(50, 57, 41), new Spacing(1, 2, 3), 7))
            .getMessage();
    assertTrue(message.contains("was (50, 57, 41) voxels of (1.0, 2.0, 3.0) mm"), message);
  }
}

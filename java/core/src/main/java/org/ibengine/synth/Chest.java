package org.ibengine.synth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.synth.Solid.Paint;
import org.ibengine.synth.Solid.Point;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/**
 * One synthetic chest scan with the mask of its lungs. Slices can be rendered in any order and from
 * several threads, with the same result. Immutable.
 */
final class Chest {
  private static final int AIR = -1000;
  private static final int PADDING = -3024;
  private static final float NOISE = 25; // HU
  private static final int WITHOUT_NODULES = 5; // every so many scans one

  private final ChestOptions options;
  private final int number;
  private final long key;
  private final List<Solid> organs; // painted one over the other
  private final List<Nodule> nodules;
  private final List<List<Solid>> small; // vessels and nodules of each slice

  /**
   * A nodule.
   *
   * @param centre in mm along the axes of the scan, from the first voxel's centre
   */
  record Nodule(Point centre, double diameter) {}

  /**
   * @param number from 0; scans differ in shape, nodules, place and noise
   */
  Chest(ChestOptions options, int number) {
    this.options = options;
    this.number = number;
    this.key = CounterHash.mix(options.seed(), number);
    ChestAnatomy anatomy = new ChestAnatomy(options, CounterHash.mix(key, 0));
    this.organs = anatomy.organs();
    NodulePlacer placer = new NodulePlacer(options, anatomy, CounterHash.mix(key, 1));
    int count = 1 + (int) (4 * CounterHash.unit(key, 2));
    this.nodules =
        number % WITHOUT_NODULES == WITHOUT_NODULES - 1 ? List.of() : placer.place(count);
    List<Solid> all = new ArrayList<>(anatomy.vessels());
    nodules.forEach(nodule -> all.add(placer.solid(nodule)));
    this.small = bySlice(all);
  }

  private List<List<Solid>> bySlice(List<Solid> all) {
    List<List<Solid>> slices = new ArrayList<>();
    for (int z = 0; z < options.size().z(); z++) {
      slices.add(new ArrayList<>());
    }
    double spacing = options.spacing().z();
    for (Solid solid : all) {
      int first = (int) Math.ceil((solid.centre().z() - solid.radii().z()) / spacing);
      int last = (int) Math.floor((solid.centre().z() + solid.radii().z()) / spacing);
      for (int z = Math.max(0, first); z <= Math.min(slices.size() - 1, last); z++) {
        slices.get(z).add(solid);
      }
    }
    return slices;
  }

  /** Unique among the scans of all seeds. */
  String uid() {
    return Text.format("1.2.826.0.9.%s.%d", Long.toUnsignedString(options.seed()), number + 1);
  }

  ChestOptions options() {
    return options;
  }

  /** Where it lies in the room. */
  ChestPlace place() {
    return ChestPlace.of(options, number, CounterHash.mix(key, 3));
  }

  List<Nodule> nodules() {
    return nodules;
  }

  /**
   * Renders a slice, x fastest.
   *
   * @param hu receives its voxels
   * @param labels receives the mask: 3 and 4 are lungs, 5 is the trachea
   */
  void render(int z, short[] hu, byte[] labels) {
    Size3 size = options.size();
    Arrays.fill(hu, (short) AIR);
    Arrays.fill(labels, (byte) 0);
    float[] noise = new float[size.x()];
    for (int y = 0; y < size.y(); y++) {
      Row row = new Row(hu, labels, y * size.x(), y * options.spacing().y(), mm(z));
      organs.forEach(row::paint);
      small.get(z).forEach(row::paint);
      CounterHash.noiseRow(CounterHash.mix(key, 1000 + (long) z * size.y() + y), noise);
      row.add(noise);
      if (number % 2 == 0) {
        row.pad();
      }
    }
  }

  private double mm(int z) {
    return z * options.spacing().z();
  }

  /** A row of a slice. */
  private final class Row {
    private final short[] hu;
    private final byte[] labels;
    private final int first; // index of its first voxel
    private final double y;
    private final double z;

    Row(short[] hu, byte[] labels, int first, double y, double z) {
      this.hu = hu;
      this.labels = labels;
      this.first = first;
      this.y = y;
      this.z = z;
    }

    void paint(Solid solid) {
      double reach = solid.reach(y, z);
      if (reach < 0) {
        return;
      }
      int begin = first + begin(solid.centre().x() - reach);
      int end = first + end(solid.centre().x() + reach);
      if (begin < end) {
        Arrays.fill(hu, begin, end, (short) solid.paint().hu());
        if (solid.paint().label() != Paint.KEEP) {
          Arrays.fill(labels, begin, end, (byte) solid.paint().label());
        }
      }
    }

    private int begin(double mm) {
      return (int) Math.max(0, Math.ceil(mm / options.spacing().x()));
    }

    private int end(double mm) {
      return (int) Math.min(options.size().x(), Math.floor(mm / options.spacing().x()) + 1);
    }

    void add(float[] noise) {
      for (int x = 0; x < noise.length; x++) {
        hu[first + x] += (short) (noise[x] * NOISE);
      }
    }

    /** Outside of the circle that the scanner has measured. */
    void pad() {
      double radius = Math.max(options.extent(0), options.extent(1)) / 2;
      double dy = y - options.extent(1) / 2;
      double half = Math.sqrt(Math.max(0, radius * radius - dy * dy));
      double middle = options.extent(0) / 2;
      int begin = begin(middle - half);
      int end = Math.max(begin, end(middle + half));
      Arrays.fill(hu, first, first + begin, (short) PADDING);
      Arrays.fill(hu, first + end, first + options.size().x(), (short) PADDING);
    }
  }
}

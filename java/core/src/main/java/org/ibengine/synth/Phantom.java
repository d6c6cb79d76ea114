package org.ibengine.synth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * One synthetic case. Any range of slices can be rendered alone, in any order and from several
 * threads, with the same result. Immutable.
 */
public final class Phantom {
  private final PhantomOptions options;
  private final long key;
  private final Anatomy anatomy;
  private final List<Lesion> lesions;

  /**
   * Places the lesions; renders nothing yet.
   *
   * @param number of the case, from 0; cases differ in shape, lesions and noise
   * @throws IllegalArgumentException if the lesions do not fit
   */
  public Phantom(PhantomOptions options, int number) {
    this.options = options;
    this.key = CounterHash.mix(options.seed(), number);
    this.anatomy = new Anatomy(options.size(), CounterHash.mix(key, 0));
    this.lesions = LesionPlacer.place(options, anatomy, CounterHash.mix(key, 1));
  }

  public PhantomOptions options() {
    return options;
  }

  public PhantomTruth truth() {
    return new PhantomTruth(options.size(), lesions);
  }

  /**
   * Appends slices {@code [zBegin, zEnd)} of a modality to {@code target}, x fastest,
   * little-endian, of the type in the options.
   *
   * @throws IllegalArgumentException if the options have no such modality
   */
  public void renderModality(String modality, int zBegin, int zEnd, ByteBuffer target) {
    if (!options.modalities().contains(modality)) {
      throw new IllegalArgumentException(
          Text.format("modality must be one of %s, was %s", options.modalities(), modality));
    }
    Contrast contrast = new Contrast(modality);
    long modalityKey = CounterHash.mix(key, contrast.key());
    SmoothField field = new SmoothField(options.size(), modalityKey);
    RowRenderer renderer = new RowRenderer(contrast, field, modalityKey);
    ByteBuffer out = target.order(ByteOrder.LITTLE_ENDIAN);
    for (int z = zBegin; z < zEnd; z++) {
      List<Lesion> near = crossing(z);
      for (int y = 0; y < options.size().y(); y++) {
        renderer.render(y, z, near);
        renderer.store(out);
      }
    }
  }

  /** Appends slices {@code [zBegin, zEnd)} of the lesion mask (uint8, 1 in lesions, x fastest). */
  public void renderMask(int zBegin, int zEnd, ByteBuffer target) {
    Size3 size = options.size();
    byte[] row = new byte[size.x()];
    for (int z = zBegin; z < zEnd; z++) {
      List<Lesion> near = crossing(z);
      for (int y = 0; y < size.y(); y++) {
        Arrays.fill(row, (byte) 0);
        for (Lesion lesion : near) {
          int reach = lesion.reachAt(y, z);
          if (reach >= 0) {
            Arrays.fill(row, lesion.xBegin(reach), lesion.xEnd(reach, size), (byte) 1);
          }
        }
        target.put(row);
      }
    }
  }

  private List<Lesion> crossing(int z) {
    return lesions.stream()
        .filter(lesion -> lesion.zBegin() <= z && z < lesion.zEnd(options.size()))
        .toList();
  }

  /** Scratch rows of one thread. */
  private final class RowRenderer {
    private final Contrast contrast;
    private final SmoothField field;
    private final long modalityKey;
    private final float[] signal = new float[options.size().x()];
    private final float[] amplitude = new float[options.size().x()];
    private final float[] factor = new float[options.size().x()];
    private final float[] noise = new float[options.size().x()];
    private final short[] integers = new short[options.size().x()];

    RowRenderer(Contrast contrast, SmoothField field, long modalityKey) {
      this.contrast = contrast;
      this.field = field;
      this.modalityKey = modalityKey;
    }

    void render(int y, int z, List<Lesion> near) {
      anatomy.row(y, z, contrast, signal, amplitude);
      paintLesions(y, z, near);
      field.row(y, z, factor);
      CounterHash.noiseRow(CounterHash.mix(modalityKey, (long) z * options.size().y() + y), noise);
      for (int x = 0; x < signal.length; x++) {
        signal[x] = Math.max(0f, signal[x] * factor[x] + amplitude[x] * noise[x]);
      }
    }

    private void paintLesions(int y, int z, List<Lesion> near) {
      for (Lesion lesion : near) {
        int reach = lesion.reachAt(y, z);
        if (reach >= 0) {
          int begin = lesion.xBegin(reach);
          int end = lesion.xEnd(reach, options.size());
          Arrays.fill(signal, begin, end, contrast.lesion(lesion.id()));
          Arrays.fill(amplitude, begin, end, contrast.noise());
        }
      }
    }

    void store(ByteBuffer out) {
      if (options.type() == VoxelType.FLOAT32) {
        out.asFloatBuffer().put(signal);
        out.position(out.position() + signal.length * Float.BYTES);
        return;
      }
      for (int x = 0; x < signal.length; x++) {
        integers[x] = (short) (int) (signal[x] + 0.5f);
      }
      out.asShortBuffer().put(integers);
      out.position(out.position() + integers.length * Short.BYTES);
    }
  }
}

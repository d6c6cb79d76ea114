package org.ibengine.grid;

import java.util.Optional;
import org.ibengine.index.GridOptions;
import org.ibengine.text.Text;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * The grid on which the voxels of a case are stored: a box of the grid of its files, its axes
 * reordered, at another spacing. All of it is one map from stored voxels to source voxels, so that
 * nothing is interpolated twice.
 *
 * <p>Voxel 0 of the stored grid has the centre of the box's first voxel, as seen along the stored
 * axes. Along an axis of n voxels that are {@code old} mm apart, a spacing of {@code wanted} mm
 * gives {@code rint(n · old / wanted)} voxels, half to even: the old extent to within a voxel. The
 * i-th lies at {@code i · wanted / old}. Spacings that are equal as float32 are equal.
 */
public final class StoredGrid {
  private final Geometry source;
  private final AxisOrder order;
  private final Geometry geometry;
  private final GridMap map;

  /** One axis of the stored grid; its first voxel lies at voxel {@code begin} of the source. */
  private record Axis(int source, double direction, int begin, int size, double old, double step) {
    boolean keepsSpacing() {
      return old == step;
    }
  }

  private StoredGrid(Geometry source, AxisOrder order, Axis[] axes) {
    this.source = source;
    this.order = order;
    this.geometry = geometry(source, axes);
    this.map = map(axes);
  }

  /**
   * @param source grid of the files
   * @param kept what of it is stored
   * @throws IllegalArgumentException if the spacing leaves no voxel, or more than an axis holds
   */
  public static StoredGrid of(Geometry source, Box kept, GridOptions options) {
    AxisOrder order = order(source.affine(), options.orientation());
    Axis[] axes = new Axis[3];
    for (int i = 0; i < 3; i++) {
      AxisOrder.Along along = order.along(i);
      int begin = kept.begin().get(along.axis());
      int end = kept.end().get(along.axis());
      double old = source.spacing().get(along.axis());
      double step = step(old, options.spacing(), i);
      int first = along.reversed() ? end - 1 : begin;
      int size = size(end - begin, old, step, i);
      axes[i] = new Axis(along.axis(), along.reversed() ? -1 : 1, first, size, old, step);
    }
    return new StoredGrid(source, order, axes);
  }

  /** All of the source. */
  public static StoredGrid of(Geometry source, GridOptions options) {
    return of(source, whole(source.size()), options);
  }

  /** Every voxel of a grid. */
  public static Box whole(Size3 size) {
    return new Box(Index3.ZERO, new Index3(size.x(), size.y(), size.z()));
  }

  private static AxisOrder order(Affine affine, GridOptions.Orient wanted) {
    return wanted == GridOptions.Orient.RAS ? AxisOrder.toRas(affine) : AxisOrder.SAME;
  }

  /**
   * The spacing of a grid after its axes are reordered.
   *
   * @param wanted how they run then
   */
  public static Spacing orientedSpacing(Geometry grid, GridOptions.Orient wanted) {
    AxisOrder order = order(grid.affine(), wanted);
    double[] mm = new double[3];
    for (int i = 0; i < 3; i++) {
      mm[i] = grid.spacing().get(order.along(i).axis());
    }
    return new Spacing(mm[0], mm[1], mm[2]);
  }

  private static double step(double old, Optional<Spacing> wanted, int axis) {
    double step = wanted.isPresent() ? wanted.get().get(axis) : old;
    return (float) step == (float) old ? old : step; // files hold spacings as float32
  }

  private static int size(int voxels, double old, double step, int axis) {
    double size = old == step ? voxels : Math.rint(voxels * old / step);
    if (!(size >= 1) || size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.format(
              "--spacing must leave an axis from 1 to %d voxels, %s mm would make %.0f of the %d"
                  + " along %s that are %s mm apart",
              Integer.MAX_VALUE,
              Text.plain(step),
              size,
              voxels,
              "xyz".charAt(axis),
              Text.plain(old)));
    }
    return (int) size;
  }

  private static Geometry geometry(Geometry source, Axis[] axes) {
    int[] corner = new int[3];
    for (Axis axis : axes) {
      corner[axis.source()] = axis.begin();
    }
    double[] origin = source.affine().apply(corner[0], corner[1], corner[2]);
    double[] rows = new double[12];
    for (int row = 0; row < 3; row++) {
      for (int i = 0; i < 3; i++) {
        Axis axis = axes[i];
        double step = source.affine().get(row, axis.source()) * axis.direction();
        rows[row * 4 + i] = (axis.keepsSpacing() ? step : step / axis.old() * axis.step()) + 0.0;
      }
      rows[row * 4 + 3] = origin[row];
    }
    return new Geometry(
        new Size3(axes[0].size(), axes[1].size(), axes[2].size()),
        new Spacing(axes[0].step(), axes[1].step(), axes[2].step()),
        Affine.of(rows));
  }

  /** In mm along the source's axes, so that a position is exactly {@code i · wanted / old}. */
  private static GridMap map(Axis[] axes) {
    double[] rows = new double[12];
    double[] spacing = new double[3];
    for (int i = 0; i < 3; i++) {
      Axis axis = axes[i];
      boolean kept = axis.keepsSpacing();
      rows[axis.source() * 4 + i] = axis.direction() * (kept ? 1 : axis.step());
      rows[axis.source() * 4 + 3] = axis.begin() * (kept ? 1 : axis.old());
      spacing[axis.source()] = kept ? 1 : axis.old();
    }
    return new GridMap(Affine.of(rows), new Spacing(spacing[0], spacing[1], spacing[2]));
  }

  /** Where stored voxels lie in mm. */
  public Geometry geometry() {
    return geometry;
  }

  /** The grid of the files that this one was made of. */
  public Geometry source() {
    return source;
  }

  /** How the stored axes run along the source's. */
  public AxisOrder order() {
    return order;
  }

  /** Where stored voxels lie in a volume on the source's grid. */
  public GridMap map() {
    return map;
  }

  /**
   * Where stored voxels lie in a volume on any other grid of the same space of mm.
   *
   * @throws IllegalArgumentException if its affine has no inverse
   */
  public GridMap mapTo(Geometry other) {
    return GridMap.between(other.affine(), geometry.affine(), geometry.size());
  }

  /** Whether a volume on the source's grid is stored as it is. */
  public boolean isSource() {
    return geometry.equals(source);
  }
}

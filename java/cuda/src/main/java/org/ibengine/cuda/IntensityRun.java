package org.ibengine.cuda;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.IntensityLayout;
import org.ibengine.backend.PatchLayout;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Size3;

/**
 * Queues the passes over one patch, in float32 between the first and the last. Between them the
 * patch lies where it was, if it is of float32, or in one of two copies in scratch memory. Used
 * once.
 */
final class IntensityRun {
  /** Where a patch lies. */
  private record Elements(long address, ElementType type) {}

  private final Module module;
  private final Stream stream;
  private final Size3 size;
  private final Elements own;
  private final IntensityTable.Parts scratch;
  private Elements now;

  IntensityRun(Module module, Stream stream, IntensityLayout.Patch patch, long scratch) {
    this.module = module;
    this.stream = stream;
    this.size = patch.size();
    this.own = new Elements(patch.voxels(), patch.type());
    this.scratch = IntensityTable.Parts.of(size, scratch);
    this.now = own;
  }

  void queue(List<IntensityPass> passes) {
    for (int i = 0; i < passes.size(); i++) {
      IntensityPass pass = passes.get(i);
      if (pass.measured() >= 0) {
        measure(pass);
      }
      boolean last = i == passes.size() - 1;
      if (last && pass.kernel().readsNeighbours() && now.equals(own)) {
        moveAway();
      }
      Elements next = last ? own : next(pass);
      queue(pass, next);
      now = next;
    }
  }

  /** Where a pass that is not the last writes. */
  private Elements next(IntensityPass pass) {
    if (!pass.kernel().readsNeighbours() && now.type() == ElementType.FLOAT32) {
      return now;
    }
    long[] copies = scratch.copies();
    return new Elements(now.address() == copies[0] ? copies[1] : copies[0], ElementType.FLOAT32);
  }

  private void moveAway() {
    long copy = scratch.copies()[0];
    stream.copyOnDevice(copy, own.address(), size.voxels() * own.type().sizeBytes());
    now = new Elements(copy, own.type());
  }

  private void measure(IntensityPass pass) {
    long result = scratch.statistics() + (long) pass.measured() * IntensityTable.STATISTICS_BYTES;
    List<Object> arguments = new ArrayList<>(List.of(now.address(), PatchLayout.code(now.type())));
    arguments.add(pass.inverted() ? 1 : 0);
    arguments.addAll(sides());
    arguments.add(scratch.rows());
    module.launch(stream, "intensity_rows", rows(), arguments.toArray());
    arguments.add(result);
    Grid one = new Grid(1, IntensityTable.STATISTICS_THREADS, 0);
    module.launch(stream, "intensity_statistics", one, arguments.toArray());
  }

  private void queue(IntensityPass pass, Elements next) {
    IntensityPass.Kernel kernel = pass.kernel();
    List<Object> arguments = new ArrayList<>(List.of(pass.change()));
    if (kernel.isNumbered()) {
      arguments.add(pass.number());
    }
    arguments.addAll(List.of(now.address(), PatchLayout.code(now.type())));
    arguments.addAll(List.of(next.address(), PatchLayout.code(next.type())));
    if (kernel.readsNeighbours()) {
      arguments.addAll(sides());
    } else {
      arguments.add(size.voxels());
    }
    if (kernel == IntensityPass.Kernel.VALUES) {
      arguments.add(scratch.statistics());
    }
    Grid grid = kernel.readsNeighbours() ? rows() : tiles();
    module.launch(stream, kernel.symbol(), grid, arguments.toArray());
  }

  private List<Long> sides() {
    return List.of((long) size.x(), (long) size.y(), (long) size.z());
  }

  private Grid tiles() {
    return grid(size.voxels(), IntensityTable.TILE);
  }

  private Grid rows() {
    return grid((long) size.y() * size.z(), IntensityTable.ROWS);
  }

  private static Grid grid(long items, int each) {
    return new Grid(Math.toIntExact((items - 1) / each + 1), IntensityTable.THREADS, 0);
  }
}

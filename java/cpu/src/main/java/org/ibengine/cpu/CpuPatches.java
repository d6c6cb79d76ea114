package org.ibengine.cpu;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchLayout;
import org.ibengine.backend.WeightLayout;
import org.ibengine.backend.WeightPatch;

/** Writes patches, those that are warped in a call of their own. */
final class CpuPatches {
  private final CallBuffers buffers;

  CpuPatches(CallBuffers buffers) {
    this.buffers = buffers;
  }

  void gather(List<PatchGather> patches, int threads) {
    List<PatchGather> plain = new ArrayList<>(patches.size());
    List<PatchGather> warped = new ArrayList<>();
    for (PatchGather patch : patches) {
      (patch.cut().warp() == null ? plain : warped).add(patch);
    }
    if (warped.isEmpty() || !plain.isEmpty()) {
      gatherPlain(plain, threads);
    }
    if (!warped.isEmpty()) {
      gatherWarped(warped, threads);
    }
  }

  private void gatherPlain(List<PatchGather> patches, int threads) {
    ByteBuffer structs = buffers.take(Math.multiplyExact(patches.size(), PatchLayout.BYTES));
    for (PatchGather patch : patches) {
      Layouts.put(structs, patch);
    }
    int status = CpuLibrary.ib_gather_patches(structs.flip(), patches.size(), threads);
    Status.check(status, "ib_gather_patches(%d patches)", patches.size());
  }

  private void gatherWarped(List<PatchGather> patches, int threads) {
    WarpCall<PatchGather> call =
        new WarpCall<>(patches, patch -> patch.cut().warp(), PatchLayout.BYTES);
    ByteBuffer structs = call.write(buffers.take(call.bytes()), Layouts::put);
    int status = CpuLibrary.ib_warp_patches(structs, patches.size(), threads);
    Status.check(status, "ib_warp_patches(%d patches)", patches.size());
  }

  void paint(List<WeightPatch> patches, int threads) {
    List<WeightPatch> plain = new ArrayList<>(patches.size());
    List<WeightPatch> warped = new ArrayList<>();
    for (WeightPatch patch : patches) {
      (patch.cut().warp() == null ? plain : warped).add(patch);
    }
    if (warped.isEmpty() || !plain.isEmpty()) {
      paintPlain(plain, threads);
    }
    if (!warped.isEmpty()) {
      paintWarped(warped, threads);
    }
  }

  private void paintPlain(List<WeightPatch> patches, int threads) {
    ByteBuffer structs = buffers.take(Math.multiplyExact(patches.size(), WeightLayout.BYTES));
    for (WeightPatch patch : patches) {
      Layouts.put(structs, patch);
    }
    int status = CpuLibrary.ib_weight_patches(structs.flip(), patches.size(), threads);
    Status.check(status, "ib_weight_patches(%d patches)", patches.size());
  }

  private void paintWarped(List<WeightPatch> patches, int threads) {
    WarpCall<WeightPatch> call =
        new WarpCall<>(patches, patch -> patch.cut().warp(), WeightLayout.BYTES);
    ByteBuffer structs = call.write(buffers.take(call.bytes()), Layouts::put);
    int status = CpuLibrary.ib_warp_weights(structs, patches.size(), threads);
    Status.check(status, "ib_warp_weights(%d patches)", patches.size());
  }
}

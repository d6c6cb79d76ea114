package org.ibengine.train;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.tensor.Device;
import org.ibengine.torch.network.Network;
import org.ibengine.torch.predict.Flips;
import org.ibengine.torch.predict.NetworkModel;
import org.ibengine.torch.train.RunFolder;
import org.ibengine.volume.Size3;

/** What {@code ib predict} has to write, worked out by plain loops. */
final class PlainStitching {
  static final int N = 8; // voxels of a window along each axis
  private static final int VOXELS = N * N * N;

  private PlainStitching() {}

  /** The mean of the logits of all windows that hold a voxel, by plain loops, in float64. */
  static Map<String, double[]> logits(Path dataset, Path run, Size3 stride) {
    Map<String, double[]> sums = new TreeMap<>();
    Map<String, int[]> counts = new TreeMap<>();
    EngineOptions options = EngineOptions.defaults().backend("cpu").patchSize(N, N, N).batchSize(1);
    try (IbEngine engine = IbEngine.open(dataset, options);
        Network network = RunFolder.open(run).network(RunFolder.Which.LAST, Device.CPU);
        NetworkModel model = new NetworkModel(network, Flips.NONE);
        Epoch windows = engine.windows(engine.cases(), stride)) {
      for (Batch batch : windows) {
        BatchItem item = batch.items().get(0);
        FloatBuffer logits = model.logits(batch);
        Size3 size = engine.geometry(item.caseName()).size();
        double[] sum =
            sums.computeIfAbsent(item.caseName(), name -> new double[(int) size.voxels()]);
        int[] count = counts.computeIfAbsent(item.caseName(), name -> new int[sum.length]);
        for (int i = 0; i < VOXELS; i++) {
          int x = item.corner().x() + i % N;
          int y = item.corner().y() + i / N % N;
          int z = item.corner().z() + i / N / N;
          if (x >= 0 && y >= 0 && z >= 0 && x < size.x() && y < size.y() && z < size.z()) {
            int voxel = (z * size.y() + y) * size.x() + x;
            sum[voxel] += (double) logits.get(VOXELS + i) - logits.get(i);
            count[voxel]++;
          }
        }
      }
    }
    sums.forEach((name, sum) -> Arrays.setAll(sum, i -> sum[i] / counts.get(name)[i]));
    return sums;
  }
}

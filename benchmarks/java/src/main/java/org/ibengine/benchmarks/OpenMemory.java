package org.ibengine.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.benchmarks.measure.Machine;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.label.Connectivity;
import org.ibengine.plan.Negatives;
import org.ibengine.prepare.Preparation;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.prepare.PrepareRequest;
import org.ibengine.prepare.PrepareSummary;
import org.ibengine.text.Text;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Heap and time that opening a prepared dataset of 3.4 million background windows takes. Windows of
 * one voxel in small volumes: what they take does not depend on what they show. System property
 * {@code ib.out} names the result file, {@code ib.commit} the commit, {@code ib.work} an empty or
 * missing folder for 850 cases.
 */
public final class OpenMemory {
  private static final int CASES = 850;
  private static final int LESION = 96; // voxels
  private static final int RUNS = 5;
  private static final Size3 VOLUME = new Size3(16, 16, 16);
  private static final int WINDOWS = CASES * (16 * 16 * 16 - LESION);

  private OpenMemory() {}

  public static void main(String[] args) throws IOException {
    Path work = Path.of(System.getProperty("ib.work"));
    Path dataset = prepare(work);
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("benchmark", "open");
    root.put("commit", System.getProperty("ib.commit", "unknown"));
    root.set("machine", Machine.json());
    root.putObject("input").put("cases", CASES).put("windows", WINDOWS);
    EngineOptions options =
        EngineOptions.defaults().backend("reference").negatives(Negatives.GRID.minBody(0));
    ArrayNode results = root.putArray("results");
    results.add(measure(mapper, dataset, "all cases", options));
    results.add(measure(mapper, dataset, "fold 0 of 5", options.fold(0, 5)));
    Path out = Path.of(System.getProperty("ib.out", "open.json"));
    Files.writeString(out, root.toPrettyString() + "\n");
  }

  private static ObjectNode measure(
      ObjectMapper mapper, Path dataset, String name, EngineOptions options) {
    double[] seconds = new double[RUNS];
    long kept = 0;
    for (int run = 0; run < RUNS; run++) {
      long before = Measuring.heapInUse();
      long since = System.nanoTime();
      try (IbEngine engine = IbEngine.open(dataset, options)) {
        seconds[run] = (System.nanoTime() - since) / 1e9;
        kept = Math.max(kept, Measuring.heapInUse() - before);
        requireWindows(engine, options);
        Reference.reachabilityFence(engine);
      }
    }
    ObjectNode node = mapper.createObjectNode();
    node.put("selection", name).put("keptBytes", kept);
    node.set("openSeconds", Measuring.spread(mapper, seconds));
    return node;
  }

  private static void requireWindows(IbEngine engine, EngineOptions options) {
    long shown = engine.pool().negatives().count();
    int expected = WINDOWS / CASES * engine.roles().train().size();
    if (shown != expected) {
      throw new IllegalStateException(
          Text.format("%s: expected %d windows, got %d", options, expected, shown));
    }
  }

  private static Path prepare(Path work) throws IOException {
    Backend backend = new ReferenceBackend();
    Path raw = work.resolve("raw");
    for (int number = 0; number < CASES; number++) {
      Path folder = raw.resolve(Text.format("case%04d", number));
      Files.createDirectories(folder);
      write(backend, folder.resolve("GT.nii"), 1);
      write(backend, folder.resolve("T1.nii"), 3);
    }
    DatasetOptions options =
        new DatasetOptions(
            Layout.VOLUMES,
            new Size3(1, 1, 1),
            new Size3(1, 1, 1),
            0,
            Connectivity.FACE_6,
            new PercentileRange(1, 99),
            List.of(),
            GridTolerance.DEFAULT,
            NanRule.REFUSE);
    PrepareRequest request =
        new PrepareRequest(
            List.of(raw),
            work.resolve("dataset"),
            options,
            new PrepareRequest.Execution(2, 1L << 28, false, false));
    PrepareSummary summary = Preparation.run(request, backend, PrepareListener.NONE);
    if (summary.content().windows() != WINDOWS) {
      throw new IllegalStateException("windows prepared: " + summary.content().windows());
    }
    return work.resolve("dataset");
  }

  /** A lesion of {@link #LESION} voxels in the corner has {@code inside}, all else 0. */
  private static void write(Backend backend, Path file, int inside) {
    HostBuffer data = backend.allocate(VOLUME.voxels());
    for (int i = 0; i < LESION; i++) {
      data.view(0, LESION).put(i, (byte) inside);
    }
    Geometry grid = new Geometry(VOLUME, new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1));
    NiftiWriter.write(file, grid, new Volume(VOLUME, VoxelType.UINT8, data), backend.gzip());
  }
}

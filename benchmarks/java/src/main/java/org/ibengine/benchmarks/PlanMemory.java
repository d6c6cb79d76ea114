package org.ibengine.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.benchmarks.measure.Machine;
import org.ibengine.label.Instance;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Balance;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.NegativeSite;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.Placement;
import org.ibengine.plan.PlanOptions;
import org.ibengine.plan.Planner;
import org.ibengine.plan.PositiveSite;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Heap and time that the plan of an epoch of 10⁶ instances and as many background windows takes.
 * System property {@code ib.out} names the result file, {@code ib.commit} the commit.
 */
public final class PlanMemory {
  private static final int CASES = 1000;
  private static final int PER_CASE = 1000;
  private static final int GLOBAL_BATCH = 8;
  private static final int RUNS = 5;
  private static final long SEED = 20261129;
  private static final Size3 VOLUME = new Size3(240, 240, 155);

  private PlanMemory() {}

  public static void main(String[] args) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("benchmark", "plan");
    root.put("commit", System.getProperty("ib.commit", "unknown"));
    root.put("seed", SEED);
    root.set("machine", Machine.json());
    PatchPool pool = pool();
    root.putObject("input")
        .put("instances", pool.positives().size())
        .put("windows", pool.negatives().count())
        .put("globalBatch", GLOBAL_BATCH);
    ArrayNode results = root.putArray("results");
    for (Balance.Kind kind : Balance.Kind.values()) {
      for (boolean even : new boolean[] {false, true}) {
        results.add(measure(mapper, pool, kind, even));
      }
    }
    Path out = Path.of(System.getProperty("ib.out", "plan.json"));
    Files.writeString(out, root.toPrettyString() + "\n");
  }

  private static PatchPool pool() {
    List<PositiveSite> positives = new ArrayList<>();
    List<NegativeSite> negatives = new ArrayList<>();
    for (int of = 0; of < CASES; of++) {
      String name = Text.format("case%04d", of);
      for (int i = 0; i < PER_CASE; i++) {
        Index3 begin = new Index3(i % 200, i / 10, i % 7 * 20);
        Box box = new Box(begin, new Index3(begin.x() + 5, begin.y() + 3, begin.z() + 2));
        Instance.Centroid centre = new Instance.Centroid(begin.x(), begin.y(), begin.z());
        Instance instance = new Instance(i + 1, 30, box, centre, List.of(begin));
        positives.add(new PositiveSite(of, name, VOLUME, instance, box));
        negatives.add(new NegativeSite(of, name, VOLUME, begin));
      }
    }
    return new PatchPool(positives, negatives);
  }

  private static ObjectNode measure(
      ObjectMapper mapper, PatchPool pool, Balance.Kind kind, boolean even) {
    PlanOptions options =
        new PlanOptions(
            new Size3(64, 64, 64),
            GLOBAL_BATCH,
            1,
            1,
            Placement.JITTER,
            Augmentation.STANDARD,
            new Balance(kind, 1),
            even);
    Planner planner = new Planner(pool, options);
    double[] making = new double[RUNS];
    double[] drawing = new double[RUNS];
    long kept = 0;
    long allocated = 0;
    for (int run = 0; run < RUNS; run++) {
      long before = Measuring.heapInUse();
      long allocatedBefore = Measuring.allocatedBytes();
      long since = System.nanoTime();
      EpochPlan plan = planner.training(SEED, run);
      making[run] = (System.nanoTime() - since) / 1e9;
      allocated = Math.max(allocated, Measuring.allocatedBytes() - allocatedBefore);
      kept = Math.max(kept, Measuring.heapInUse() - before);
      drawing[run] = drawAll(plan);
      Reference.reachabilityFence(plan);
    }
    ObjectNode node = mapper.createObjectNode();
    node.put("balance", kind.name()).put("evenBatches", even);
    node.put("keptBytes", kept).put("allocatedBytes", allocated);
    node.set("planSeconds", Measuring.spread(mapper, making));
    node.set("drawSeconds", Measuring.spread(mapper, drawing));
    return node;
  }

  /** Seconds to draw every request of all ranks once, checked by how many are for an instance. */
  private static double drawAll(EpochPlan plan) {
    long since = System.nanoTime();
    int positives = 0;
    for (PatchRequest request : plan.requests()) {
      positives += request.positive() ? 1 : 0;
    }
    if (positives != CASES * PER_CASE) {
      throw new IllegalStateException(Text.format("a plan shows %d instances", positives));
    }
    return (System.nanoTime() - since) / 1e9;
  }
}

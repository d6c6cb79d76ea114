package org.ibengine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.PositiveSite;

/**
 * What an epoch shows, counted: planned over all ranks, delivered on this one. Filler counts apart,
 * as it repeats. Thread-safe.
 */
public final class Ledger {
  /**
   * How often one instance is shown.
   *
   * @param expected by the balance, on average over epochs
   * @param planned in this epoch over all ranks, without filler
   * @param delivered on this rank so far, without filler
   */
  public record Row(
      String caseName, int instanceId, long voxels, double expected, int planned, int delivered) {}

  /** Counts of patches. */
  public record Count(int planned, int delivered) {
    Count plus(int morePlanned, int moreDelivered) {
      return new Count(planned + morePlanned, delivered + moreDelivered);
    }
  }

  private record Key(String caseName, int instanceId) {}

  private final List<PositiveSite> sites;
  private final double[] expected;
  private final Map<Key, Count> instances = new LinkedHashMap<>();
  private final Map<String, Count> negatives = new TreeMap<>();
  private Count filler = new Count(0, 0);

  /** Counts the whole plan as planned and nothing as delivered. */
  Ledger(PatchPool pool, double[] expected, EpochPlan plan) {
    this.sites = pool.positives();
    this.expected = expected.clone();
    for (PositiveSite site : sites) {
      instances.put(new Key(site.caseName(), site.instance().id()), new Count(0, 0));
    }
    plan.requests().forEach(request -> add(request, 1, 0));
  }

  synchronized void count(List<PatchRequest> delivered) {
    delivered.forEach(request -> add(request, 0, 1));
  }

  private void add(PatchRequest request, int planned, int delivered) {
    if (request.filler()) {
      filler = filler.plus(planned, delivered);
    } else if (request.positive()) {
      instances.computeIfPresent(
          new Key(request.caseName(), request.instanceId()),
          (key, count) -> count.plus(planned, delivered));
    } else {
      negatives.merge(
          request.caseName(),
          new Count(planned, delivered),
          (a, b) -> a.plus(b.planned(), b.delivered()));
    }
  }

  /** One row an instance of the training cases, in the order of the dataset. */
  public synchronized List<Row> instances() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < sites.size(); i++) {
      PositiveSite site = sites.get(i);
      Count count = instances.get(new Key(site.caseName(), site.instance().id()));
      rows.add(
          new Row(
              site.caseName(),
              site.instance().id(),
              site.instance().voxels(),
              expected[i],
              count.planned(),
              count.delivered()));
    }
    return rows;
  }

  /** Background patches by case. */
  public synchronized Map<String, Count> negatives() {
    return Map.copyOf(negatives);
  }

  /** Instance patches by case. */
  public Map<String, Count> cases() {
    Map<String, Count> counts = new TreeMap<>();
    for (Row row : instances()) {
      counts.merge(
          row.caseName(),
          new Count(row.planned(), row.delivered()),
          (a, b) -> a.plus(b.planned(), b.delivered()));
    }
    return counts;
  }

  /** Instance patches by size of the instance. */
  public Map<SizeBin, Count> sizes() {
    Map<SizeBin, Count> counts = new TreeMap<>();
    for (Row row : instances()) {
      counts.merge(
          SizeBin.of(row.voxels()),
          new Count(row.planned(), row.delivered()),
          (a, b) -> a.plus(b.planned(), b.delivered()));
    }
    return counts;
  }

  /** Patches that repeat others to fill the last batch. */
  public synchronized Count filler() {
    return filler;
  }

  /** Instances that have not been delivered on this rank so far. */
  public List<Row> neverSeen() {
    return instances().stream().filter(row -> row.delivered() == 0).toList();
  }

  /** Everything above as JSON. */
  public String toJson() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    ArrayNode rows = json.putArray("instances");
    for (Row row : instances()) {
      ObjectNode item = rows.addObject();
      item.put("case", row.caseName());
      item.put("instance", row.instanceId());
      item.put("voxels", row.voxels());
      item.put("expected", row.expected());
      item.put("planned", row.planned());
      item.put("delivered", row.delivered());
    }
    ObjectNode cases = json.putObject("cases");
    cases().forEach((name, count) -> put(cases.putObject(name), count));
    ObjectNode sizes = json.putObject("sizes");
    sizes().forEach((bin, count) -> put(sizes.putObject(bin.label()), count));
    ObjectNode background = json.putObject("negatives");
    negatives().forEach((name, count) -> put(background.putObject(name), count));
    put(json.putObject("filler"), filler());
    ArrayNode missing = json.putArray("neverSeen");
    neverSeen().forEach(row -> missing.add(row.caseName() + "#" + row.instanceId()));
    return json.toPrettyString();
  }

  private static void put(ObjectNode node, Count count) {
    node.put("planned", count.planned());
    node.put("delivered", count.delivered());
  }
}

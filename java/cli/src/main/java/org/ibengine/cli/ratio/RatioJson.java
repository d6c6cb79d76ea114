package org.ibengine.cli.ratio;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.ibengine.ratio.CaseRatios;
import org.ibengine.ratio.Containment;
import org.ibengine.ratio.Means;
import org.ibengine.ratio.PatchCandidate;
import org.ibengine.ratio.PatchChoice;
import org.ibengine.ratio.PatchRatios;
import org.ibengine.ratio.PatchRules.Breach;
import org.ibengine.ratio.TargetWindows;
import org.ibengine.ratio.UniformRatios;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.ibengine.work.CaseFailure;

/** The figures of {@code ib ratio} for programs; fields as docs/reference/ratio.md says. */
final class RatioJson {
  private RatioJson() {}

  static ObjectNode of(RatioReport report) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    ArrayNode cases = node.putArray("cases");
    report.found().cases().forEach(item -> put(cases.addObject(), item, report));
    ArrayNode sizes = node.putArray("sizes");
    PatchChoice choice = report.choice();
    choice.candidates().forEach(size -> put(sizes.addObject(), size, report));
    Optional<Size3> recommended = choice.recommended().map(size -> size.ratios().size());
    recommended.ifPresentOrElse(
        size -> put(node.putArray("recommended"), size), () -> node.putNull("recommended"));
    put(node.putArray("nearest"), choice.nearest().ratios().size());
    new RatioReasons(report).all().forEach(node.putArray("reasons")::add);
    ArrayNode failures = node.putArray("failures");
    for (CaseFailure failure : report.failures()) {
      failures.addObject().put("case", failure.caseName()).put("message", failure.message());
    }
    return node;
  }

  private static void put(ObjectNode node, CaseRatios item, RatioReport report) {
    node.put("case", item.name());
    put(node.putArray("shape"), item.geometry().size());
    Spacing spacing = item.geometry().spacing();
    node.putArray("spacingMm").add(spacing.x()).add(spacing.y()).add(spacing.z());
    node.put("volumeRatio", item.volumeRatio());
    ArrayNode sizes = node.putArray("sizes");
    item.sizes().forEach(size -> put(sizes.addObject(), size, report));
  }

  private static void put(ObjectNode node, PatchCandidate size, RatioReport report) {
    put(node, size.ratios(), report);
    if (size.extent().inMm()) {
      node.putArray("sizeMm").add(size.extent().x()).add(size.extent().y()).add(size.extent().z());
    }
    node.put("batchBytes", size.bytes());
    node.put("ringBytes", Math.multiplyExact(report.batch().prefetch(), size.bytes()));
    ArrayNode breaks = node.putArray("breaks");
    for (Breach breach : report.choice().rules().breaches(size)) {
      ObjectNode broken = breaks.addObject().put("rule", breach.rule().label());
      put(broken, "value", breach.value());
      put(broken, "limit", breach.limit());
    }
    size.target().ifPresent(target -> put(node.putObject("target"), target));
  }

  private static void put(ObjectNode node, TargetWindows target) {
    node.putArray("trainingRange").add(target.low()).add(target.high());
    node.put("windows", target.windows());
    node.put("windowsWithForeground", target.withForeground());
    node.put("windowsInRange", target.inRange());
    put(node, "inRangeShare", target.inRangeShare());
    put(node, "min", target.least());
    put(node, "max", target.most());
    node.put("volumes", target.volumes());
    node.put("volumesInRange", target.volumesInRange());
  }

  private static void put(ObjectNode node, PatchRatios ratios, RatioReport report) {
    put(node.putArray("size"), ratios.size());
    node.put("placements", ratios.uniform().placements());
    node.put("voxels", ratios.voxels());
    node.put("instances", ratios.instances().instances());
    put(node.putObject("uniform"), ratios.uniform());
    put(node.putObject("containment"), ratios.instances());
    ratios.jitter().ifPresent(means -> putJitter(node, means, ratios, report));
    ratios.voxel().ifPresent(means -> put(node.putObject("voxel"), means));
    ratios
        .background()
        .ifPresent(
            means ->
                node.putObject("negativeVoxel")
                    .put("mean", means.mean())
                    .put("zeroShare", ratios.backgroundZeroShare()));
    ratios
        .evenMean()
        .ifPresent(
            mean ->
                node.putObject("posneg")
                    .put("mean", mean)
                    .put("zeroShare", ratios.backgroundZeroShare() / 2));
  }

  private static void putJitter(
      ObjectNode node, Means means, PatchRatios ratios, RatioReport report) {
    ObjectNode jitter = node.putObject("instanceJitter");
    put(jitter, means);
    means.first().forEach(jitter.putArray("first5")::add);
    double negatives = report.batch().negativesPerPositive();
    node.putObject("epoch")
        .put("ratio", negatives)
        .put("mean", ratios.epochMean(negatives))
        .put("zeroShare", PatchRatios.epochZeroShare(negatives));
    node.putObject("epochRatio1")
        .put("mean", ratios.epochMean(1))
        .put("zeroShare", PatchRatios.epochZeroShare(1));
  }

  private static void put(ObjectNode node, Means means) {
    node.put("mean", means.mean());
    node.put("min", means.min());
    node.put("max", means.max());
  }

  private static void put(ObjectNode node, UniformRatios uniform) {
    node.put("sumOfCounts", uniform.sumOfCounts());
    node.put("mean", uniform.mean());
    node.put("sd", uniform.sd());
    node.put("min", uniform.min());
    node.put("max", uniform.max());
    node.put("zeroShare", uniform.zeroShare());
    node.put("zeroPlacements", uniform.zeroPlacements());
    uniform.quantiles().forEach(node.putArray("quantiles")::add);
  }

  private static void put(ObjectNode node, Containment held) {
    node.put("instancesThatFit", held.instancesThatFit());
    put(node, "share", held.share());
    held.firstPlacements().forEach(node.putArray("placementsThatHoldInstanceWholeFirst5")::add);
    put(node, "meanOverInstancesOfShareOfPlacements", held.meanShareOfPlacements());
    ArrayNode tooLong = node.putArray("tooLong");
    for (Containment.TooLong one : held.tooLong()) {
      ObjectNode item = tooLong.addObject();
      item.put("case", one.caseName()).put("instance", one.instance());
      put(item.putArray("box"), one.box());
    }
  }

  private static void put(ArrayNode node, Size3 size) {
    node.add(size.x()).add(size.y()).add(size.z());
  }

  private static void put(ObjectNode node, String field, double value) {
    if (Double.isNaN(value)) {
      node.putNull(field);
    } else {
      node.put(field, value);
    }
  }
}

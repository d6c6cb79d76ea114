package org.ibengine.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.ibengine.benchmarks.measure.Machine;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.VoxelType;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs JMH with its own command line and writes one result file: GB/s of every operation beside a
 * copy of the same bytes in the same run. System property {@code ib.out} names the file, {@code
 * ib.commit} the commit.
 */
public final class BenchmarkMain {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String COPY = "copy";

  private BenchmarkMain() {}

  public static void main(String[] args)
      throws CommandLineOptionException, RunnerException, IOException {
    Collection<RunResult> results = new Runner(new CommandLineOptions(args)).run();
    ObjectNode root = MAPPER.createObjectNode();
    root.put("benchmark", "java");
    root.put("commit", System.getProperty("ib.commit", "unknown"));
    root.put("seed", PhantomVolume.SEED);
    root.set("machine", Machine.json());
    ArrayNode list = root.putArray("results");
    Map<String, Double> copies = copies(results);
    for (RunResult result : results) {
      if (!method(result).equals(COPY)) {
        list.add(entry(result, copies.get(setting(result))));
      }
    }
    Path out = Path.of(System.getProperty("ib.out", "java.json"));
    Files.writeString(out, root.toPrettyString() + "\n");
  }

  private static Map<String, Double> copies(Collection<RunResult> results) {
    Map<String, Double> copies = new HashMap<>();
    for (RunResult result : results) {
      if (method(result).equals(COPY)) {
        copies.put(setting(result), median(result));
      }
    }
    return copies;
  }

  private static ObjectNode entry(RunResult result, Double copySeconds) {
    long bytes = copiedBytes(result.getParams());
    Result<?> primary = result.getPrimaryResult();
    ObjectNode node = MAPPER.createObjectNode();
    node.put("operation", operation(result));
    ObjectNode params = node.putObject("input");
    for (String key : result.getParams().getParamsKeys()) {
      params.put(key, result.getParams().getParam(key));
    }
    node.put("bytes", bytes);
    node.putObject("seconds")
        .put("median", median(result))
        .put("min", primary.getStatistics().getMin())
        .put("max", primary.getStatistics().getMax())
        .put("runs", primary.getStatistics().getN());
    node.put("gbPerSecond", bytes / median(result) * 1e-9);
    if (copySeconds != null) {
      node.put("copySeconds", copySeconds);
      node.put("copyGbPerSecond", bytes / copySeconds * 1e-9);
      node.put("copyRatio", copySeconds / median(result));
    }
    return node;
  }

  /** Bytes of the copy that the operation is held against; the same figure gives both GB/s. */
  private static long copiedBytes(BenchmarkParams params) {
    long voxels = PhantomVolume.parse(params.getParam("size")).voxels();
    String type = params.getParam("type");
    if (params.getBenchmark().contains(GatherBenchmark.class.getSimpleName())) {
      return GatherBenchmark.copiedBytes(
          VoxelType.valueOf(type), ElementType.valueOf(params.getParam("target")));
    }
    return type == null ? voxels : voxels * VoxelType.valueOf(type).sizeBytes();
  }

  private static double median(RunResult result) {
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }

  private static String method(RunResult result) {
    String name = result.getParams().getBenchmark();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String className(RunResult result) {
    String name = result.getParams().getBenchmark();
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** {@code percentiles}, {@code gzip encode}. */
  private static String operation(RunResult result) {
    String simple = className(result);
    simple = simple.substring(simple.lastIndexOf('.') + 1).replace("Benchmark", "");
    String method = method(result);
    return simple.toLowerCase(Locale.ROOT) + (method.equals("run") ? "" : " " + method);
  }

  /** What an operation and its copy have in common. */
  private static String setting(RunResult result) {
    StringBuilder setting = new StringBuilder(className(result));
    for (String key : result.getParams().getParamsKeys()) {
      setting.append('|').append(key).append('=').append(result.getParams().getParam(key));
    }
    return setting.toString();
  }
}

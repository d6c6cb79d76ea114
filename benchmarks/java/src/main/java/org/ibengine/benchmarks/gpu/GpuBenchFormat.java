package org.ibengine.benchmarks.gpu;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.ibengine.cli.text.Spread;
import org.ibengine.cli.text.TextTable;
import org.ibengine.cuda.KernelBench;
import org.ibengine.text.Text;

/** How {@code ib bench gpu} shows its figures, to people and to programs. */
final class GpuBenchFormat {
  static final String NO_HARDWARE = "driver double, not hardware: the times mean nothing";

  private GpuBenchFormat() {}

  static String text(List<GpuBench.Row> rows) {
    TextTable table =
        new TextTable(
            "operation", "input", "L2", "kernels ms", "span ms", "GB/s", "copy GB/s", "of copy");
    for (GpuBench.Row row : rows) {
      add(table, row, "warm", row.warm());
      add(table, row, "cold", row.cold());
    }
    return table
        + "medians by the device's clock; kernels: inside kernels; span: from the first to the last,"
        + " the host's part between them included; cold: the L2 cache was swept before\n";
  }

  private static void add(
      TextTable table, GpuBench.Row row, String cache, GpuBench.Figures figures) {
    double rate = gigabytesPerSecond(row.bytes(), figures);
    double copyRate = copyGigabytesPerSecond(row.bytes(), figures);
    table.row(
        row.operation(),
        row.input(),
        cache,
        number("%.4f", kernelSeconds(figures.runs()).median() * 1e3),
        number("%.4f", seconds(figures.runs()).median() * 1e3),
        number("%.1f", rate),
        number("%.1f", copyRate),
        number("%.2f", rate / copyRate));
  }

  private static String number(String format, double value) {
    return Text.format(format, value);
  }

  private static Spread of(List<KernelBench.Run> runs, ToDoubleFunction<KernelBench.Run> value) {
    return Spread.of(runs.stream().mapToDouble(value).toArray());
  }

  private static Spread seconds(List<KernelBench.Run> runs) {
    return of(runs, KernelBench.Run::seconds);
  }

  private static Spread kernelSeconds(List<KernelBench.Run> runs) {
    return of(runs, KernelBench.Run::kernelSeconds);
  }

  private static double gigabytesPerSecond(long bytes, GpuBench.Figures figures) {
    return bytes * 1e-9 / kernelSeconds(figures.runs()).median();
  }

  /** Bytes read and written. */
  private static double copyGigabytesPerSecond(long bytes, GpuBench.Figures figures) {
    return bytes / 2 * 2 * 1e-9 / seconds(figures.copy()).median();
  }

  static ArrayNode json(List<GpuBench.Row> rows) {
    ArrayNode array = new ObjectMapper().createArrayNode();
    for (GpuBench.Row row : rows) {
      ObjectNode node = array.addObject();
      node.put("operation", row.operation()).put("input", row.input()).put("bytes", row.bytes());
      fill(node.putObject("warm"), row.bytes(), row.warm());
      fill(node.putObject("cold"), row.bytes(), row.cold());
    }
    return array;
  }

  private static void fill(ObjectNode node, long bytes, GpuBench.Figures figures) {
    double rate = gigabytesPerSecond(bytes, figures);
    double copyRate = copyGigabytesPerSecond(bytes, figures);
    node.set("seconds", kernelSeconds(figures.runs()).json());
    node.set("spanSeconds", seconds(figures.runs()).json());
    node.put("gbPerSecond", rate).put("copyGbPerSecond", copyRate).put("ofCopy", rate / copyRate);
    ObjectNode kernels = node.putObject("kernelSeconds");
    for (String kernel : kernels(figures.runs())) {
      double median = of(figures.runs(), run -> run.kernels().getOrDefault(kernel, 0.0)).median();
      kernels.put(kernel, median);
    }
  }

  private static Set<String> kernels(List<KernelBench.Run> runs) {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> names.addAll(run.kernels().keySet()));
    return names;
  }
}

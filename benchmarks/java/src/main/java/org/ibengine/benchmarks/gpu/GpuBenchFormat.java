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
            "operation", "input", "kernels ms", "span ms", "GB/s", "copy GB/s", "of copy");
    for (GpuBench.Row row : rows) {
      table.row(
          row.operation(),
          row.input(),
          number("%.4f", kernelSeconds(row.runs()).median() * 1e3),
          number("%.4f", seconds(row.runs()).median() * 1e3),
          number("%.1f", gigabytesPerSecond(row)),
          number("%.1f", copyGigabytesPerSecond(row)),
          number("%.2f", gigabytesPerSecond(row) / copyGigabytesPerSecond(row)));
    }
    return table
        + "medians by the device's clock; kernels: inside kernels; span: from the first to the last,"
        + " the host's part between them included\n";
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

  private static double gigabytesPerSecond(GpuBench.Row row) {
    return row.bytes() * 1e-9 / kernelSeconds(row.runs()).median();
  }

  /** Bytes read and written. */
  private static double copyGigabytesPerSecond(GpuBench.Row row) {
    return row.bytes() / 2 * 2 * 1e-9 / seconds(row.copy()).median();
  }

  static ArrayNode json(List<GpuBench.Row> rows) {
    ArrayNode array = new ObjectMapper().createArrayNode();
    for (GpuBench.Row row : rows) {
      ObjectNode node = array.addObject();
      node.put("operation", row.operation()).put("input", row.input()).put("bytes", row.bytes());
      node.set("seconds", kernelSeconds(row.runs()).json());
      node.set("spanSeconds", seconds(row.runs()).json());
      node.put("gbPerSecond", gigabytesPerSecond(row));
      node.put("copyGbPerSecond", copyGigabytesPerSecond(row));
      node.put("ofCopy", gigabytesPerSecond(row) / copyGigabytesPerSecond(row));
      ObjectNode kernels = node.putObject("kernelSeconds");
      for (String kernel : kernels(row.runs())) {
        double median = of(row.runs(), run -> run.kernels().getOrDefault(kernel, 0.0)).median();
        kernels.put(kernel, median);
      }
    }
    return array;
  }

  private static Set<String> kernels(List<KernelBench.Run> runs) {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> names.addAll(run.kernels().keySet()));
    return names;
  }
}

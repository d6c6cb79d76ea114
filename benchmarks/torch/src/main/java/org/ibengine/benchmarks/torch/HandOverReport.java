package org.ibengine.benchmarks.torch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.ibengine.benchmarks.measure.Machine;
import org.ibengine.benchmarks.torch.HandOverCase.Measured;
import org.ibengine.text.Text;

/** Shows hand-overs to people and to programs, in microseconds. */
final class HandOverReport {
  private static final String FORMAT =
      "%-9s %-23s %12s %9s %9s %9s %9s %9s %9s %10s%n"; // a header has only strings

  private final StringBuilder text = new StringBuilder();
  private final ObjectNode json = new ObjectMapper().createObjectNode();
  private final ArrayNode rows = json.putArray("results");

  HandOverReport() {
    ObjectNode machine = Machine.json();
    json.set("machine", machine);
    text.append(
        Text.format(
            "%s, %d cores, %s, Java %s%n",
            machine.get("cpu").textValue(),
            machine.get("cores").intValue(),
            machine.get("os").textValue(),
            machine.get("java").textValue()));
    String[] head = {"through", "", "bytes", "median", "10 %", "90 %", "take", "tensors", "back"};
    text.append(
        Text.format(FORMAT, Stream.concat(Stream.of(head), Stream.of("not ready")).toArray()));
  }

  /**
   * One line.
   *
   * @param compiledMs what the JVM spent on compiling while it was measured
   */
  void add(HandOverCase measured, Measured result, long compiledMs) {
    ObjectNode row = rows.addObject();
    row.put("way", measured.way().toString()).put("situation", measured.situation().toString());
    row.put("batchBytes", result.batchBytes()).put("samples", result.samples().size());
    row.put("notReady", result.notReady()).put("compiledMs", compiledMs);
    double[] whole = micros(result.samples(), HandOver::whole);
    double[] take = micros(result.samples(), HandOver::take);
    double[] tensors = micros(result.samples(), HandOver::tensors);
    double[] giveBack = micros(result.samples(), HandOver::giveBack);
    put(row.putObject("wholeMicros"), whole);
    put(row.putObject("takeMicros"), take);
    put(row.putObject("tensorsMicros"), tensors);
    put(row.putObject("giveBackMicros"), giveBack);
    text.append(
        Text.format(
            FORMAT,
            measured.way(),
            measured.situation(),
            Text.format("%,d", result.batchBytes()),
            number(median(whole)),
            number(rank(whole, 10)),
            number(rank(whole, 90)),
            number(median(take)),
            number(median(tensors)),
            number(median(giveBack)),
            result.notReady()));
  }

  private static double[] micros(List<HandOver> samples, ToLongFunction<HandOver> part) {
    return samples.stream().mapToLong(part).sorted().mapToDouble(nanos -> nanos * 1e-3).toArray();
  }

  private static double median(double[] sorted) {
    return rank(sorted, 50);
  }

  /** The smallest value that so many percent do not exceed. */
  private static double rank(double[] sorted, int percentage) {
    return sorted[Math.max(0, (sorted.length * percentage + 99) / 100 - 1)];
  }

  private static void put(ObjectNode node, double[] sorted) {
    node.put("median", median(sorted)).put("p10", rank(sorted, 10)).put("p90", rank(sorted, 90));
  }

  private static String number(double value) {
    return Text.format("%.1f", value);
  }

  /** For people. */
  String text() {
    return text
        + "microseconds; the whole: median and the tenth below and above; its parts: medians\n";
  }

  /** For programs; the caller adds what it knows. */
  ObjectNode json() {
    return json;
  }
}

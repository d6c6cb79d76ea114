package org.ibengine.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.ibengine.IbEngine;
import org.ibengine.text.Text;

/**
 * What server and client agree on before the first epoch.
 *
 * @param program name and version of the server
 * @param folder the dataset's
 * @param worldSize ranks of the whole training, including those of other servers
 * @param batchSize patches per batch on one rank
 * @param comparison for clients that ask for the same as they would open; empty: they are not
 *     answered
 */
public record Greeting(
    String program, Path folder, int worldSize, int batchSize, Optional<Comparison> comparison) {
  /** Increased with every change that an older client or server would misunderstand. */
  public static final int PROTOCOL = 3;

  /** Requests that earlier servers of the same protocol do not know. */
  private static final List<String> REQUESTS = List.of("geometry", "ledger");

  /** What a client asks for in its hello, and the answer of a server that has compared it. */
  private static final String SAME = "same";

  /** The rank that a client's first message asks for. */
  int rankOf(JsonNode hello, Map<Integer, RankPlace> ranks) throws Refusal, ProtocolException {
    if (!hello.get("type").textValue().equals("hello")) {
      throw new ProtocolException("the first message must be a hello, was " + hello.get("type"));
    }
    JsonNode protocol = hello.path("protocol");
    if (!protocol.isInt() || protocol.intValue() != PROTOCOL) {
      throw new Refusal(
          "version",
          Text.format(
              "client and server must speak the same protocol, the client speaks %s, this server (%s) %d; install the client that came with it",
              protocol, program, PROTOCOL));
    }
    JsonNode world = hello.path("worldSize");
    if (!world.isMissingNode() && (!world.isInt() || world.intValue() != worldSize)) {
      throw new Refusal(
          "argument",
          Text.format(
              "world size must be the server's %d, was %s; start ib serve with --world-size",
              worldSize, world));
    }
    JsonNode rank = hello.path("rank");
    if (!rank.isInt() || !ranks.containsKey(rank.intValue())) {
      throw new Refusal(
          "argument",
          Text.format(
              "rank must be one of this server's %s, was %s; see --rank, --local-ranks and --world-size of ib serve",
              ranks.keySet(), rank));
    }
    return rank.intValue();
  }

  /**
   * Returns if the client does not ask for anything in particular, or what it asks for is served.
   *
   * @throws Refusal with the differences
   */
  void requireSame(JsonNode hello, IbEngine engine) throws Refusal, ProtocolException {
    if (hello.has(SAME) && comparison.isPresent()) {
      comparison.get().require(hello.get(SAME), engine);
    }
  }

  /** The client's process, as this machine counts them. */
  static long processOf(JsonNode hello) throws ProtocolException {
    JsonNode process = hello.path("process");
    if (!process.isInt() || process.intValue() < 1) {
      throw new ProtocolException("process must be the client's process id, was " + process);
    }
    return process.longValue();
  }

  ObjectNode welcome(JsonNode hello, int rank, RankPlace place, ServedMemory memory)
      throws IOException {
    ObjectNode node = Frames.JSON.createObjectNode();
    node.put("type", "welcome");
    node.put("protocol", PROTOCOL);
    node.put("server", program);
    memory.describe(node, rank);
    node.put("rank", rank);
    node.put("worldSize", worldSize);
    node.put("batchSize", batchSize);
    putIfPlannable(node, "steps", () -> OptionalInt.of(place.engine().steps()));
    putIfPlannable(node, "validationSteps", place.engine()::validationSteps);
    node.put("folder", folder.toAbsolutePath().normalize().toString());
    node.set(
        "options", ClientSession.sendable(Frames.JSON.readTree(place.engine().options().toJson())));
    node.put("backend", place.engine().backend());
    place.engine().modalities().forEach(node.putArray("modalities")::add);
    place.engine().cases().forEach(node.putArray("cases")::add);
    REQUESTS.forEach(node.putArray("requests")::add);
    if (hello.has(SAME) && comparison.isPresent()) {
      node.put(SAME, true);
    }
    return node;
  }

  /** Who opens an epoch of a dataset without lesions, or a validation of no fold, is told why. */
  private static void putIfPlannable(ObjectNode node, String field, Supplier<OptionalInt> steps) {
    try {
      steps.get().ifPresentOrElse(known -> node.put(field, known), () -> node.putNull(field));
    } catch (IllegalArgumentException e) {
      node.putNull(field);
    }
  }
}

package org.ibengine.train.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.cli.Ib;

/** Two small sets of balls, and a study of one run on them. */
final class BallStudy {
  static final int SIDE = 16;

  private final Path folder;
  final Path train;
  final Path test;
  private String output;

  BallStudy(Path folder) {
    this.folder = folder;
    train = balls("train", 4);
    test = balls("test", 2, "--test");
  }

  private Path balls(String name, int number, String... more) {
    Path raw = folder.resolve(name + "-raw");
    List<Object> synth = new ArrayList<>(List.of("synth", "--balls", number, raw, "--cases"));
    synth.addAll(List.of("--size", SIDE, SIDE, SIDE, "--radius", 2, 5));
    synth.addAll(List.of(more));
    assertEquals(0, ib(synth.toArray()), this::output);
    Path prepared = folder.resolve(name);
    assertEquals(0, ib("prepare", raw, prepared, "--layout", "volumes"), this::output);
    return prepared;
  }

  /** What the last command has printed. */
  String output() {
    return output;
  }

  int ib(Object... arguments) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    int code =
        Ib.run(
            writer, writer, Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    output = text.toString();
    return code;
  }

  Object[] study(Path runs, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("ratio", "run", train, test, "-o", runs));
    arguments.addAll(List.of("--fold", 0, 4, "--backend=cpu", "--threads=1", "--channels=3,4"));
    arguments.addAll(List.of("--batch-size=4", "--steps=2", "--normalise", "none"));
    arguments.addAll(List.of(more));
    return arguments.toArray();
  }

  Object[] one(Path runs) {
    return study(runs, "--sizes", 8, "--networks", "unet", "--epochs=2", "--seed=3");
  }
}

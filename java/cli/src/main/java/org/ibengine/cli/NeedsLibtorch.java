package org.ibengine.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.text.Text;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Stands for a command whose jar is not on the class path because it needs libtorch, which is a
 * large download: so that help names it, and running it says what to do.
 */
@Command
final class NeedsLibtorch implements Callable<Integer> {
  /** Those of ib-train, in the order of the help. */
  static final List<String> NAMES = List.of("train", "predict");

  @Unmatched private List<String> anything; // whatever the command itself would take

  @Spec private CommandSpec spec;

  static CommandLine command(String name) {
    CommandLine line = new CommandLine(new NeedsLibtorch());
    String description =
        switch (name) {
          case "train" -> "Train a network on a dataset.";
          case "predict" -> "Predict cases with a trained network.";
          case "ratio run" -> "Train and test networks at several patch sizes.";
          default -> throw new IllegalArgumentException("no such command: " + name);
        };
    line.getCommandSpec().usageMessage().description(description + " Needs libtorch.");
    return line;
  }

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    line.getErr()
        .println(
            Text.format(
                "ib: ib %s needs ib-train and libtorch (113 MB), which are not on the class path; ./ib in"
                    + " a clone fetches them; elsewhere, take the jars that mvn -Dib.torch=on -pl"
                    + " java/train -am package collects in java/train/target/lib",
                spec.qualifiedName().substring("ib ".length())));
    line.getErr().flush();
    return ExitCode.FAILED;
  }
}

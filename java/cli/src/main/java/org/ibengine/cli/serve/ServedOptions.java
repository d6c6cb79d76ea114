package org.ibengine.cli.serve;

import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.cli.options.EngineOptionsMixin;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is served: the options of a server that a client may ask for. */
@Command
final class ServedOptions {
  @Option(
      names = "--validation-of-all",
      description =
          "Validations show all cases, including those of training. Default: what --fold holds out;"
              + " none without a fold.")
  private boolean validationOfAll;

  @Mixin private EngineOptionsMixin engine = new EngineOptionsMixin();

  /**
   * The options that {@code ib serve} with these words would have.
   *
   * @throws IllegalArgumentException for words that it would refuse
   */
  static EngineOptions read(List<String> words) {
    ServedOptions options = new ServedOptions();
    try {
      new CommandLine(options).parseArgs(words.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return options.options();
  }

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  EngineOptions options() {
    return engine.options().validationOfAll(validationOfAll);
  }

  EngineOptionsMixin engine() {
    return engine;
  }
}

package org.ibengine.benchmarks;

import org.ibengine.benchmarks.epoch.BenchEpochCommand;
import org.ibengine.benchmarks.gpu.BenchGpuCommand;
import org.ibengine.cli.AddedCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ib bench}: measures on the user's own data and machine. */
@Command(
    name = "bench",
    description = "Measure on your own data and machine.",
    synopsisSubcommandLabel = "WHAT",
    subcommands = {BenchEpochCommand.class, BenchGpuCommand.class})
public final class BenchCommand implements AddedCommand {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "what to measure is missing: epoch or gpu");
  }
}

package org.ibengine.cli;

import java.util.List;
import java.util.ServiceLoader;
import org.ibengine.cli.backends.BackendsCommand;
import org.ibengine.cli.cases.CasesCommand;
import org.ibengine.cli.clean.CleanCommand;
import org.ibengine.cli.convert.ConvertCommand;
import org.ibengine.cli.epoch.EpochCommand;
import org.ibengine.cli.evaluate.EvaluateCommand;
import org.ibengine.cli.experiment.ExperimentCommand;
import org.ibengine.cli.froc.FrocCommand;
import org.ibengine.cli.info.InfoCommand;
import org.ibengine.cli.mine.MineCommand;
import org.ibengine.cli.prepare.PrepareCommand;
import org.ibengine.cli.preview.PreviewCommand;
import org.ibengine.cli.ratio.RatioCommand;
import org.ibengine.cli.ratio.report.RatioReportCommand;
import org.ibengine.cli.serve.ServeCommand;
import org.ibengine.cli.stats.StatsCommand;
import org.ibengine.cli.synth.SynthCommand;
import org.ibengine.cli.verify.VerifyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The commands of {@code ib}. Only the one that runs is built: reading the options of all of them
 * takes 0.16 s of processor time and 3 MB, which a server would keep.
 */
final class Commands {
  /** Those of this jar, in the order of the help. */
  private static final List<String> NAMES =
      List.of(
          "cases",
          "prepare",
          "convert",
          "verify",
          "clean",
          "epoch",
          "preview",
          "stats",
          "ratio",
          "evaluate",
          "froc",
          "experiment",
          "mine",
          "serve",
          "backends",
          "info",
          "synth",
          "options");

  private Commands() {}

  /** Adds every command: for help, and for command lines that name none of them first. */
  static void addAll(CommandLine ib) {
    NAMES.forEach(name -> ib.addSubcommand(name, command(name)));
    ServiceLoader.load(AddedCommand.class).forEach(ib::addSubcommand);
    NeedsLibtorch.NAMES.stream()
        .filter(name -> !ib.getSubcommands().containsKey(name))
        .forEach(name -> ib.addSubcommand(name, NeedsLibtorch.command(name)));
  }

  /** Adds the command that the first argument names; every command if it names none. */
  static void add(CommandLine ib, String... args) {
    String first = args.length == 0 ? "" : args[0];
    if (NAMES.contains(first)) {
      ib.addSubcommand(first, command(first));
      return;
    }
    ServiceLoader.load(AddedCommand.class).stream()
        .filter(added -> added.type().getAnnotation(Command.class).name().equals(first))
        .findFirst()
        .ifPresentOrElse(added -> ib.addSubcommand(added.get()), () -> addOther(ib, first));
  }

  private static void addOther(CommandLine ib, String first) {
    if (NeedsLibtorch.NAMES.contains(first)) {
      ib.addSubcommand(first, NeedsLibtorch.command(first));
    } else {
      addAll(ib);
    }
  }

  private static Object command(String name) {
    return switch (name) {
      case "cases" -> new CasesCommand();
      case "prepare" -> new PrepareCommand();
      case "convert" -> new ConvertCommand();
      case "verify" -> new VerifyCommand();
      case "clean" -> new CleanCommand();
      case "epoch" -> new EpochCommand();
      case "preview" -> new PreviewCommand();
      case "stats" -> new StatsCommand();
      case "ratio" -> ratio();
      case "evaluate" -> new EvaluateCommand();
      case "froc" -> new FrocCommand();
      case "experiment" -> new ExperimentCommand();
      case "mine" -> new MineCommand();
      case "serve" -> new ServeCommand();
      case "backends" -> new BackendsCommand();
      case "info" -> new InfoCommand();
      case "synth" -> new SynthCommand();
      case "options" -> new OptionsCommand();
      default -> throw new IllegalStateException("not a command: " + name);
    };
  }

  /** With its subcommands, of which those in other jars come last. */
  private static CommandLine ratio() {
    CommandLine ratio = new CommandLine(new RatioCommand());
    ratio.addSubcommand(new RatioReportCommand());
    ServiceLoader.load(AddedRatioCommand.class).forEach(ratio::addSubcommand);
    if (!ratio.getSubcommands().containsKey("run")) {
      ratio.addSubcommand("run", NeedsLibtorch.command("ratio run"));
    }
    return ratio;
  }
}

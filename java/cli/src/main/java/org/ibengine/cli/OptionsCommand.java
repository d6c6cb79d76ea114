package org.ibengine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.text.Text;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib options COMMAND}: the options of a command, for other programs. */
@Command(
    name = "options",
    hidden = true,
    sortOptions = false,
    description = "Print the options of a command as one JSON object, for programs that use ib.")
final class OptionsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "COMMAND", description = "A command of ib.")
  private String command;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine named = Ib.commandLine(command).getSubcommands().get(command);
    if (named == null) {
      throw new IllegalArgumentException(
          Text.format("COMMAND must be one that ib --help lists, was %s", command));
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (OptionSpec option : named.getCommandSpec().options()) {
      if (!option.inherited() && !option.usageHelp() && !option.versionHelp()) {
        put(json.putObject(option.longestName()), option);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(json.toPrettyString());
    out.flush();
    return ExitCode.OK;
  }

  /** A value is a flag's, a number's or a text's; several follow one name, or the name repeats. */
  private static void put(ObjectNode json, OptionSpec option) {
    Class<?> type = option.typeInfo().isMultiValue() ? element(option) : option.type();
    json.put("type", type.getSimpleName().toLowerCase(Locale.ROOT));
    json.put("values", option.arity().max());
    json.put("repeats", option.isMultiValue() && option.arity().max() == 1);
    json.put("label", option.paramLabel());
    json.put("default", option.defaultValue());
  }

  private static Class<?> element(OptionSpec option) {
    return option.typeInfo().getAuxiliaryTypes()[0];
  }
}

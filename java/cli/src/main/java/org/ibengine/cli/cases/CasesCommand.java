package org.ibengine.cli.cases;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.InputOptions;
import org.ibengine.error.DatasetException;
import org.ibengine.input.CasesText;
import org.ibengine.input.Discovery;
import org.ibengine.input.InputWarning;
import org.ibengine.input.ListedCase;
import org.ibengine.io.IoReason;
import org.ibengine.plan.Folds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib cases RAW…}: which cases are there, before anything is prepared. */
@Command(
    name = "cases",
    sortOptions = false,
    description = {
      "List the cases of raw folders as CSV: case, subject, label, then one column per modality, with"
          + " the paths of its files. Mend it in a spreadsheet, then prepare it with"
          + " ib prepare --cases FILE.",
      "Cases that cannot be used are listed too, with empty cells, and named with the reason on"
          + " standard error."
    })
public final class CasesCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "RAW…",
      hideParamSyntax = true,
      description = "Folders of raw cases, as for ib prepare.")
  private List<Path> folders = List.of();

  @Mixin private InputOptions input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write to FILE, with paths relative to its folder. Default: standard output, with absolute"
              + " paths.")
  private Path output;

  @Option(
      names = "--json",
      description =
          "Write a JSON array with case, subject, label and modalities (name to file) of each case;"
              + " paths are absolute.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Discovery found = Discovery.of(input.in(folders));
    tell(found);
    Map<String, String> subjects =
        Folds.subjects(ListedCase.all(found).stream().map(ListedCase::name).toList());
    Optional<Path> folder =
        Optional.ofNullable(output).map(file -> file.toAbsolutePath().getParent());
    write(json ? CasesJson.of(found, subjects::get) : CasesText.of(found, folder, subjects::get));
    boolean none = found.cases().isEmpty();
    return found.incomplete().isEmpty()
        ? ExitCode.OK
        : none ? ExitCode.FAILED : ExitCode.SOME_CASES_FAILED;
  }

  private void tell(Discovery found) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("ib: layout: " + found.summary());
    for (InputWarning warning : found.warnings()) {
      err.println("ib: warning: case " + warning.caseName() + ": " + warning.message());
    }
    found
        .failures()
        .forEach(
            failure -> err.println("ib: case " + failure.caseName() + ": " + failure.message()));
    err.flush();
  }

  private void write(String text) {
    if (output == null) {
      PrintWriter out = spec.commandLine().getOut();
      out.print(text);
      out.flush();
      return;
    }
    try {
      Files.writeString(output, text);
    } catch (IOException e) {
      throw new DatasetException(output, "cannot be written: " + IoReason.of(e), e);
    }
  }
}

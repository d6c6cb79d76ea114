package org.ibengine.cli.clean;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.store.DatasetCleaner;
import org.ibengine.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib clean}: removes what no case of a dataset has any more. */
@Command(
    name = "clean",
    sortOptions = false,
    description = {
      "Remove volumes that no case uses any more, and files of interrupted runs, from a dataset"
          + " folder.",
      "The next ib prepare on the folder removes them too. Prints each file with its size."
    })
public final class CleanCommand implements Callable<Integer> {
  @Parameters(paramLabel = "OUT", description = "The dataset folder.")
  private Path folder;

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      defaultValue = "1d",
      description = {
        "Only what has been unused for that long, such as 90s, 30m, 12h or 1d: since it was",
        "written, or since its case was replaced. Epochs that began before may still read it."
            + " Default: ${DEFAULT-VALUE}."
      })
  private String olderThan;

  @Option(names = "--dry-run", description = "Say what would be removed, but remove nothing.")
  private boolean dryRun;

  @Option(
      names = "--no-lock",
      description =
          "Do not lock the folder, for file systems without locks: then only --older-than protects"
              + " the files of a running ib prepare.")
  private boolean unlocked;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Duration age = Age.parse(olderThan);
    DatasetCleaner.Report report =
        dryRun
            ? DatasetCleaner.plan(folder, age)
            : unlocked
                ? DatasetCleaner.cleanUnlocked(folder, age)
                : DatasetCleaner.clean(folder, age);
    PrintWriter out = spec.commandLine().getOut();
    report
        .removed()
        .forEach(file -> out.println(file.path() + ": " + Text.counted(file.bytes(), "byte")));
    out.printf(
        "%s %s, %s%n",
        dryRun ? "would remove" : "removed",
        Text.counted(report.removed().size(), "file"),
        Text.counted(report.removedBytes(), "byte"));
    if (report.kept() > 0) {
      out.printf("kept %s not older than %s%n", Text.counted(report.kept(), "file"), olderThan);
    }
    if (dryRun) {
      out.println("nothing was removed (--dry-run)");
    }
    out.flush();
    return ExitCode.OK;
  }
}

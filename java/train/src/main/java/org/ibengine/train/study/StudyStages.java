package org.ibengine.train.study;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.cli.Ib;
import org.ibengine.torch.train.RunConfig;
import org.ibengine.torch.train.RunFolder;
import org.ibengine.torch.weights.WholeFile;

/** Does what is left of runs. Each stage goes on where it was interrupted. */
final class StudyStages {
  private final Path runs;
  private final StudyCommands commands;
  private final PrintWriter out;
  private final PrintWriter err;

  StudyStages(Path runs, StudyCommands commands, PrintWriter out, PrintWriter err) {
    this.runs = runs;
    this.commands = commands;
    this.out = out;
    this.err = err;
  }

  /**
   * Does one run.
   *
   * @param place such as 2/6
   * @return false if a stage failed, which has said why
   */
  boolean run(StudyItem item, String place) {
    StudyFiles files = StudyFiles.open(runs, commands.settings(), item);
    for (StudyStage stage : StudyStage.values()) {
      if (files.isDone(stage)) {
        continue;
      }
      out.println(place + "  " + item.label() + ": " + stage.label());
      out.flush();
      if (!isDone(stage, item, files)) {
        err.println(
            "ib: " + item.label() + ": " + stage.label() + " failed; the same command goes on");
        err.flush();
        return false;
      }
      files.done(stage);
    }
    return true;
  }

  private boolean isDone(StudyStage stage, StudyItem item, StudyFiles files) {
    return switch (stage) {
      case TRAIN -> succeeds(commands.train(item, files.training()));
      case RATIOS -> logRatios(files);
      case PREDICT -> succeeds(commands.predict(item, files.training(), files.predictions()));
      case SCORE ->
          succeeds(commands.score(files.predictions(), files.evaluation(), files.scores()));
    };
  }

  private boolean succeeds(List<String> line) {
    out.println(StudyCommands.typed(line));
    out.flush();
    return Ib.run(out, err, line.toArray(String[]::new)) == 0;
  }

  private static boolean logRatios(StudyFiles files) {
    RunConfig config = RunFolder.open(files.training()).config();
    TrainingPatches patches = TrainingPatches.of(config);
    WholeFile.write(files.ratios(), patches.table());
    WholeFile.write(files.publishedRatios(), patches.published());
    return true;
  }
}

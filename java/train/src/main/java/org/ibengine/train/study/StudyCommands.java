package org.ibengine.train.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that make a run.
 *
 * @param train dataset
 * @param test dataset
 * @param steps of an epoch
 * @param work options that no result depends on
 */
record StudyCommands(StudySettings settings, Path train, Path test, int steps, List<String> work) {
  /** With the published recipe. */
  List<String> train(StudyItem item, Path folder) {
    List<String> line =
        new ArrayList<>(List.of("train", train.toString(), "-o", folder.toString()));
    line.addAll(List.of("--network", item.network()));
    line.addAll(settings.shape().options(item.network()));
    line.addAll(List.of("--loss", "sdl", "--optimizer", "adam:1e-4", "--schedule", "cosine:1e-9"));
    line.addAll(List.of("--epochs", String.valueOf(settings.epochs())));
    line.addAll(List.of("--validate-every", "5", "--best", "dice"));
    line.addAll(List.of("--seed", String.valueOf(settings.seed(item))));
    line.addAll(drawn(item.size()));
    line.addAll(settings.data());
    line.addAll(work);
    return line;
  }

  /** What patches are drawn. */
  private List<String> drawn(int size) {
    String side = String.valueOf(size);
    List<String> options = new ArrayList<>(List.of("--patch-size", side, side, side));
    options.addAll(List.of("--batch-size", String.valueOf(settings.batchSize())));
    options.addAll(List.of("--augment", "off", "--steps", String.valueOf(steps)));
    if (settings.sampler() == StudySettings.Sampling.PUBLISHED) {
      options.addAll(List.of("--sampler", "voxel", "--placement", "clamp"));
    }
    return options;
  }

  List<String> predict(StudyItem item, Path run, Path predictions) {
    List<String> line = new ArrayList<>(List.of("predict", run.toString(), test.toString()));
    line.addAll(List.of("-o", predictions.toString(), "--output", "mask"));
    line.addAll(List.of("--windows", String.valueOf(item.size())));
    line.addAll(List.of("--stride", String.valueOf(item.size() * 3 / 4)));
    line.addAll(work);
    return line;
  }

  List<String> score(Path predictions, Path evaluation, Path scores) {
    List<String> line =
        new ArrayList<>(List.of("evaluate", test.toString(), predictions.toString()));
    line.addAll(List.of("-o", evaluation.toString(), "--published", scores.toString()));
    line.addAll(List.of("--classes", "foreground"));
    line.addAll(work);
    return line;
  }

  /** As a person would type it. */
  static String typed(List<String> line) {
    StringBuilder text = new StringBuilder("ib");
    for (String word : line) {
      boolean plain = word.matches("[\\w./:=,+-]+");
      text.append(' ').append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return text.toString();
  }
}

package org.ibengine.train.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.io.StrictJson;
import org.ibengine.study.StudyRun;
import org.ibengine.torch.weights.WholeFile;

/**
 * The folder of one run of a study: what it is and which stages are done, in a file that is
 * replaced in one step.
 */
final class StudyFiles {
  private final Path folder;
  private final ObjectNode about;

  private StudyFiles(Path folder, ObjectNode about) {
    this.folder = folder;
    this.about = about;
  }

  /**
   * Begins a run, or goes on with it.
   *
   * @throws DatasetException if it was begun with other settings, or files fail
   */
  static StudyFiles open(Path runs, StudySettings settings, StudyItem item) {
    Path folder = runs.resolve(item.name());
    Path file = folder.resolve(StudyRun.FILE);
    ObjectNode about = settings.json(item);
    ArrayNode stages = about.putArray("stages");
    if (Files.exists(file)) {
      JsonNode before = StrictJson.read(file);
      List<String> changed = settings.changed(item, before);
      if (!changed.isEmpty()) {
        throw new DatasetException(
            folder,
            "was begun with other settings: "
                + String.join("; ", changed)
                + "; choose another folder for the study");
      }
      before.path("stages").forEach(stages::add);
    }
    StudyFiles files = new StudyFiles(folder, about);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be created: " + IoReason.of(e), e);
    }
    files.write();
    return files;
  }

  boolean isDone(StudyStage stage) {
    return stages().contains(stage.label());
  }

  void done(StudyStage stage) {
    ((ArrayNode) about.get("stages")).add(stage.label());
    write();
  }

  private List<String> stages() {
    List<String> names = new ArrayList<>();
    about.get("stages").forEach(name -> names.add(name.asText()));
    return names;
  }

  private void write() {
    WholeFile.write(folder.resolve(StudyRun.FILE), about.toPrettyString() + "\n");
  }

  Path training() {
    return folder.resolve("train");
  }

  Path predictions() {
    return folder.resolve("predictions");
  }

  Path evaluation() {
    return folder.resolve("scores");
  }

  /** Scores in the published format. */
  Path scores() {
    return folder.resolve(StudyRun.SCORES);
  }

  Path ratios() {
    return folder.resolve(StudyRun.RATIOS);
  }

  /** One ratio to a line. */
  Path publishedRatios() {
    return folder.resolve("ratios.txt");
  }
}

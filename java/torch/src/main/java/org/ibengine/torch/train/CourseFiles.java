package org.ibengine.torch.train;

import java.nio.file.Path;
import org.ibengine.error.Failures;
import org.ibengine.text.Text;

/** {@code loss.csv} and {@code validation.csv} of a run. */
final class CourseFiles implements AutoCloseable {
  private final CourseFile losses;
  private final CourseFile scores;

  /** Cut back to what {@code progress} knows. */
  CourseFiles(Path folder, Progress progress) {
    long[] left = {progress.steps()};
    losses =
        CourseFile.open(folder.resolve("loss.csv"), "epoch,step,loss,rate", row -> left[0]-- > 0);
    try {
      scores =
          CourseFile.open(
              folder.resolve("validation.csv"),
              "epoch,loss,dice",
              row -> Integer.parseInt(row.substring(0, row.indexOf(','))) < progress.epoch());
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, losses::close);
    }
  }

  void step(Progress at, float loss, double rate) {
    losses.add(Text.format("%d,%d,%s,%s", at.epoch(), at.step(), loss, rate));
  }

  void score(int epoch, Score score) {
    scores.add(Text.format("%d,%s,%s", epoch, score.loss(), score.dice()));
  }

  /** Waits until all is on the disk. */
  void flush() {
    losses.flush();
    scores.flush();
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    failures.collect(losses::close);
    failures.collect(scores::close);
    failures.rethrow();
  }
}

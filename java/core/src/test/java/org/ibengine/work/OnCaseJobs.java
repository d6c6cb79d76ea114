package org.ibengine.work;

import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.Timeout;

/** Jobs that do what a test says. */
@Timeout(60) // a deadlock is a failure
abstract class OnCaseJobs {
  static final long MIB = 1 << 20;

  /** What a job does. */
  interface Body {
    String run() throws Exception;
  }

  record Job(String name, long share, long bytes, Body body) implements CaseJob<String> {
    @Override
    public String run(CaseProgress progress) {
      try {
        return body.run();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  static Job job(String name, Body body) {
    return new Job(name, 1, MIB, body);
  }

  static CaseJobs.Limits limits(int atOnce, long bytes) {
    return new CaseJobs.Limits(atOnce, new MemoryBudget(bytes));
  }

  static CaseJobs.Outcome<String> run(CaseJobs.Limits limits, Job... jobs) {
    return CaseJobs.run(List.of(jobs), limits, Progress.NONE);
  }

  static DatasetException fault(String file) {
    return new DatasetException(Path.of(file), "is damaged");
  }
}

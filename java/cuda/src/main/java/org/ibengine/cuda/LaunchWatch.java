package org.ibengine.cuda;

/** Who looks at the launches of an operation, as a benchmark does. */
interface LaunchWatch {
  /** Runs {@code work}, which queues a launch of {@code kernel} on {@code stream}. */
  void time(Stream stream, String kernel, Runnable work);
}

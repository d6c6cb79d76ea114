package org.ibengine.tensor;

/** Where memory lies: the host, or the CUDA device with that number. */
public record Device(Kind kind, int number) {
  /** What kind of processor reads the memory directly. */
  public enum Kind {
    CPU,
    CUDA
  }

  public static final Device CPU = new Device(Kind.CPU, 0);

  @Override
  public String toString() {
    return kind == Kind.CPU ? "cpu" : "cuda:" + number;
  }
}

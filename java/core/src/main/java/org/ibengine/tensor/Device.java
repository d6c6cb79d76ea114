package org.ibengine.tensor;

import java.util.Locale;

/** Where memory lies: the host, or the device of that kind with that number. */
public record Device(Kind kind, int number) {
  /** What kind of processor reads the memory directly. */
  public enum Kind {
    CPU,
    CUDA;

    /** Its name in messages and for clients, such as {@code cuda}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static final Device CPU = new Device(Kind.CPU, 0);

  @Override
  public String toString() {
    return kind == Kind.CPU ? kind.key() : kind.key() + ":" + number;
  }
}

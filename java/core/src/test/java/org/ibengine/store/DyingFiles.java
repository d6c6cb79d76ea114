package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Stops before its n-th operation and does nothing from then on, as a killed process. Waits for no
 * disk: a kill loses nothing that the kernel has.
 */
public final class DyingFiles extends DurableFiles {
  /** Thrown in the place of the kill. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private int left;

  /** Lives. */
  DyingFiles() {
    this(Integer.MAX_VALUE);
  }

  public DyingFiles(int operations) {
    left = operations;
  }

  private void live() {
    if (left-- <= 0) {
      throw new Killed();
    }
  }

  @Override
  public void createFolders(Path folder) {
    live();
    super.createFolders(folder);
  }

  @Override
  public void write(Path file, byte[] bytes) {
    live();
    try {
      Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void rename(Path from, Path to) {
    live();
    super.rename(from, to);
  }

  @Override
  public void delete(Path file) {
    live();
    super.delete(file);
  }

  @Override
  public void syncFolder(Path folder) {
    live();
  }
}

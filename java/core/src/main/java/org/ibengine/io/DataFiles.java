package org.ibengine.io;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/** Finds the files of voxels that a header names. */
public final class DataFiles {
  private static final Pattern PLACE = Pattern.compile("([^%]*)%(0?)([0-9]{0,2})[du]([^%]*)");

  private DataFiles() {}

  /**
   * A file by the name that a header has for it.
   *
   * @param field that names it, or begins the list of names
   * @throws DatasetException if it does not lie in the folder of the header or below, or is not
   *     there
   */
  public static Path named(HeaderField field, String name) {
    Path folder = field.path().toAbsolutePath().getParent();
    Path relative = pathOf(field, name.replace('\\', '/'));
    if (relative.isAbsolute() || contains(relative, "..")) {
      throw field.refused(
          "a data file must lie in the folder of its header or below, was %s", name);
    }
    if (!Files.exists(folder.resolve(relative))) {
      throw field.refused("there is no data file %s in the folder of the header", name);
    }
    return field.path().resolveSibling(relative);
  }

  private static Path pathOf(HeaderField field, String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw field.refused("%s is not the name of a file", name);
    }
  }

  private static boolean contains(Path path, String part) {
    for (Path name : path) {
      if (name.toString().equals(part)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name has a place for a number, as {@code slice%03d.raw} has. */
  public static boolean isPattern(String name) {
    return name.contains("%");
  }

  /**
   * The files whose names have the numbers from {@code first} to {@code last}, {@code step} apart.
   *
   * @param pattern with one place for a number, as C's {@code printf} has it: {@code %d}, {@code
   *     %03d}
   * @param count how many there must be
   * @throws DatasetException as {@link #named}, or if there would be another number of files
   */
  public static List<Path> numbered(
      HeaderField field, String pattern, long first, long last, long step, long count) {
    Matcher place = PLACE.matcher(pattern);
    if (!place.matches()) {
      throw field.refused("%s must have one place for a number, such as %%03d", pattern);
    }
    if (step == 0 || (last - first) / step + 1 != count || (last - first) / step < 0) {
      throw field.refused(
          "must name %s, from %d to %d in steps of %d",
          Text.counted(count, "file"), first, last, step);
    }
    List<Path> files = new ArrayList<>();
    for (long number = first; files.size() < count; number += step) {
      files.add(named(field, place.group(1) + padded(place, number) + place.group(4)));
    }
    return files;
  }

  private static String padded(Matcher place, long number) {
    int width = place.group(3).isEmpty() ? 1 : Math.max(1, Integer.parseInt(place.group(3)));
    return Text.format("%" + (place.group(2).isEmpty() ? "" : "0") + width + "d", number);
  }

  /**
   * The files whose names follow in the header, one per line.
   *
   * @param field that says so
   * @param header right after that field
   * @param count how many there must be
   */
  public static List<Path> listed(HeaderField field, DecodedFile header, long count) {
    List<Path> files = new ArrayList<>();
    for (String line = next(header); line != null; line = next(header)) {
      if (!line.isBlank()) {
        if (files.size() == count) {
          throw field.refused("must be followed by the names of %s, there are more", text(count));
        }
        files.add(named(field, line.strip()));
      }
    }
    if (files.size() < count) {
      throw field.refused(
          "must be followed by the names of %s, there are %d", text(count), files.size());
    }
    return files;
  }

  private static String next(DecodedFile header) {
    return HeaderLines.next(header);
  }

  private static String text(long count) {
    return Text.counted(count, "file");
  }
}

package org.ibengine.cli.ratio;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import java.util.regex.Pattern;
import org.ibengine.index.DatasetOptions;
import org.ibengine.ratio.PatchExtent;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The words after an option that takes patch sizes: one number for a cube, {@code X,Y,Z} for a box.
 * It takes words as long as they are made of digits, points and commas, so DIR may follow.
 */
abstract class SizeWords implements IParameterConsumer {
  private static final Pattern WORD = Pattern.compile("\\d[\\d.,]*");
  private static final Pattern COMMA = Pattern.compile(",");

  /** Whole numbers of voxels. */
  static final class Voxels extends SizeWords {
    @Override
    PatchExtent size(List<String> parts) {
      Size3 size =
          new Size3(
              Integer.parseInt(parts.get(0)),
              Integer.parseInt(parts.get(1)),
              Integer.parseInt(parts.get(2)));
      return PatchExtent.ofVoxels(DatasetOptions.requireShort(size));
    }

    @Override
    String unit() {
      return "whole numbers of voxels, from 1 to 32767";
    }
  }

  /** Lengths in mm. */
  static final class Millimetres extends SizeWords {
    @Override
    PatchExtent size(List<String> parts) {
      return new PatchExtent(
          Double.parseDouble(parts.get(0)),
          Double.parseDouble(parts.get(1)),
          Double.parseDouble(parts.get(2)),
          true);
    }

    @Override
    String unit() {
      return "mm, above 0";
    }
  }

  /**
   * @param parts three
   * @throws IllegalArgumentException if one of them is not in its range
   */
  abstract PatchExtent size(List<String> parts);

  abstract String unit();

  @Override
  public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
    List<PatchExtent> taken = new ArrayList<>(option.<List<PatchExtent>>getValue());
    do {
      taken.add(one(words.isEmpty() ? "nothing" : words.pop(), option, command));
    } while (!words.isEmpty() && WORD.matcher(words.peek()).matches());
    option.setValue(taken);
  }

  private PatchExtent one(String word, ArgSpec option, CommandSpec command) {
    List<String> parts = List.of(COMMA.split(word, -1));
    try {
      if (parts.size() == 1 || parts.size() == 3) {
        String last = parts.get(parts.size() - 1);
        return size(parts.size() == 3 ? parts : List.of(last, last, last));
      }
    } catch (IllegalArgumentException e) {
      throw wrong(word, option, command);
    }
    throw wrong(word, option, command);
  }

  private ParameterException wrong(String word, ArgSpec option, CommandSpec command) {
    return new ParameterException(
        command.commandLine(),
        Text.format(
            "%s takes sizes, each one number or X,Y,Z, in %s; was %s",
            option.paramLabel().startsWith("MM") ? "--sizes-mm" : "--sizes", unit(), word));
  }
}

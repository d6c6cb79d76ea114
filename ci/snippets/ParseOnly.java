package org.ibengine.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.ParameterException;

/**
 * Parses command lines of {@code ib} without running them: a line of standard input each, its
 * arguments joined by U+001F. Prints a line for each, empty if it is well formed, else the reason.
 */
public final class ParseOnly {
  private ParseOnly() {}

  public static void main(String[] args) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(message(line.split("\u001f")));
    }
  }

  private static String message(String... arguments) {
    try {
      Ib.commandLine().parseArgs(arguments);
      return "";
    } catch (ParameterException error) {
      return error.getMessage().replace('\n', ' ');
    }
  }
}

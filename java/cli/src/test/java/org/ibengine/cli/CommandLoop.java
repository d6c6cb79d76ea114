package org.ibengine.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Runs one command of {@code ib} for every line of standard input, its arguments divided by tabs,
 * and answers with a line of exit code and what it said on both outputs, in base64. For
 * ci/torture.sh, which runs thousands.
 */
final class CommandLoop {
  private CommandLoop() {}

  public static void main(String[] args) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      CommandLineRun run = CommandLineRun.of((Object[]) line.split("\t"));
      byte[] said = (run.out() + run.err()).getBytes(StandardCharsets.UTF_8);
      System.out.println(run.exitCode() + " " + Base64.getEncoder().encodeToString(said));
    }
  }
}

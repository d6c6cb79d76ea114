package org.ibengine.cli.backends;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.ibengine.backend.Backend;
import org.ibengine.backend.BackendProvider;
import org.ibengine.backend.Backends;
import org.ibengine.cli.options.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ib backends}: which backends can run here, and why the others cannot. */
@Command(
    name = "backends",
    description = "List the backends: whether each is available and, if not, why.")
public final class BackendsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (BackendProvider provider : Backends.providers()) {
      out.printf("%-10s %s%n", provider.name(), state(provider));
    }
    out.flush();
    return ExitCode.OK;
  }

  private static String state(BackendProvider provider) {
    return Backends.unavailableReason(provider)
        .map(reason -> "not available: " + reason)
        .orElseGet(
            () -> {
              try (Backend backend = provider.open(Runtime.getRuntime().availableProcessors())) {
                return "available: " + backend.description();
              }
            });
  }
}

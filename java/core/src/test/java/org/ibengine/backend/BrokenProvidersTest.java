package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.error.BackendFailureException;
import org.ibengine.error.BackendUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a provider does that it must not leaves the others usable, and is told. */
class BrokenProvidersTest {
  private static final ReferenceBackendProvider REFERENCE = new ReferenceBackendProvider();
  private static final Function<BackendProvider, Backend> OPENER = provider -> provider.open(1);

  /** Throws wherever it can. */
  private record Thrower(RuntimeException whenAsked, Throwable whenOpened)
      implements BackendProvider {
    @Override
    public String name() {
      return "thrower";
    }

    @Override
    public int preference() {
      return 99;
    }

    @Override
    public Optional<String> unavailableReason() {
      if (whenAsked != null) {
        throw whenAsked;
      }
      return Optional.empty();
    }

    @Override
    public Backend open(int threads) {
      if (whenOpened instanceof Error e) {
        throw e;
      }
      throw (RuntimeException) whenOpened;
    }
  }

  @TempDir private Path folder;

  /** Runs it with a class path that names providers which are not there. */
  private void withProviders(String names, Runnable test) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(BackendProvider.class.getName()), names);
    Thread here = Thread.currentThread();
    ClassLoader before = here.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      here.setContextClassLoader(loader);
      test.run();
    } finally {
      here.setContextClassLoader(before);
    }
  }

  @Test
  void providersThatCannotBeLoadedAreNamedBesideTheOthers() throws IOException {
    withProviders(
        "org.nowhere.First\norg.nowhere.Second\n",
        () -> {
          List<BackendProvider> all = Backends.providers();
          assertEquals(
              List.of("reference", "unknown", "unknown"),
              all.stream().map(BackendProvider::name).toList());
          String reason = all.get(1).unavailableReason().orElseThrow();
          assertTrue(reason.contains("org.nowhere.First not found"), reason);
          try (Backend auto = Backends.open(Backends.AUTO, 1)) {
            assertEquals("reference", auto.name());
          }
          String unknown =
              assertThrows(IllegalArgumentException.class, () -> Backends.open("first", 1))
                  .getMessage();
          assertTrue(unknown.startsWith("backend must be auto or one of [reference], was first;"));
          assertTrue(unknown.contains("org.nowhere.Second not found"), unknown);
        });
  }

  @Test
  void listOfProvidersThatIsNoneStopsNobody() throws IOException {
    withProviders(
        "no class at all !\n",
        () -> {
          try (Backend auto = Backends.open(Backends.AUTO, 1)) {
            assertEquals("reference", auto.name());
          }
        });
  }

  @Test
  void loaderThatFailsForEverIsGivenUp() {
    Iterator<BackendProvider> failing =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            throw new NoClassDefFoundError("x");
          }

          @Override
          public BackendProvider next() {
            throw new AssertionError();
          }
        };
    assertEquals(20, Backends.providers(failing).size());
  }

  @Test
  void autoPassesOverAProviderThatThrowsWhenItIsAskedOrOpened() {
    List<Thrower> throwers =
        List.of(
            new Thrower(new NullPointerException("asked"), null),
            new Thrower(null, new UnsatisfiedLinkError("opened")),
            new Thrower(null, new IllegalStateException("opened")),
            new Thrower(null, new BackendUnavailableException("thrower", "gone since")));
    for (Thrower thrower : throwers) {
      try (Backend backend = Backends.openBest(List.of(thrower, REFERENCE), OPENER)) {
        assertEquals("reference", backend.name());
      }
      String refused =
          assertThrows(
                  BackendUnavailableException.class,
                  () -> Backends.openBest(List.of(thrower), OPENER))
              .getMessage();
      assertTrue(refused.contains("not thrower: its provider is broken: "), refused);
    }
  }

  @Test
  void deviceThatFailsIsNotPassedOverInSilence() {
    Thrower failing = new Thrower(null, new BackendFailureException("cuCtxCreate", 2, "memory"));
    assertThrows(
        BackendFailureException.class,
        () -> Backends.openBest(List.of(failing, REFERENCE), OPENER).close());
  }

  @Test
  void reasonOfAProviderThatThrowsIsWhatItThrew() {
    Thrower thrower = new Thrower(new IllegalStateException("no"), null);
    assertEquals(
        Optional.of("its provider is broken: java.lang.IllegalStateException: no"),
        Backends.unavailableReason(thrower));
    assertInstanceOf(ReferenceBackendProvider.class, Backends.providers().get(0));
  }
}

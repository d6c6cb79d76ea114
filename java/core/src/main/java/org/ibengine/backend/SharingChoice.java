package org.ibengine.backend;

import java.util.List;
import java.util.Optional;
import org.ibengine.error.BackendUnavailableException;
import org.ibengine.text.Text;

/**
 * A backend whose batches other processes can open.
 *
 * @param backend its name
 * @param reasons why {@code auto} chose it and none of the better ones, for people; empty if it was
 *     asked for by name
 */
public record SharingChoice(String backend, BatchSharing sharing, String reasons) {
  /**
   * The backend of that name, or the best available one for {@code auto}. A backend asked for by
   * name need not be available: opening it says why it is not.
   *
   * @throws IllegalArgumentException if there is none of that name, or it does not share batches
   * @throws BackendUnavailableException if {@code auto} finds none that can run here
   */
  public static SharingChoice of(String name) {
    return of(name, Backends.providers());
  }

  static SharingChoice of(String name, List<BackendProvider> providers) {
    List<BackendProvider> able =
        providers.stream().filter(provider -> sharing(provider).isPresent()).toList();
    if (Backends.AUTO.equals(name)) {
      return best(able);
    }
    return able.stream()
        .filter(provider -> provider.name().equals(name))
        .map(provider -> new SharingChoice(name, sharing(provider).orElseThrow(), ""))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException(refusal(name, able)));
  }

  private static SharingChoice best(List<BackendProvider> able) {
    StringBuilder passedOver = new StringBuilder();
    for (BackendProvider provider : able) {
      Optional<String> reason = Backends.unavailableReason(provider);
      if (reason.isEmpty()) {
        BatchSharing sharing = sharing(provider).orElseThrow();
        String where = sharing instanceof DeviceSharing ? "; batches lie in its memory" : "";
        return new SharingChoice(
            provider.name(),
            sharing,
            Text.format("backend auto: %s%s%s", provider.name(), where, passedOver));
      }
      passedOver.append("; not ").append(provider.name()).append(": ").append(reason.get());
    }
    throw new BackendUnavailableException(
        Backends.AUTO, "no backend whose batches other processes can open runs here" + passedOver);
  }

  /** None of a provider that breaks when asked. */
  private static Optional<BatchSharing> sharing(BackendProvider provider) {
    try {
      return provider.sharing();
    } catch (RuntimeException | LinkageError e) {
      return Optional.empty();
    }
  }

  private static String refusal(String name, List<BackendProvider> able) {
    return Text.format(
        "other processes can open the batches of some backends only; backend must be auto or one of %s, was %s",
        able.stream().map(BackendProvider::name).toList(), name);
  }
}

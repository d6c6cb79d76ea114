package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.ibengine.error.BackendUnavailableException;
import org.junit.jupiter.api.Test;

class SharingChoiceTest {
  private static final HostSharing ON_HOST =
      () -> {
        throw new AssertionError("nothing is opened to choose");
      };
  private static final DeviceSharing ON_DEVICE =
      device -> {
        throw new AssertionError("nothing is opened to choose");
      };
  private static final BackendProvider ALONE = new Offer("alone", null, null);
  private static final BackendProvider HOST = new Offer("host", ON_HOST, null);
  private static final BackendProvider DEVICE = new Offer("device", ON_DEVICE, null);
  private static final BackendProvider NO_DRIVER = new Offer("device", ON_DEVICE, "no driver");

  /** Shares batches unless {@code ability} is null; cannot run if there is a reason. */
  private record Offer(String name, BatchSharing ability, String reason)
      implements BackendProvider {
    @Override
    public int preference() {
      throw new AssertionError("the list is in order");
    }

    @Override
    public Optional<String> unavailableReason() {
      return Optional.ofNullable(reason);
    }

    @Override
    public Optional<BatchSharing> sharing() {
      return Optional.ofNullable(ability);
    }

    @Override
    public Backend open(int threads) {
      throw new AssertionError("nothing is opened to choose");
    }
  }

  private static SharingChoice auto(BackendProvider... providers) {
    return SharingChoice.of("auto", List.of(providers));
  }

  @Test
  void autoTakesTheFirstThatSharesAndRunsAndTellsWhyNoBetterOne() {
    SharingChoice choice = auto(ALONE, NO_DRIVER, HOST);
    assertEquals("host", choice.backend());
    assertSame(ON_HOST, choice.sharing());
    assertEquals("backend auto: host; not device: no driver", choice.reasons());
  }

  @Test
  void autoTellsThatBatchesLieOnADevice() {
    assertEquals("backend auto: device; batches lie in its memory", auto(DEVICE, HOST).reasons());
  }

  @Test
  void autoTellsWhyNoneCanRun() {
    assertEquals(
        "backend auto unavailable: no backend whose batches other processes can open runs here; not device: no driver",
        assertThrows(BackendUnavailableException.class, () -> auto(ALONE, NO_DRIVER)).getMessage());
  }

  @Test
  void oneAskedForByNameIsTakenWithoutAskingWhetherItRuns() {
    SharingChoice choice = SharingChoice.of("device", List.of(HOST, NO_DRIVER));
    assertSame(ON_DEVICE, choice.sharing());
    assertEquals("", choice.reasons());
  }

  @Test
  void oneThatDoesNotShareIsRefusedWithThoseThatDo() {
    assertEquals(
        "other processes can open the batches of some backends only; backend must be auto or one of [device, host], was alone",
        assertThrows(
                IllegalArgumentException.class,
                () -> SharingChoice.of("alone", List.of(DEVICE, ALONE, HOST)))
            .getMessage());
  }

  @Test
  void oneThatBreaksWhenAskedSharesNothing() {
    BackendProvider broken =
        new BackendProvider() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public int preference() {
            return 1;
          }

          @Override
          public Optional<String> unavailableReason() {
            return Optional.empty();
          }

          @Override
          public Optional<BatchSharing> sharing() {
            throw new NoClassDefFoundError("Missing");
          }

          @Override
          public Backend open(int threads) {
            throw new AssertionError("not opened");
          }
        };
    assertEquals("host", auto(broken, HOST).backend());
  }
}

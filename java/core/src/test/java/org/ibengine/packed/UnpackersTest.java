package org.ibengine.packed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.junit.jupiter.api.Test;

class UnpackersTest {
  private record Provider(Optional<String> unavailableReason, Unpacker unpacker)
      implements UnpackerProvider {}

  @Test
  void withNothingElseOnTheClassPathItIsThePlainCode() {
    Volume raw = PackedVolumes.random(new Size3(17, 6, 5), 4);
    HostBuffer target = PackedVolumes.BACKEND.allocate(raw.sizeBytes());
    Unpackers.best().unpack(PackedVolumes.pack(raw), target);
    assertEquals(raw.data().view(0, (int) raw.sizeBytes()), target.view(0, (int) raw.sizeBytes()));
  }

  @Test
  void oneThatBreaksOrCannotRunIsLeftOut() {
    Unpacker own = (source, target) -> {};
    assertSame(own, Unpackers.available(() -> new Provider(Optional.empty(), own)));
    assertNull(Unpackers.available(() -> new Provider(Optional.of("no library"), own)));
    assertNull(
        Unpackers.available(
            () -> {
              throw new ServiceConfigurationError("no");
            }));
    assertNull(
        Unpackers.available(
            () -> {
              throw new NoClassDefFoundError("no");
            }));
  }
}

package org.ibengine.options;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a reader may take, as JSON. */
final class ResourcesJson {
  static final List<JsonOption<Resources>> OPTIONS =
      List.of(
          new JsonOption<>("backend", Resources::backend, (r, v) -> r.backend(v.text())),
          new JsonOption<>("threads", Resources::threads, (r, v) -> r.threads(v.integer())),
          new JsonOption<>(
              "device",
              r -> r.device().isPresent() ? r.device().getAsInt() : null,
              (r, v) ->
                  r.device(
                      v.optional(JsonValue::integer)
                          .map(OptionalInt::of)
                          .orElse(OptionalInt.empty()))),
          new JsonOption<>("maxMemory", Resources::maxMemory, (r, v) -> r.maxMemory(v.wide())),
          new JsonOption<>(
              "maxDeviceMemory",
              r -> r.maxDeviceMemory().isPresent() ? r.maxDeviceMemory().getAsLong() : null,
              (r, v) ->
                  r.maxDeviceMemory(
                      v.optional(JsonValue::wide)
                          .map(OptionalLong::of)
                          .orElse(OptionalLong.empty()))),
          new JsonOption<>("prefetch", Resources::prefetch, (r, v) -> r.prefetch(v.integer())),
          new JsonOption<>(
              "localRanks", Resources::localRanks, (r, v) -> r.localRanks(v.integer())));

  private ResourcesJson() {}
}

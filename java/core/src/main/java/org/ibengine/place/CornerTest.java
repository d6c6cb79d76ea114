package org.ibengine.place;

/** What windows must meet, plane by plane. Not thread-safe. */
interface CornerTest {
  /**
   * Clears the windows that do not meet it.
   *
   * @param z of the plane's corners; ascending from call to call
   */
  void keep(int z, CornerPlane plane);
}

package org.ibengine.backend;

/**
 * Memory of a device, shared with one other process that uses the same device: what it needs to
 * open memory and events, and the events by which both sides order their work. Thread-safe. Only
 * {@link #close} waits for the device. A failure in the driver is thrown as a {@link
 * org.ibengine.error.BackendFailureException}.
 */
public interface DeviceShare extends AutoCloseable {
  /**
   * Where memory lies, for another process.
   *
   * @param allocation handle of the whole allocation, in hexadecimal digits
   * @param offset bytes from its start
   */
  record Place(String allocation, long offset) {}

  /** Identifies the same device for another process, whatever number it has there. */
  String uuid();

  /**
   * Where {@code address}, of memory of this process on the device, lies for another, which can
   * open the whole allocation.
   *
   * @throws IllegalArgumentException if it would see more of this process: if the allocation is not
   *     one of {@link DeviceBackend#shareableBytes}
   */
  Place place(long address);

  /**
   * New events for memory that is passed back and forth.
   *
   * @throws IllegalStateException once this was closed
   */
  Slot newSlot();

  /** Blocks until all that was announced is written. Idempotent. */
  @Override
  void close();

  /**
   * The events of memory that is used again and again: this process records {@code ready}, for
   * which the other waits, and the other records {@code done}, which this one polls. Both belong to
   * this process, so neither ends with the other process. Lives as long as the share.
   */
  interface Slot {
    /** Handle of the event that passes when the memory may be read, in hexadecimal digits. */
    String ready();

    /** Handle of the event that the other process records after its last use, likewise. */
    String done();

    /**
     * Makes {@code ready} pass after {@code written}. Call it before the other process is told.
     * Does not block.
     *
     * @throws IllegalStateException once the share was closed
     */
    void announce(DeviceEvent written);

    /**
     * Whether the work that the other process queued before it last recorded {@code done} has been
     * done. Also true if it has never recorded it; never true if that process ended before the work
     * was done. Does not block. No stream of this process waits for {@code done}, because it would
     * wait for ever if the other process were killed.
     *
     * @throws IllegalStateException once the share was closed
     */
    boolean isDone();
  }
}

package org.ibengine.backend;

/**
 * Memory of a device, shared with one other process that uses the same device: what it needs to
 * open memory and events, and the events by which both sides order their work. Thread-safe. Nothing
 * here waits for the device but {@link #close}. What fails in the driver is thrown as a {@link
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

  /** By which another process finds the same device, whatever number it has there. */
  String uuid();

  /**
   * Where {@code address}, of memory of this process on the device, lies for another. The driver
   * may share more than was allocated there: whole blocks.
   */
  Place place(long address);

  /**
   * Events for memory that goes to and fro.
   *
   * @throws IllegalStateException once this was closed
   */
  Slot newSlot();

  /** Blocks until all that was announced is written. Idempotent. */
  @Override
  void close();

  /**
   * The events of memory that is used again and again: this process records {@code ready}, which
   * the other waits for, and the other records {@code done}, which this one asks for. Both are this
   * process's, so that none of them ends with the other process. Lives as long as the share.
   */
  interface Slot {
    /** Handle of the event that passes when the memory may be read, in hexadecimal digits. */
    String ready();

    /** Handle of the event that the other process records after its last use, likewise. */
    String done();

    /**
     * From now on {@code ready} passes after {@code written}. Call it before the other process is
     * told. Does not block.
     *
     * @throws IllegalStateException once the share was closed
     */
    void announce(DeviceEvent written);

    /**
     * Whether what the other process queued before it last recorded {@code done} has been done;
     * also true where it has never recorded it, and never where that process ended on the way. Does
     * not block. No stream of this process is made to wait for {@code done}: it would do so for
     * ever where the other process is killed.
     *
     * @throws IllegalStateException once the share was closed
     */
    boolean isDone();
  }
}

package org.ibengine.backend;

/** Nothing to wait for. */
final class PassedEvent implements DeviceEvent {
  @Override
  public boolean hasPassed() {
    return true;
  }

  @Override
  public void await() {}

  @Override
  public long handle() {
    return 0;
  }

  @Override
  public void holdBack(long stream) {}

  @Override
  public void close() {}
}

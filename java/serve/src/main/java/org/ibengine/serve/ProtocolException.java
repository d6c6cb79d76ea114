package org.ibengine.serve;

import java.io.IOException;

/** The other side does not follow the protocol; the connection ends. */
final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message);
  }
}

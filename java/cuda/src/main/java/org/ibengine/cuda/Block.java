package org.ibengine.cuda;

/** Contiguous memory with an owner. */
interface Block extends AutoCloseable {
  long address();

  long sizeBytes();

  @Override
  void close();
}

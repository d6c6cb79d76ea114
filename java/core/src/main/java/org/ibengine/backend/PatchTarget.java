package org.ibengine.backend;

import org.ibengine.tensor.ElementType;

/** Where a patch goes, as far as rules ask for it. */
interface PatchTarget {
  /** In bytes, from the start of the memory. */
  long offset();

  ElementType type();

  /** Of the memory, from its start to its end. */
  long memoryBytes();
}

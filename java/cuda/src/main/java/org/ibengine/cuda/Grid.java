package org.ibengine.cuda;

/** How many threads a kernel runs with. */
record Grid(int blocks, int threads, int sharedBytes) {
  /** One thread an item, or as many blocks as {@code maxBlocks}. */
  static Grid of(long items, int threads, int maxBlocks) {
    return new Grid(
        (int) Math.max(1, Math.min(maxBlocks, (items + threads - 1) / threads)), threads, 0);
  }
}

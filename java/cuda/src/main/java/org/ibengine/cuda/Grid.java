package org.ibengine.cuda;

/**
 * How many threads a kernel runs with: {@code blocks} by {@code rows} blocks of {@code threads}.
 */
record Grid(int blocks, int rows, int threads, int sharedBytes) {
  Grid(int blocks, int threads, int sharedBytes) {
    this(blocks, 1, threads, sharedBytes);
  }
}

/**
 * {@code ib train-demo}, which trains a small network, and the hand-over of batches to libtorch,
 * measured.
 */
package org.ibengine.benchmarks.torch;

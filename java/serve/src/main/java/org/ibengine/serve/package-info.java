/**
 * {@code ib serve}: batches for training loops in other processes, over a socket and shared memory,
 * as docs/reference/protocol.md says.
 */
package org.ibengine.serve;

/**
 * The offline pipeline: raw case folders in, a dataset folder out. Cases flow through one pool of
 * compute threads (read, inflate, percentiles, components, gather, deflate) and a few threads that
 * only write; memory is bounded and stated.
 */
package org.ibengine.prepare;

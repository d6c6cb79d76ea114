/**
 * The offline pipeline, from raw case folders to a dataset folder. Cases flow through one pool of
 * compute threads (read, inflate, percentiles, components, gather, deflate) and a few threads that
 * only write; memory is bounded and stated.
 */
package org.ibengine.prepare;

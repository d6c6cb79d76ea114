/**
 * The way of patches into batches: which volumes stay in memory, who fills which slot and when, and
 * how a slot comes back. Knows plans and sources, not datasets.
 */
package org.ibengine.pipeline;

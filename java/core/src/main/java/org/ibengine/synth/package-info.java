/**
 * Deterministic whole-body phantoms with known lesions, and chest scans with known nodules: input
 * to try the engine and to measure it with. Voxel values are a pure function of the options and the
 * case number; threads only decide when a slab is made.
 */
package org.ibengine.synth;

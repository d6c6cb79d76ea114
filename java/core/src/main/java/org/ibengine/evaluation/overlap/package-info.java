/**
 * Evaluation by voxels, surfaces and lesions of masks: Dice, Hausdorff distances, surface Dice,
 * differences of volume, lesions matched, missed and false. No files; docs/reference/evaluate.md
 * has the formulas.
 */
package org.ibengine.evaluation.overlap;

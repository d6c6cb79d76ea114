/**
 * Object-level evaluation: which instances of the ground truth a prediction found, at what score,
 * and how many false alarms that costs (free-response ROC). No files; docs/concepts/froc.md has the
 * definitions.
 */
package org.ibengine.evaluation;

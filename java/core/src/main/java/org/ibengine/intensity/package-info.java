/**
 * What is known of the values of a modality, and how a reader brings them to the numbers that a
 * network sees. No voxels here: statistics come from records, scales go to the gather.
 */
package org.ibengine.intensity;

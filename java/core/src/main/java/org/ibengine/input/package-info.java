/**
 * What is found on the disk before anything is prepared: cases, each with its mask and one image
 * per modality. Knows names of files and how people lay them out; opens no image.
 */
package org.ibengine.input;

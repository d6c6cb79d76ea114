/**
 * What is found on the disk before anything is prepared: cases, each with its mask and one image
 * per modality. Knows names of files and how people lay them out; of images it reads headers at
 * most, to know their channels.
 */
package org.ibengine.input;

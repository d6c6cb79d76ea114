/** DICOM: recognised, and refused with the name of a program that converts it. */
package org.ibengine.io.dicom;

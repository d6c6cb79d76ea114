/** Gzip members, read and written: the codec of Java, and how others are found. */
package org.ibengine.gzip;

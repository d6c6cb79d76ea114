/** Backend {@code cpu}: the native library, its memory, and memory files for other processes. */
package org.ibengine.cpu;

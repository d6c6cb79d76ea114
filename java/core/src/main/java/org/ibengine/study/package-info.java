/** The study of context against foreground ratio: what its runs left, and what follows from it. */
package org.ibengine.study;

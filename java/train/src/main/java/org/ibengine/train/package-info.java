/** {@code ib train}: training of networks from the command line. */
package org.ibengine.train;

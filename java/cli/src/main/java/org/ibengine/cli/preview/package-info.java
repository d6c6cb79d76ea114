/** {@code ib preview}: patches of an epoch as one picture. */
package org.ibengine.cli.preview;

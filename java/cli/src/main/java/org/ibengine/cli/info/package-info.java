/** {@code ib info}: what image files and dataset folders hold. */
package org.ibengine.cli.info;

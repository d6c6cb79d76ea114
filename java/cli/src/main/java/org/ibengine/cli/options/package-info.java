/** Options and exit codes that several commands share, and how their values are read. */
package org.ibengine.cli.options;

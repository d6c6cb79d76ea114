/** {@code ib experiment}: runs with different losses side by side. */
package org.ibengine.cli.experiment;

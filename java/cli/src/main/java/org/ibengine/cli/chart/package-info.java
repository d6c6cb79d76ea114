/** Pictures of curves. */
package org.ibengine.cli.chart;

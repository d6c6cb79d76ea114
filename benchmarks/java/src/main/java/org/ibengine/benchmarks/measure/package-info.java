/** What several benchmarks note: the machine, and processor time. */
package org.ibengine.benchmarks.measure;

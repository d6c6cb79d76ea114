/**
 * The contract of backends and engines as interfaces of tests: whoever implements one runs all of
 * its tests. Beside them the folders, oracles and doubles that tests of other modules share.
 */
package org.ibengine.conformance;

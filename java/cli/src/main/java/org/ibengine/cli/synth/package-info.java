/** {@code ib synth}: phantoms with known lesions. */
package org.ibengine.cli.synth;

/** {@code ib serve}: the command line around {@code org.ibengine.serve}. */
package org.ibengine.cli.serve;

/** {@code ib cases}: what {@code ib prepare} would find, as CSV or JSON. */
package org.ibengine.cli.cases;

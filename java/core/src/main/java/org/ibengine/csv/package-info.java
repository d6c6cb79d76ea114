/** Tables as spreadsheets and scripts read and write them. */
package org.ibengine.csv;

/** How commands print: tables, progress, files of text, and lines without control characters. */
package org.ibengine.cli.text;

/** How numbers and names become text. Every package may use it; it uses none. */
package org.ibengine.text;

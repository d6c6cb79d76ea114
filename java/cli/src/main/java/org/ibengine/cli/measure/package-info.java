/** What commands say about speed, memory and the content of epochs, measured in this process. */
package org.ibengine.cli.measure;

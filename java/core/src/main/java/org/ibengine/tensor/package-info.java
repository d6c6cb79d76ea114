/** What a batch is made of: tensors, their element types, the device that they lie on. */
package org.ibengine.tensor;

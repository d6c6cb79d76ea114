/** A classifier of voxels, trained on the GPU by cuBLAS on batches that lie there. */
package org.ibengine.examples.logistic;

/** {@code ib ratio run}: trains and tests networks at several patch sizes. */
package org.ibengine.train.study;

/**
 * What decides the engine's speed, behind interfaces: {@link org.ibengine.backend.Backend} on the
 * host, {@link org.ibengine.backend.DeviceBackend} on a device. Providers are found by {@link
 * java.util.ServiceLoader}; an operation that a backend lacks runs the reference code.
 */
package org.ibengine.backend;

/**
 * The whole program: configuration, wiring, start and stop, and which face answers on which port.
 */
@NullMarked
package dev.carillon.server;

import org.jspecify.annotations.NullMarked;

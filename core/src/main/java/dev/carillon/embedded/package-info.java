/** A server inside another program, for example inside its tests. */
@NullMarked
package dev.carillon.embedded;

import org.jspecify.annotations.NullMarked;

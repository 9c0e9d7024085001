/** The stored topics and rules. */
@NullMarked
package dev.carillon.registry;

import org.jspecify.annotations.NullMarked;

/** Topics and rules as they are kept. */
@NullMarked
package dev.carillon.registry;

import org.jspecify.annotations.NullMarked;

/** The receiver for a developer's machine: accepts deliveries and shows them. */
@NullMarked
package dev.carillon.receive;

import org.jspecify.annotations.NullMarked;

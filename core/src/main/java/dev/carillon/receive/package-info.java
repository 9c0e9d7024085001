/** The receiver at your desk: takes what is delivered and shows it. */
@NullMarked
package dev.carillon.receive;

import org.jspecify.annotations.NullMarked;

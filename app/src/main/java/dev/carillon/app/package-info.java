/** The command line. */
@NullMarked
package dev.carillon.app;

import org.jspecify.annotations.NullMarked;

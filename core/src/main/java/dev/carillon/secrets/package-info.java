/** Secrets at rest: the keys that seal stored secrets, and the file that holds them. */
@NullMarked
package dev.carillon.secrets;

import org.jspecify.annotations.NullMarked;

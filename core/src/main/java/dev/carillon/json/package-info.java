/** The fields of a JSON object, read by their types and refused in the words of a protocol. */
@NullMarked
package dev.carillon.json;

import org.jspecify.annotations.NullMarked;

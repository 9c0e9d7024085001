/** The contract of endpoints, HTTP endpoints, and the guard of addresses. */
@NullMarked
package dev.carillon.endpoint;

import org.jspecify.annotations.NullMarked;

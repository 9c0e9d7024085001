/** The far end: the endpoint contract, HTTP, and the guard of addresses. */
@NullMarked
package dev.carillon.endpoint;

import org.jspecify.annotations.NullMarked;

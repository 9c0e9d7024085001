/** The HTTP server: limits, authentication, XML and JSON answers; it knows no dialect. */
@NullMarked
package dev.carillon.http;

import org.jspecify.annotations.NullMarked;

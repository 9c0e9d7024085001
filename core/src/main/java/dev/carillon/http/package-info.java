/**
 * The HTTP server with its limits, authentication, and XML and JSON answers; it knows no protocol
 * built on HTTP.
 */
@NullMarked
package dev.carillon.http;

import org.jspecify.annotations.NullMarked;

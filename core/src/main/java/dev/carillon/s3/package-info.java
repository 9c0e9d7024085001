/** The S3 face: buckets, objects, and what their changes tell whom. */
@NullMarked
package dev.carillon.s3;

import org.jspecify.annotations.NullMarked;
